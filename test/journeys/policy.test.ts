import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { deliver } from '../../src/core/notices/deliver.ts';
import { remind } from '../../src/core/notices/due.ts';
import type { Message } from '../../src/core/platform.ts';
import { CLAUSES } from '../../src/core/rules/clauses.ts';
import { NETWORKS } from '../../src/core/rules/networks.ts';
import type { Answer } from '../../src/core/talk/view.ts';
import { toZip } from '../../src/zip.ts';
import { acceptingPlatform } from '../support/platforms.ts';
import {
  buttonsOf,
  draft,
  errorOf,
  openSetting,
  rowsOf,
  type TestSetting,
  words,
} from '../support/setting.ts';

const DSO = "Maeve O'Sullivan";
const calendar = createCalendar();

/** What somebody's telephone has shown, and how it was pressed. */
interface Sent extends Message {
  to: string;
}

let elm: TestSetting;
let sent: Sent[];
beforeEach(async () => {
  await open();
});
afterEach(() => elm.close());

async function open(variation: Parameters<typeof openSetting>[0] = {}): Promise<void> {
  elm = await openSetting({ app: { publicUrl: 'https://candour.test', zip: toZip }, ...variation });
  sent = [];
}

/** A minute passes: what is due is queued, and what may leave leaves. Gives what arrived in it. */
async function tick(at: string): Promise<Sent[]> {
  const now = new Date(at);
  const names = new Map(
    (await elm.read((register, id) => register.people.all(id))).map(({ id, name }) => [id, name]),
  );
  const arrived: Sent[] = [];
  const platform = acceptingPlatform({
    deliver: async ({ user }, message) => {
      arrived.push({ to: names.get(user) ?? '', ...message });
      return { kind: 'sent' };
    },
  });
  await remind({ store: elm.store, calendar, now });
  await deliver({ store: elm.store, platforms: [platform], calendar, now });
  sent.push(...arrived);
  return arrived;
}

const ask = async (who: string, said: string, at?: string) => words(await elm.view(who, said, at));
const press = async (who: string, answer: Answer, label: string) =>
  elm.ask(who, buttonsOf(answer)[label] ?? '');
const to = (who: string, messages = sent) => messages.filter((each) => each.to === who);
const aboutIt = (messages: Sent[], ref: string) =>
  messages.filter(({ title, text }) => `${title} ${text}`.includes(ref));

