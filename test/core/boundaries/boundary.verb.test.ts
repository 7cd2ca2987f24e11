import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asView, buttonsOf, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';
import { keptIn } from '../../support/store.ts';

const DSO = "Maeve O'Sullivan";
let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ app: { publicUrl: 'https://candour.test' } });
  await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
});
afterEach(() => elm.close());
const told = async (who: string) =>
  (await elm.told(who)).filter(({ subject }) => subject === 'B-1').map(({ title }) => title);

describe('a boundary agreement', () => {
  it('is drafted from the template with P2 and P3 in it, and comes into force with both signatures', async () => {
    const drafted = await elm.view(DSO, 'boundary D-1');
    expect(drafted.title).toBe('Drafted: B-1');
    expect(words(drafted)).toContain('(P2)');
    expect(words(drafted)).toContain('(P3)');
    expect(await told('Tom Ridley')).toEqual(['Please read and sign: professional boundaries (B-1)']);
    const early = await elm.ask(DSO, 'boundary B-1 parent_answer=paper parent_signed_on=2026-11-20');
    expect(errorOf(early, 'parent_answer')).toContain('Tom Ridley first');
    expect((await elm.view('Tom Ridley', 'boundary B-1 agree=yes')).title).toBe('Signed: B-1');
    expect(await told(DSO)).toEqual(['Please see to the other signature (B-1)']);
    const force = await elm.view(DSO, 'boundary B-1 parent_answer=paper parent_signed_on=2026-11-20');
    expect(words(force)).toContain('in force since 20 Nov 2026');
    expect((await told('Tom Ridley')).at(-1)).toBe('Boundaries are in force (B-1)');
  });

  it('is of a declaration, so its declarer sees that the officer has read it', async () => {
    await elm.form(DSO, { command: 'boundary', input: { ref: 'D-1', read: 'yes' } });
    const opened = async () =>
      elm.read(async (register, id) =>
        (await register.declarations.openings(id, (await elm.declaration(1)).id)).map(
          (each) => each.readerName,
        ),
      );
    expect(await opened()).toEqual([DSO]);
    await elm.view(DSO, 'boundary D-1', '2026-11-23T10:30:00Z');
    await elm.view(DSO, 'boundary B-1', '2026-11-23T11:00:00Z');
    await elm.view(DSO, 'boundary B-1 sheet=yes', '2026-11-23T12:00:00Z');
    expect(await opened()).toEqual([DSO, DSO, DSO, DSO]);
    await elm.form('Tom Ridley', { command: 'boundary', input: { ref: 'B-1', read: 'yes' } });
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    expect(await elm.audited('declaration.opened')).toBe(4);
  });

  it('takes the officer’s own words, beside those that always hold, until somebody has signed', async () => {
    const form = await elm.form(DSO, { command: 'boundary', input: { ref: 'D-1', read: 'yes' } });
    const terms = form.inputs.find(({ name }) => name === 'terms');
    expect(terms?.value).toContain('key person, the manager or the DSO');
    expect(form.intro).toContain('(P2)');
    await elm.submit(DSO, 'boundary', { ref: 'D-1', terms: 'We keep Sunday dinners short.', read: 'yes' });
    const adapted = await elm.view(DSO, 'boundary B-1 terms="We have Sunday dinners."');
    expect(words(adapted)).toContain('We have Sunday dinners.');
    expect(words(adapted)).toContain('(P2)');
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    expect(errorOf(await elm.ask(DSO, 'boundary B-1 terms="Other words."'), 'terms')).toContain(
      'has been signed',
    );
  });

  it('is read before it is signed where it comes by a button', async () => {
    await elm.view(DSO, 'boundary D-1');
    const [message] = (await elm.told('Tom Ridley')).filter(({ subject }) => subject === 'B-1');
    const form = await elm.form('Tom Ridley', message?.button?.run ?? '');
    expect(form.intro).toContain('We do so at the setting.');
    expect(form.intro).not.toMatch(/\b[GPK]\d/);
    expect(form.inputs.map(({ name }) => name)).toEqual(['ref', 'agree', 'read', 'sheet', 'nonce', 'shown']);
    await elm.submit('Tom Ridley', 'boundary', { ref: 'B-1', read: 'yes', agree: 'no' });
    expect(await elm.audited('boundary.staff_signed')).toBe(0);
    await elm.submit('Tom Ridley', 'boundary', { ref: 'B-1', read: 'yes', agree: 'yes' });
    await elm.submit('Tom Ridley', 'boundary', { ref: 'B-1', read: 'yes', agree: 'yes' });
    expect(await elm.audited('boundary.staff_signed')).toBe(1);
  });

  it('lets a signature be taken back until the parent has answered', async () => {
    await elm.view(DSO, 'boundary D-1');
    const signed = await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    await elm.view('Tom Ridley', buttonsOf(signed)['Take my signature back'] ?? '');
    expect(words(await elm.view(DSO, 'boundary B-1'))).toContain(
      'waits for the signature of the member of staff',
    );
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    await elm.view(DSO, 'boundary B-1 parent_answer=paper');
    expect(words(await elm.view('Tom Ridley', 'boundary B-1 agree=no'))).toContain(
      'in force since 23 Nov 2026',
    );
  });

  it('records that the parent declined, is chased no more, and takes a later signature', async () => {
    await elm.view(DSO, 'boundary D-1');
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    expect(words(await elm.view(DSO, 'inbox'))).toContain(
      "B-1 | Tom Ridley | the parent's answer | 7 Dec 2026",
    );
    expect(words(await elm.view(DSO, 'boundary B-1 parent_answer=declined'))).toContain('not in force');
    await elm.view(DSO, 'boundary B-1 parent_answer=declined');
    expect(await elm.audited('boundary.parent_declined')).toBe(1);
    expect(words(await elm.view(DSO, 'inbox'))).not.toContain('B-1');
    expect(await elm.read((register, id) => register.boundaries.unsigned(id))).toEqual([]);
    expect(words(await elm.view(DSO, 'boundary B-1 parent_answer=paper'))).toContain('in force since');
  });

  it('hands the officer a sheet to print, with every term in it and nothing to load', async () => {
    await elm.view(DSO, 'boundary D-1 terms="We say <b>hello</b> & mean it."');
    const shown = await elm.view(DSO, 'boundary B-1');
    expect(shown.file).toBeUndefined();
    const { file } = asView(await elm.ask(DSO, buttonsOf(shown)['A sheet to print'] ?? ''));
    const sheet = new TextDecoder().decode(file?.bytes());
    expect(file?.name).toBe('boundaries-B-1.html');
    await elm.view('Tom Ridley', 'boundary B-1 sheet=yes');
    expect(await elm.audited('boundary.staff_signed')).toBe(0);
    expect(sheet).toContain('We say &#60;b&#62;hello&#60;/b&#62; &#38; mean it.');
    expect(sheet).toContain('We do so at the setting.');
    expect(sheet).not.toContain('(P2)');
    // Paper is the equal choice: it says what the page says.
    for (const said of [
      'Nothing changes for your child',
      'we ask both to agree',
      'three years',
      'within 30 days',
    ])
      expect(sheet).toContain(said);
    expect(sheet).toContain('Tom Ridley');
    expect(sheet).not.toMatch(/src=|href=|<script|url\(/);
  });

  it('gives a one-time link where there is an https address, and keeps it nowhere', async () => {
    await elm.view(DSO, 'boundary D-1');
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    const asked = await elm.form(DSO, 'boundary B-1 parent_answer=page');
    expect(asked.intro).toContain('is it safe to send?');
    expect(await elm.audited('boundary.link_issued')).toBe(0);
    const answer = await elm.view(DSO, {
      command: 'boundary',
      input: { ref: 'B-1', parent_answer: 'page', nonce: 'n1' },
    });
    const link = /https:\/\/candour\.test\/agreement\?setting=([\w-]+)&key=([0-9a-f]{64})/.exec(
      words(answer),
    );
    const token = link?.[2] ?? '';
    expect(link?.[1]).toBe(elm.id);
    expect(token).toHaveLength(64);
    expect((await keptIn(elm)).includes(token)).toBe(false);
    const oak = await openSetting({ app: { publicUrl: 'http://candour.test' } });
    await oak.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    await oak.view(DSO, 'boundary D-1');
    await oak.view('Tom Ridley', 'boundary B-1 agree=yes');
    expect(errorOf(await oak.ask(DSO, 'boundary B-1 parent_answer=page'), 'parent_answer')).toContain(
      'https',
    );
    await oak.close();
  });

  it('makes no link for the family of a protected child', async () => {
    const oak = await openSetting({ app: { publicUrl: 'https://candour.test' } });
    await oak.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    await oak.view(DSO, 'boundary D-1');
    await oak.view('Tom Ridley', 'boundary B-1 agree=yes');
    await oak.view('Ruth Hallam', 'child "Mia Reed" protected=yes');
    const asked = await oak.ask(DSO, 'boundary B-1 parent_answer=page');
    expect(errorOf(asked, 'parent_answer')).toContain('no link is made');
    expect(await oak.audited('boundary.link_issued')).toBe(0);
    await oak.close();
  });

  it('is nobody else’s, and its refusal tells nothing', async () => {
    await elm.view(DSO, 'boundary D-1');
    const known = await elm.view('Amina Yusuf', 'boundary B-1');
    expect(known.refused).toBe(true);
    const unknown = await elm.view('Amina Yusuf', 'boundary B-9');
    expect(words(known).replace('B-1', 'B-9')).toBe(words(unknown));
    expect((await elm.view('Ruth Hallam', 'boundary D-1')).refused).toBe(true);
    expect((await elm.view('Tom Ridley', 'boundary B-1 terms=mine')).refused).toBe(true);
    expect((await elm.view('Tom Ridley', 'boundary B-1 parent_answer=paper')).refused).toBe(true);
  });

  it('goes to the next officer when it is passed on, and ends with its declaration', async () => {
    await elm.view(DSO, 'decide D-1 outcome=managed');
    await elm.view(DSO, 'boundary D-1');
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    await elm.view(DSO, 'pass B-1');
    expect((await elm.told('Priya Raman-Clarke')).map(({ title }) => title)).toEqual([
      expect.stringMatching(/^Passed on to you: please see to it by .* \(B-1\)$/),
    ]);
    expect((await elm.view(DSO, 'boundary B-1')).refused).toBe(true);
    await elm.view('Priya Raman-Clarke', 'boundary B-1 parent_answer=paper');
    await elm.view(DSO, 'decide D-1 outcome=closed note="moved away"');
    expect(words(await elm.view('Tom Ridley', 'boundary B-1 agree=yes'))).toContain('ended');
  });
});
