import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { deliver } from '../../src/core/notices/deliver.ts';
import { remind } from '../../src/core/notices/due.ts';
import { toZip } from '../../src/zip.ts';
import { enrolMore } from '../support/nursery.ts';
import { put } from '../support/put.ts';
import { document, openSetting, type TestSetting } from '../support/setting.ts';
import type { Doors } from './doors.ts';
import type { Shown, Visitor } from './platforms.ts';

const RUTH = 'Ruth Hallam';
const MAEVE = "Maeve O'Sullivan";
const PRIYA = 'Priya Raman-Clarke';
const HELEN = 'Helen Whitcombe';
const ZOE = 'Zoë Adeyemi';
const AMINA = 'Amina Yusuf';
const TOM = 'Tom Ridley';
const calendar = createCalendar();

/** What becomes of the rest of the policy through a platform's own door: typed, pressed and submitted as people do there. */
export function journeysContract(platform: string, open: (setting: TestSetting) => Promise<Doors>): void {
  describe(`the policy's journeys on ${platform}`, () => {
    let elm: TestSetting;
    let doors: Doors;
    let seats: Map<string, Visitor>;
    beforeEach(async () => {
      elm = await openSetting({ app: { publicUrl: 'https://candour.test', zip: toZip } });
      doors = await open(elm);
      seats = new Map();
      for (const name of [RUTH, MAEVE, PRIYA, HELEN, ZOE, AMINA, TOM]) {
        const visitor = await doors.seat(name);
        await visitor.type('me');
        seats.set(name, visitor);
      }
    });
    afterEach(async () => {
      for (const each of seats.values()) await each.close();
      await doors.close();
      await elm.close();
    });

    function at(name: string): Visitor {
      const found = seats.get(name);
      if (!found) throw new Error(`nobody sits for ${name}`);
      return found;
    }

    /** All pages of what came, in one breath. */
    async function read(name: string, first: Shown): Promise<string> {
      let words = first.words;
      for (let shown = first, pages = 1; shown.more; pages++) {
        if (pages > 30) throw new Error('more than thirty pages');
        shown = await at(name).turn();
        words += ` ${shown.words}`;
      }
      return words.replace(/\s+/gu, ' ');
    }
    const say = async (name: string, words: string) => read(name, await at(name).type(words));
    const press = async (name: string, label: string) => read(name, await at(name).press(label));
    const answer = async (name: string, answers: Record<string, string | string[]>) =>
      read(name, await at(name).answer(answers));

    /** What is shown first although it was typed whole is read, and sent as it stands. */
    const readAndSend = async (name: string, words: string) => {
      expect(await say(name, words)).toContain('please read this first');
      return answer(name, {});
    };

    /** A minute passes: gives what is shown to each meanwhile. */
    async function tick(instant: string): Promise<(name: string) => string[]> {
      const now = new Date(instant);
      await elm.ask(RUTH, 'help', now);
      const before = new Map<string, number>();
      for (const name of seats.keys()) before.set(name, (await doors.delivered(name)).length);
      await remind({ store: elm.store, calendar, now });
      await deliver({ store: elm.store, platforms: [doors.platform], calendar, now });
      const fresh = new Map<string, string[]>();
      for (const name of seats.keys()) fresh.set(name, (await doors.delivered(name)).slice(before.get(name)));
      return (name) => fresh.get(name) ?? [];
    }
    const about = (messages: string[], words: string) => messages.filter((each) => each.includes(words));
    /** Presses the button of what came last; where several came as one message, by way of what is owed. */
    async function follow(name: string, label: string, owed = label): Promise<string> {
      const buttons = await doors.openLast(name);
      if (buttons.includes(label)) return press(name, label);
      await press(name, 'My page');
      return press(name, owed);
    }
    const own = async (name: string) => {
      const { file } = await at(name).type('mydata');
      if (!file) throw new Error('no file was handed over');
      return { name: file.name, files: unzipSync(file.bytes) };
    };

    it('a worry: the line comes first and alone, and the quiet button goes on', async () => {
      for (const said of ['Tia has bruises on her back', 'child told me daddy hurts her']) {
        expect(await say(TOM, said)).toMatch(/^\W*Worried about a child\?\W+In danger: 999\./);
      }
      await say(TOM, 'Tia has bruises on her back');
      expect(await press(TOM, 'It is about something else')).toContain('What you can do here');
      expect(await elm.audited('declaration.submitted')).toBe(0);
    });

    it('a worry in a field: nothing is kept, and the form goes on or closes', async () => {
      const whole = { who: 'Sarah Reed', kind: 'friend', since: '2015', note: 'I saw her dad hit her' };
      await say(TOM, 'declare');
      expect(await answer(TOM, whole)).toMatch(/In danger: 999\..*reads like a worry about a child/);
      expect(await press(TOM, 'It is about a child’s safety')).toContain(`tell ${MAEVE} or ${PRIYA} now`);
      expect(await elm.audited('declaration.submitted')).toBe(0);
      await say(TOM, 'declare');
      expect(await answer(TOM, whole)).toContain('reads like a worry about a child');
      expect(await elm.audited('declaration.submitted')).toBe(0);
      expect(await answer(TOM, {})).toContain('D-1');
      expect((await elm.declaration(1)).note).toBe(whole.note);
    });

    it('declare: a name like a parent’s is asked about, then kept as it was typed, or taken for hers', async () => {
      const like = { who: 'Sara Reed', kind: 'friend', since: '2015' };
      await say(TOM, 'declare');
      const asked = await answer(TOM, like);
      for (const said of [
        'Is it one of these?',
        'Sarah Reed, parent of Mia Reed',
        'None of these: keep “Sara Reed”',
      ])
        expect(asked).toContain(said);
      expect(await elm.audited('declaration.submitted')).toBe(0);
      expect(await answer(TOM, { who: 'Sara Reed' })).toContain('Until then it protects nobody');
      expect(await elm.declaration(1)).toMatchObject({ counterpart: null, counterpartName: 'Sara Reed' });
      await say(ZOE, 'declare "Sara Reed" kind=friend since=2015');
      const sarah = await elm.person('Sarah Reed');
      expect(await answer(ZOE, { who: sarah.id })).toContain('Sarah Reed, parent of Mia Reed');
      expect(await elm.declaration(2)).toMatchObject({
        counterpart: sarah.id,
        counterpartName: 'Sarah Reed',
      });
    });

    it('connect: No before it is declared, Ask first before it is decided, Yes after, and G2 with each', async () => {
      await say(TOM, 'connect');
      const no = await answer(TOM, { who: 'Sarah Reed', network: 'facebook' });
      expect(no).toContain('No, please do not accept');
      expect(no).toContain('G2');
      await press(TOM, 'I knew them before: declare');
      expect(await answer(TOM, { kind: 'friend', since: '2015' })).toContain('D-1');
      expect(await say(TOM, 'connect "Sarah Reed" network=facebook')).toContain('Ask first');
      const told = await tick('2026-11-23T10:01:00Z');
      expect(about(told(MAEVE), 'D-1')).toHaveLength(1);
      await follow(MAEVE, 'Open D-1');
      expect(await answer(MAEVE, { outcome: 'noted' })).toContain('D-1');
      expect(await say(TOM, 'connect "Sarah Reed" network=whatsapp')).toContain('Yes, you may');
      await press(TOM, 'Add the network');
      expect(await say(TOM, 'connect "Sarah Reed" network=whatsapp')).toContain('Ask first');
    });

    it('connect: a link with nobody known before reaches the officer once, and the person kindly', async () => {
      expect(await say(AMINA, 'declare "Sarah Reed" kind=friend since=2026 networks=facebook')).toContain(
        'Please end the link, kindly',
      );
      const first = await tick('2026-11-23T10:01:00Z');
      const second = await tick('2026-11-23T12:20:00Z');
      expect(about([...first(MAEVE), ...second(MAEVE)], 'G2')).toHaveLength(1);
    });

    it('arrange: put to the officer, decided, seen by whoever allocates, and ended', async () => {
      await say(TOM, 'arrange');
      expect(
        await answer(TOM, { child: 'Mia Reed', kind: 'babysitting', starts_on: '2026-12-01' }),
      ).toContain('A-1');
      expect(await say(ZOE, 'arrange "Mia Reed" kind=social starts_on=2026-12-01')).toContain(
        'please leave it',
      );
      const told = await tick('2026-11-23T10:01:00Z');
      expect(about(told(MAEVE), 'A-1')).toHaveLength(1);
      expect(about(about(told(MAEVE), 'A-2'), 'P9')).toHaveLength(1);
      await say(MAEVE, 'decide A-2');
      await answer(MAEVE, { outcome: 'declined', note: 'not while you look after her' });
      expect(await readAndSend(MAEVE, 'decide A-1 outcome=acknowledged')).toContain('A-1: acknowledged');
      expect(about((await tick('2026-11-23T12:20:00Z'))(ZOE), 'A-2')).toHaveLength(1);
      expect(await say(RUTH, 'keyperson "Mia Reed"')).toMatch(/Tom Ridley.{0,80}?K9 \(A-1\)/);
      await say(TOM, 'end A-1');
      await answer(TOM, { ended_on: '2026-11-23', reason: 'over' });
      expect(await say(RUTH, 'keyperson "Mia Reed"')).not.toContain('K9');
    });

    it('boundary: drafted by the officer, signed in chat and on paper, and in force', async () => {
      await say(TOM, 'declare "Sarah Reed" kind=friend since=2015');
      await readAndSend(MAEVE, 'decide D-1 outcome=managed');
      await press(MAEVE, 'Draft boundaries (P1)');
      expect(await answer(MAEVE, { terms: 'We keep work at work.' })).toContain('B-1');
      expect(
        about(
          (await tick('2026-11-23T12:20:00Z'))(TOM),
          'Please read and sign: professional boundaries (B-1)',
        ),
      ).toHaveLength(1);
      const form = await follow(TOM, 'Open B-1');
      expect(form).toContain('We keep work at work.');
      expect(form).toContain('We do so at the setting.');
      expect(await answer(TOM, { agree: 'yes' })).toContain('Signed: B-1');
      expect(
        about((await tick('2026-11-23T12:30:00Z'))(MAEVE), 'Please see to the other signature (B-1)'),
      ).toHaveLength(1);
      await say(MAEVE, 'boundary B-1 parent_answer=paper parent_signed_on=2026-11-23');
      expect(await say(TOM, 'boundary B-1')).toContain('in force since 23 Nov 2026');
    });

    it('keyperson: turns through every child who needs one, each with its button', async () => {
      await enrolMore(elm, { attending: 110, later: 80 });
      let shown = await at(RUTH).type('keyperson');
      expect(shown.words.replace(/\s+/gu, ' ')).toContain('111 of these attend now; 81 start later.');
      for (let pages = 1; shown.more && !shown.buttons.includes('Pupil 190') && pages < 40; pages++)
        shown = await at(RUTH).turn();
      expect(shown.buttons).toContain('Pupil 190');
      expect(await press(RUTH, 'Pupil 190')).toContain('Key person for Pupil 190');
      expect(await say(RUTH, 'keyperson "Mia Reed"')).toContain('Ellis Farrow');
    });

    it('a form is answered as it was shown: what changed meanwhile is shown again, the answers kept', async () => {
      await say(TOM, 'declare "Sarah Reed" kind=friend since=2015');
      await say(MAEVE, 'boundary D-1 read=yes');
      expect(await answer(MAEVE, { terms: 'We keep work at work.' })).toContain('B-1');
      expect(await say(TOM, 'boundary B-1')).toContain('We keep work at work.');
      await elm.view(MAEVE, 'boundary B-1 terms="We never meet."');
      const again = await answer(TOM, { agree: 'yes' });
      expect(again).toContain('This has changed since you opened it');
      expect(again).toContain('We never meet.');
      expect(await elm.audited('boundary.staff_signed')).toBe(0);
      expect(await answer(TOM, { agree: 'yes' })).toContain('Signed: B-1');
    });

    it('sign: typed in one line it is shown first, and turning its pages signs nothing', async () => {
      const long = Array.from({ length: 400 }, (_, line) => `Line ${line}: we keep what we hear.`).join(
        '\n\n',
      );
      await elm.change(async (register, setting) => {
        for (const { title, kind, ...version } of await register.policies.versions(
          setting,
          'confidentiality',
        )) {
          await put(register, { policies: [{ ...version, title, kind, state: 'superseded' }] });
          const next = { code: version.code, title, kind, text: long, version: '2.0' };
          await put(register, { policies: [document({ id: setting }, next)] });
        }
      });
      const form = await say(TOM, `sign "${TOM}" agree=yes`);
      expect(form).toContain('please read this first');
      expect(form).toContain('Line 399');
      expect(await elm.audited('agreement.signed')).toBe(0);
      expect(await answer(TOM, {})).toContain('You have signed the confidentiality agreement');
      expect(await elm.audited('agreement.signed')).toBe(1);
    });

    /** The starter policy is adopted, as long as it is and with its statements. */
    async function adoptStarter(): Promise<void> {
      const starter = new URL('../../demo/policies/social-media-and-relationships.md', import.meta.url);
      const [, front = '', ...rest] = readFileSync(starter, 'utf8').split(/^---$/m);
      const statements = [...front.matchAll(/- id: (\S+)\s+text: (.+)/g)].map(([, id = '', text = '']) => ({
        id,
        text,
      }));
      await elm.change(async (register, setting) => {
        const [before] = await register.policies.versions(setting, 'social-media');
        if (!before) throw new Error('no policy is in force');
        const { title, kind, code } = before;
        await put(register, { policies: [{ ...before, state: 'superseded' }] });
        const next = { code, title, kind, text: rest.join('---'), statements, version: '3' };
        await put(register, { policies: [document({ id: setting }, next)] });
      });
    }
    const begins = (labels: string[], words: string) =>
      labels.find((label) => label.startsWith(words)) ?? `a button that begins with “${words}”`;

    it('acknowledge: from My page to the receipt in four touches, every clause and statement shown', async () => {
      await adoptStarter();
      const page = await at(TOM).type('me');
      let shown = await at(TOM).press(begins(page.buttons, 'Acknowledge'));
      let touches = 1;
      let words = shown.words;
      for (; shown.more; touches++) {
        shown = await at(TOM).turn();
        words += shown.words;
      }
      for (const clause of [
        'G1 Tell us',
        'P9',
        'V1 Adoption',
        'You agree: I keep my own pages free of links',
      ])
        expect(words).toContain(clause);
      expect(shown.fields.map(({ name }) => name)).toContain('all');
      shown = await at(TOM).answer({ all: ['yes'] });
      touches += 2;
      expect(shown.words).toContain('Acknowledged: ');
      expect(touches).toBeLessThanOrEqual(4);
      const [event] = await elm.events('policy.acknowledged');
      expect(event?.payload.statements).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8']);
      expect((await at(TOM).type('acknowledge')).words).toContain('You did this on 23 Nov 2026 at 10:00');
    });

    it('acknowledge: is declined with its reason alone, and there is a way back to the policy', async () => {
      await adoptStarter();
      /** To the questions, which stand at the end. */
      const toEnd = async (first: Shown) => {
        let shown = first;
        while (shown.more) shown = await at(TOM).turn();
        return shown;
      };
      await toEnd(await at(TOM).type('acknowledge'));
      await at(TOM).press('I do not acknowledge it');
      expect(await press(TOM, 'Back to the policy')).toContain('G1 Tell us');
      await toEnd(await at(TOM).type('acknowledge'));
      expect(await answer(TOM, {})).toContain('Please answer this.');
      expect(await press(TOM, 'I do not acknowledge it')).toContain('Why do you not acknowledge it?');
      expect(await answer(TOM, { reason: 'I want to ask first' })).toContain('Not acknowledged');
      expect(await elm.audited('policy.declined')).toBe(1);
      expect(await elm.audited('policy.acknowledged')).toBe(0);
    });

    it('hold: No by K6 to the manager, without the reason, until it is lifted', async () => {
      await say(MAEVE, 'hold');
      expect(await answer(MAEVE, { child: 'Callum McBride', staff: TOM, reason: 'a quiet word' })).toContain(
        'On hold',
      );
      const who = await say(RUTH, 'keyperson "Callum McBride"');
      expect(who).toMatch(/Tom Ridley.{0,40}?No.{0,40}?K6/);
      const refused = await say(RUTH, 'assign "Callum McBride" staff="Tom Ridley"');
      expect(refused).toContain('K6');
      expect(`${who} ${refused}`).not.toContain('a quiet word');
      await say(MAEVE, 'hold "Callum McBride" staff="Tom Ridley" reason="a quiet word"');
      await press(MAEVE, 'Lift it');
      await answer(MAEVE, { reason: 'settled' });
      expect(await say(RUTH, 'keyperson "Callum McBride"')).not.toContain('K6');
      await say(RUTH, 'assign "Callum McBride" staff="Tom Ridley"');
      expect(await say(RUTH, 'keyperson')).not.toContain('Callum McBride');
    });

    it('recuse: the officer reads who stays out, and reminds them without naming the child', async () => {
      await say(TOM, 'declare "Daniel Marsh" kind=friend since=2015');
      await tick('2026-11-23T10:01:00Z');
      await say(MAEVE, 'recuse');
      const list = await answer(MAEVE, { child: 'Isla Marsh' });
      expect(list).toContain('Bethany Marsh');
      expect(list).toContain(TOM);
      expect(list).not.toContain(AMINA);
      await press(MAEVE, 'Remind those of P5');
      const told = about((await tick('2026-11-23T12:20:00Z'))(TOM), 'P5');
      expect(told).toHaveLength(1);
      expect(told.join()).not.toMatch(/Isla|Marsh/);
      expect(await say(RUTH, 'recuse "Isla Marsh"')).not.toContain(TOM);
    });

    it('conduct: opened and closed by the two who may, and nothing that its subject could learn of', async () => {
      await say(RUTH, 'conduct');
      expect(await answer(RUTH, { staff: TOM, clause: 'G2', note: 'seen online' })).toContain('M-1');
      const told = await tick('2026-11-23T10:01:00Z');
      expect(about(told(MAEVE), 'M-1')).toHaveLength(1);
      expect(
        await readAndSend(MAEVE, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome="spoken with"'),
      ).toContain('Closed');
      const later = await tick('2026-11-23T12:20:00Z');
      const { files } = await own(TOM);
      const all = [
        ...told(TOM),
        ...later(TOM),
        await say(TOM, 'me'),
        await say(TOM, 'declarations'),
        ...Object.values(files).map((bytes) => strFromU8(bytes)),
      ].join('\n');
      expect(all).not.toMatch(/M-1\b|seen online|spoken with/);
      expect(await say(TOM, 'conduct')).not.toMatch(/M-1\b|seen online/);
    });

    it('a new child: staff are asked whether they know the family, and the DSO sees who has not answered', async () => {
      await say(RUTH, 'child "Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
      const told = await tick('2026-11-23T12:20:00Z');
      for (const name of [TOM, AMINA, ZOE])
        expect(about(told(name), 'the new families?'), name).toHaveLength(1);
      expect(told(HELEN).join()).not.toContain('the new families?');
      expect(await follow(TOM, 'Look at the list', 'Do you know them?')).toContain('Maryam Iqbal');
      await answer(TOM, { known: ['C-13'] });
      await press(TOM, 'Declare Nadia Iqbal');
      expect(await answer(TOM, { kind: 'friend', since: '2015' })).toContain('D-1');
      expect(await say(AMINA, 'family "Maryam Iqbal" answer=nothing')).toContain('Thank you');
      await say(MAEVE, 'families');
      const all = await answer(MAEVE, { known: ['none'] });
      expect(all).toContain('Not answered yet');
      const left = all.slice(all.indexOf('Not answered yet'));
      expect(left).toContain(ZOE);
      expect(left).not.toContain(TOM);
      expect(left).not.toContain(AMINA);
    });

    it('match: a declared name that a new parent has is resolved by the officer, and can be undone', async () => {
      expect(await say(TOM, 'declare "Olwen Pryce" kind=friend since=2015')).toContain('D-1');
      await say(RUTH, 'child "Anwen Pryce" starts_on=2027-01-04 carers="Olwen Pryce"');
      expect(await say(RUTH, 'keyperson "Anwen Pryce"')).toMatch(/Tom Ridley.{0,60}?K5/);
      await say(MAEVE, 'match D-1');
      expect(await answer(MAEVE, { person: 'Olwen Pryce' })).toContain('D-1: matched');
      expect(await say(RUTH, 'keyperson "Anwen Pryce"')).toMatch(/Tom Ridley.{0,60}?K4 \(D-1\)/);
      await say(MAEVE, 'match D-1');
      expect(await answer(MAEVE, { reject: 'yes' })).toContain('nobody here');
      const after = await say(RUTH, 'keyperson "Anwen Pryce"');
      expect(after).not.toMatch(/Tom Ridley.{0,60}?K[345]/);
    });

    it('carers: one form for all who left a form, with a nearly equal name chosen already', async () => {
      await say(TOM, 'declare "Sarah Reed" kind=friend since=2015');
      await say(TOM, 'declare "Gemma Fairweather" kind=friend since=2015');
      await readAndSend(RUTH, 'child "Mia Reed" carers="Mike Reed (father); Sara Reed (mother)"');
      await readAndSend(RUTH, 'child "Poppy Stanton" carers="Luke Stanton (father)"');
      await tick('2026-11-23T12:20:00Z');
      expect((await doors.delivered(MAEVE)).join('\n')).toContain('no longer on');
      const form = await at(MAEVE).type('carers');
      expect(form.words).toContain('On the form now: Mike Reed, Sara Reed.');
      const gemma = form.fields.find(({ label }) => label.startsWith('Gemma Fairweather'));
      const sarah = form.fields.find(({ label }) => label.startsWith('Sarah Reed'));
      expect(sarah?.value).toMatch(/^renamed:/);
      expect(await answer(MAEVE, { [gemma?.name ?? '']: 'error' })).toContain('Entered in error');
      expect(await say(RUTH, 'keyperson "Mia Reed"')).toMatch(/Tom Ridley.{0,60}?K4 \(D-1\)/);
      expect(await say(RUTH, 'keyperson "Poppy Stanton"')).not.toMatch(/Tom Ridley.{0,60}?K[348]/);
    });

    it('confirm: at its review a yes to P3 reaches the officer', async () => {
      await say(TOM, 'declare "Sarah Reed" kind=friend since=2015');
      await readAndSend(MAEVE, 'decide D-1 outcome=managed');
      await tick('2026-11-23T12:20:00Z');
      expect(about((await tick('2027-05-24T11:20:00Z'))(TOM), 'D-1')).toHaveLength(1);
      expect(await follow(TOM, 'Review D-1')).toContain('P3');
      expect(await answer(TOM, { still_true: 'yes', affected_child: 'yes' })).toContain(
        'The safeguarding officer will speak with you',
      );
      expect(about((await tick('2027-05-24T12:01:00Z'))(MAEVE), 'D-1')).toHaveLength(1);
      expect(await say(MAEVE, 'decide D-1')).toContain('Yes, the declarer says (P3)');
    });

    it('adopt: first shows whom it affects, then adopts', async () => {
      const preview = await say(HELEN, 'adopt social-media');
      expect(preview).toContain('They are: Amina Yusuf');
      expect(await answer(HELEN, { change: 'reaffirmed', next_review: '2027-11-30' })).toContain('Adopted');
      expect(await say(TOM, 'policy social-media')).toContain('30 Nov 2027');
    });

    it('mydata: comes as a file to this person alone, and holds nobody else', async () => {
      await say(ZOE, 'declare "Sarah Reed" kind=friend since=2015 note="we sing together"');
      await say(AMINA, 'declare "Laura Ashdown" kind=friend since=2015 note="we run together"');
      const { name, files } = await own(ZOE);
      // A second file of a day has a number of its own where the first lies in the same folder.
      expect(name).toMatch(/^candour-my-data-2026-11-23(-\d)?\.zip$/);
      expect(Object.keys(files).sort()).toEqual(['my-data.html', 'my-data.json']);
      for (const bytes of Object.values(files)) {
        expect(strFromU8(bytes)).toContain('we sing together');
        expect(strFromU8(bytes)).not.toContain('we run together');
      }
    });

    it('away: what an absent officer handled goes to the next, and comes back', async () => {
      await say(TOM, 'declare "Sarah Reed" kind=friend since=2015');
      await tick('2026-11-23T10:01:00Z');
      expect(await say(MAEVE, 'inbox')).toContain('D-1');
      await say(MAEVE, 'away');
      await answer(MAEVE, { from: '2026-11-24', to: '2026-11-27' });
      const told = await tick('2026-11-24T10:00:00Z');
      expect(about(told(PRIYA), 'D-1')).toHaveLength(1);
      expect(await say(PRIYA, 'inbox')).toContain('D-1');
      expect(await say(MAEVE, 'inbox')).not.toContain('D-1');
      await tick('2026-11-30T10:00:00Z');
      expect(await say(MAEVE, 'inbox')).toContain('D-1');
      expect(await say(PRIYA, 'inbox')).not.toContain('D-1');
    });
  });
}