it('every clause of the policy has a journey here', async () => {
  const { readFileSync } = await import('node:fs');
  const own = readFileSync(new URL(import.meta.url), 'utf8');
  const journeys = [...own.matchAll(/^ {2}it\('([A-Z]\d):/gm)].map(([, clause]) => clause);
  expect(journeys.sort()).toEqual(Object.keys(CLAUSES).sort());
});

describe('the policy, clause by clause', () => {
  it('G1: a member of staff makes a relationship known, its officer alone is alerted, and the manager learns the effect', async () => {
    const receipt = await ask('Zoë Adeyemi', 'declare "Sarah Reed" kind=friend since=2015');
    expect(receipt).toContain('D-1');
    expect(receipt).toContain('no accusation');
    await tick('2026-11-23T10:01:00Z');
    expect(to(DSO)).toHaveLength(1);
    expect(aboutIt(to('Ruth Hallam'), 'KP-10')).toHaveLength(1);
    expect(new Set(sent.map((each) => each.to))).toEqual(new Set([DSO, 'Ruth Hallam']));
    await tick('2026-11-23T10:02:00Z');
    expect(to(DSO)).toHaveLength(1);
    const form = await elm.form(DSO, to(DSO)[0]?.button?.run ?? '');
    expect(form.intro).toContain('before the child started here (G1)');
    expect(await ask('Zoë Adeyemi', 'declarations')).toMatch(/Opened by an officer: 2/);
  });

  it('G2: one asks before accepting a parent; a link without a prior relationship reaches the officer once', async () => {
    expect(await ask('Tom Ridley', 'connect "Sarah Reed" network=facebook')).toContain('No, please');
    expect(
      await ask('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2026 networks=facebook'),
    ).toContain('Please end the link, kindly');
    await tick('2026-11-23T10:01:00Z');
    await tick('2026-11-23T12:20:00Z');
    expect(aboutIt(to(DSO), 'G2')).toHaveLength(1);
    await elm.view('Amina Yusuf', 'declare "Sarah Reed" kind=friend since=2015');
    expect(await ask('Amina Yusuf', 'connect "Sarah Reed" network=facebook')).toContain('Ask first');
    await elm.view(DSO, 'decide D-2 outcome=noted');
    const yes = await elm.view('Amina Yusuf', 'connect "Sarah Reed" network=facebook');
    expect(yes.title).toBe('Yes, you may');
    await press('Amina Yusuf', yes, 'Add the network');
    expect(await ask('Amina Yusuf', 'connect "Sarah Reed" network=facebook')).toContain('Ask first');
  });

  it('G3: every network that the policy names, and today’s, can be declared and is kept by its code', async () => {
    const named =
      'personal_page facebook pinterest snapchat whatsapp instagram msn twitter youtube blog wiki forum bulletin_board chatroom online_game virtual_world instant_messenger';
    const today = 'tiktok x threads linkedin discord telegram signal nextdoor strava twitch other';
    const codes = `${named} ${today}`.split(' ');
    expect(NETWORKS.map(({ code }) => code).sort()).toEqual(codes.sort());
    await elm.view('Tom Ridley', `declare "Sarah Reed" kind=friend since=2015 networks=${codes.join(',')}`);
    const kept = await elm.read((register, id) => register.declarations.byNumber(id, 1));
    expect(kept?.networks.sort()).toEqual(codes);
    await tick('2026-11-23T10:01:00Z');
    expect(to(DSO)).toHaveLength(1);
  });

  it('G4: what may follow is shown with every acknowledgement; a matter of conduct is nothing its subject could learn of', async () => {
    expect((await elm.form('Tom Ridley', 'acknowledge')).intro).toContain('(G4)');
    await elm.view('Ruth Hallam', 'conduct "Tom Ridley" clause=G2 note="seen online"');
    await tick('2026-11-23T10:01:00Z');
    expect(aboutIt(sent, 'M-1').map((each) => each.to)).toEqual([DSO]);
    await elm.submit(DSO, 'conduct', {
      staff: 'Tom Ridley',
      clause: 'G2',
      ref: 'M-1',
      outcome: 'spoken with',
    });
    await tick('2026-11-23T12:20:00Z');
    expect(aboutIt(to('Tom Ridley'), 'M-1')).toEqual([]);
    expect(await ask('Ruth Hallam', 'outstanding')).toContain(
      'Tom Ridley | Acknowledge our policy “Social media and relationships”',
    );
    const { file } = await elm.view('Tom Ridley', 'mydata');
    expect(
      strFromU8(unzipSync(file?.bytes() ?? new Uint8Array())['my-data.html'] ?? new Uint8Array()),
    ).not.toMatch(/M-1|seen online|spoken with/);
  });

  it('G5: not writing about work is a statement that each ticks, and without it nothing is acknowledged', async () => {
    await acknowledgedAs('S1', 'G5');
  });

  it('G6: keeping one’s pages apart is a statement that each ticks, and without it nothing is acknowledged', async () => {
    await acknowledgedAs('S2', 'G6');
  });

  it('P1: boundaries are drafted, signed by both sides, and chased until they are in force', async () => {
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    const decided = await elm.view(DSO, 'decide D-1 outcome=managed');
    const form = await press(DSO, decided, 'Draft boundaries (P1)');
    expect(form.kind === 'form' && form.inputs.find(({ name }) => name === 'terms')?.value).toContain(
      'work stays at work',
    );
    await elm.submit(DSO, 'boundary', { ref: 'D-1', terms: 'We keep work at work.', read: 'yes' });
    const [asked] = aboutIt(
      to('Tom Ridley', await tick('2026-11-23T12:20:00Z')),
      'Please read and sign: professional boundaries (B-1)',
    );
    const me = await elm.view('Tom Ridley', asked?.button?.run ?? '');
    expect(Object.keys(buttonsOf(me))).toContain('Open B-1');
    const chased = aboutIt(await tick('2026-11-26T12:20:00Z'), 'B-1');
    expect(new Set(chased.map((each) => each.to))).toEqual(new Set([DSO, 'Tom Ridley']));
    await elm.submit(
      'Tom Ridley',
      'boundary',
      { ref: 'B-1', read: 'yes', agree: 'yes' },
      '2026-11-27T10:00:00Z',
    );
    expect(aboutIt(await tick('2026-11-27T10:01:00Z'), 'B-1').map((each) => each.to)).toEqual([DSO]);
    expect(new Set(aboutIt(await tick('2026-11-30T12:20:00Z'), 'B-1').map((each) => each.to))).toEqual(
      new Set([DSO]),
    );
    await elm.view(
      DSO,
      'boundary B-1 parent_answer=paper parent_signed_on=2026-11-30',
      '2026-12-01T10:00:00Z',
    );
    expect(await ask('Tom Ridley', 'boundary B-1')).toContain('in force since 30 Nov 2026');
    for (const day of ['2026-12-04', '2026-12-08', '2026-12-15'])
      expect(aboutIt(await tick(`${day}T12:20:00Z`), 'a signature is missing')).toEqual([]);
  });

  it('P2: not talking about the child over social media is a term of every agreement, whatever is drafted', async () => {
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    await elm.view(DSO, 'boundary D-1 terms="We have Sunday dinners."');
    const [asked] = aboutIt(to('Tom Ridley', await tick('2026-11-23T12:20:00Z')), 'B-1');
    const me = await elm.view('Tom Ridley', asked?.button?.run ?? '');
    const form = await elm.form('Tom Ridley', buttonsOf(me)['Open B-1'] ?? '');
    expect(form.intro).toMatch(/do not talk about the child over social media.* at the setting\./);
    expect(form.intro).toContain('Sunday dinners');
  });

  it('P3: at each review the question is whether the child was affected; a yes reaches the officer', async () => {
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    await elm.view(DSO, 'decide D-1 outcome=managed');
    await tick('2026-11-23T12:20:00Z');
    const due = aboutIt(to('Tom Ridley', await tick('2027-05-24T11:20:00Z')), 'D-1');
    expect(due).toHaveLength(1);
    sent.length = 0;
    await elm.view('Tom Ridley', 'confirm D-1 still_true=yes affected_child=yes', '2027-05-24T12:00:00Z');
    expect(aboutIt(to(DSO, await tick('2027-05-24T12:01:00Z')), 'D-1')).toHaveLength(1);
    expect((await elm.form(DSO, 'decide D-1')).intro).toContain('Yes, the declarer says (P3)');
  });

  it('P4: who has declared may not be allocated; an allocation that stands is marked, and replaced', async () => {
    await elm.view('Zoë Adeyemi', 'declare "Sarah Reed" kind=friend since=2015');
    await tick('2026-11-23T10:01:00Z');
    const who = await elm.view('Ruth Hallam', 'keyperson "Mia Reed"');
    expect(rowsOf(who).find(([name]) => name === 'Zoë Adeyemi')).toMatchObject([
      'Zoë Adeyemi',
      'No',
      'K4 (D-1), K10',
      '4',
    ]);
    expect(words(who)).toContain('A new key person is needed by 30 Nov 2026 (KP-10)');
    expect((await elm.view('Ruth Hallam', 'assign "Mia Reed" staff="Zoë Adeyemi"')).cites).toContain('P4');
    await elm.view('Ruth Hallam', 'assign "Mia Reed" staff="Tom Ridley"');
    const told = await tick('2026-11-23T12:20:00Z');
    expect(aboutIt(to('Tom Ridley', told), 'key person for one more child')).toHaveLength(1);
    expect(aboutIt(to('Zoë Adeyemi', told), 'among your key children')).toHaveLength(1);
    expect(words(await elm.view('Ruth Hallam', 'keyperson'))).not.toContain('Mia Reed');
  });

  it('P5: the acting officer reads who stays out; a reminder goes only when said so, and names no child', async () => {
    await elm.view('Tom Ridley', 'declare "Daniel Marsh" kind=friend since=2015');
    await tick('2026-11-23T10:01:00Z');
    const list = await elm.view(DSO, 'recuse "Isla Marsh"', '2026-11-23T11:00:00Z');
    expect(list.blocks).toContainEqual({ kind: 'list', items: ['Bethany Marsh', 'Tom Ridley'] });
    const nothing = await tick('2026-11-23T12:20:00Z');
    expect(aboutIt(nothing, 'P5')).toEqual([]);
    await press(
      DSO,
      await elm.view(DSO, 'recuse "Isla Marsh"', '2026-11-23T13:00:00Z'),
      'Remind those of P5',
    );
    const reminded = aboutIt(await tick('2026-11-23T15:31:00Z'), 'P5');
    expect(reminded.map((each) => each.to).sort()).toEqual(['Bethany Marsh', 'Tom Ridley']);
    expect(JSON.stringify(reminded)).not.toMatch(/Isla|Marsh, |C-2/);
    expect(await ask('Tom Ridley', 'concern about Isla, she said …')).toContain(`tell ${DSO} or `);
  });

  it('P6: a colleague’s information stays here: a statement that each ticks, and no contact details from the bot', async () => {
    await acknowledgedAs('S3', 'P6');
    expect(await ask('Tom Ridley', 'contacts "Mia Reed"')).not.toMatch(/@|\d{5}/);
  });

  it('P7: whom parents speak to is named, the same whatever anybody has declared', async () => {
    expect(await ask(DSO, 'contacts "Mia Reed"')).toMatch(/Zoë Adeyemi[\s\S]*Ruth Hallam[\s\S]*Maeve/);
    const before = await ask('Priya Raman-Clarke', 'contacts "Mia Reed"');
    await elm.view(DSO, 'declare "Sarah Reed" kind=friend since=2015');
    expect(await ask('Priya Raman-Clarke', 'contacts "Mia Reed"')).toBe(before);
  });

  it('P8: everybody signs the confidentiality agreement, is reminded, and signs anew after a new version', async () => {
    const form = await elm.form('Tom Ridley', 'sign');
    expect(form.intro).toMatch(/safeguarding concern[\s\S]*whistleblowing[\s\S]*disciplinary/);
    expect(aboutIt(to('Tom Ridley', await tick('2026-11-23T12:20:00Z')), 'confidentiality')).toHaveLength(1);
    await elm.submit('Tom Ridley', 'sign', { full_name: 'Tom Ridley', agree: 'yes' });
    const missing = async () =>
      rowsOf(await elm.view('Ruth Hallam', 'outstanding code=confidentiality')).map(([name]) => name);
    expect(await missing()).not.toContain('Tom Ridley');
    expect(await missing()).toContain('Zoë Adeyemi');
    await draft(elm, 'confidentiality', 'confidentiality', '2.0');
    await elm.submit(
      'Helen Whitcombe',
      'adopt',
      { code: 'confidentiality', change: 'material' },
      '2026-12-01T10:00:00Z',
    );
    expect(await missing()).toContain('Tom Ridley');
    expect(
      aboutIt(to('Tom Ridley', await tick('2026-12-01T12:20:00Z')), 'the agreement “').length,
    ).toBeGreaterThan(0);
  });

  it('P9: what is arranged outside is recorded and shown; a key person’s social contact is put to the officer', async () => {
    await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=babysitting starts_on=2026-12-01');
    await elm.view('Zoë Adeyemi', 'arrange "Mia Reed" kind=social starts_on=2026-12-01');
    await tick('2026-11-23T10:01:00Z');
    expect(aboutIt(to(DSO), 'P9')).toHaveLength(1);
    expect(aboutIt(to(DSO), 'A-1').concat(aboutIt(to(DSO), 'A-2')).length).toBeGreaterThan(0);
    expect(
      rowsOf(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"')).find(
        ([name]) => name === 'Tom Ridley',
      )?.[2],
    ).toContain('K9 (A-1)');
    await elm.view(DSO, 'decide A-2 outcome=declined note="not while you look after her"');
    expect(aboutIt(to('Zoë Adeyemi', await tick('2026-11-23T12:20:00Z')), 'A-2')).toHaveLength(1);
    await elm.view('Tom Ridley', 'end A-1 ended_on=2026-11-23 reason=over');
    expect(
      rowsOf(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"')).find(
        ([name]) => name === 'Tom Ridley',
      )?.[2],
    ).not.toContain('K9');
  });

  it('F1: the further guidance is named, with the newer edition that exists', async () => {
    const policy = await ask('Tom Ridley', 'policy social-media');
    expect(policy).toContain('2015');
    expect(policy).toContain('February 2022');
    await tick('2026-11-23T10:01:00Z');
  });

  it('V1: an overdue review is counted from the last day of its month, reaches DSO and chair, and ends with an adoption', async () => {
    const told = await tick('2026-11-23T12:20:00Z');
    for (const who of [DSO, 'Helen Whitcombe', 'Ruth Hallam'])
      expect(aboutIt(to(who, told), 'overdue by 2428 days').length, who).toBeGreaterThan(0);
    const reminded = (await elm.told(DSO)).filter(({ subject }) => subject === 'social-media');
    expect(reminded.filter(({ title }) => title.includes('overdue by'))).toHaveLength(1);

    expect(await ask(DSO, 'due')).toContain('overdue by 2428 days');
    const form = await elm.form('Helen Whitcombe', { command: 'adopt', input: { code: 'social-media' } });
    expect(form.intro).toContain('Amina Yusuf');
    await elm.submit('Helen Whitcombe', 'adopt', {
      code: 'social-media',
      change: 'reaffirmed',
      next_review: 'Nov 2027',
    });
    expect(await ask('Tom Ridley', 'policy social-media')).toContain('Nov 2027');
    expect(aboutIt(await tick('2026-12-01T12:20:00Z'), 'Please review')).toEqual([]);
  });
});

/** Without this statement nothing is acknowledged; with all of them the evidence holds its id. */
async function acknowledgedAs(statement: string, clause: string): Promise<void> {
  const form = await elm.form('Tom Ridley', 'acknowledge');
  const widget = form.inputs.find(({ name }) => name === 'statements')?.widget;
  const choices = widget?.kind === 'choices' ? widget.choices : [];
  expect(choices.find(({ value }) => value === statement)?.label).toContain(clause);
  const all = choices.map(({ value }) => value);
  const some = all.filter((each) => each !== statement);
  const no = await elm.submit('Tom Ridley', 'acknowledge', { answer: 'acknowledge', statements: some });
  const asked = choices.find(({ value }) => value === statement)?.label.replace(` (${clause})`, '');
  expect(errorOf(no, 'statements')).toContain(`• ${asked}`);
  expect(aboutIt(to('Tom Ridley', await tick('2026-11-23T12:20:00Z')), 'acknowledge')).toHaveLength(1);
  await elm.submit('Tom Ridley', 'acknowledge', { answer: 'acknowledge', statements: all });
  const tom = (await elm.person('Tom Ridley')).id;
  const [kept] = await elm.read((register, id) => register.policies.acknowledgementsOf(id, tom));
  expect(kept?.statements).toContain(statement);
  expect(
    rowsOf(await elm.view('Ruth Hallam', 'outstanding code=social-media')).map(([name]) => name),
  ).not.toContain('Tom Ridley');
}
