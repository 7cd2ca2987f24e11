import { strFromU8, unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toZip } from '../../../src/zip.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';

const DSO = "Maeve O'Sullivan";
let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ app: { zip: toZip } });
});
afterEach(() => elm.close());

async function exported(who: string) {
  const answer = await elm.view(who, 'mydata');
  const files = unzipSync(answer.file?.bytes() ?? new Uint8Array());
  return {
    answer,
    html: strFromU8(files['my-data.html'] ?? new Uint8Array()),
    json: JSON.parse(strFromU8(files['my-data.json'] ?? new Uint8Array())),
  };
}

/** What differs only by the clock is taken away. */
const still = (json: object) => JSON.stringify(json).replace(/"madeAt":"[^"]+"/, '');

describe('mydata', () => {
  it('holds all that somebody said, signed and was told, to read and for machines', async () => {
    await elm.view(
      'Tom Ridley',
      'declare "Sarah Reed" kind=friend since=2015 networks=facebook note="from <school>"',
    );
    await elm.view(DSO, 'decide D-1 outcome=managed note="thank you"');
    await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=lift starts_on=2026-12-05');
    await elm.view(DSO, 'boundary D-1');
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    await elm.submit('Tom Ridley', 'acknowledge', { answer: 'acknowledge', statements: ['S1', 'S2', 'S3'] });
    await elm.submit('Tom Ridley', 'sign', { full_name: 'Tom Ridley', agree: 'yes' });
    await elm.view('Ruth Hallam', 'child "Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
    await elm.view('Tom Ridley', 'family "Maryam Iqbal" answer=nothing');
    const { answer, html, json } = await exported('Tom Ridley');
    expect(answer.file?.name).toBe('candour-my-data-2026-11-23.zip');
    const section = (title: string) =>
      json.sections.find((each: { title: string }) => each.title === title).entries;
    expect(section('Your declarations')[0]).toMatchObject({
      Reference: 'D-1',
      'Whom you named': 'Sarah Reed',
      Networks: ['Facebook'],
      'Your note': 'from <school>',
      'Note to you': 'thank you',
    });
    expect(section('Your arrangements')[0]).toMatchObject({ Reference: 'A-1' });
    expect(section('Professional boundaries')[0].Terms[0]).toMatch(/over social media .* at the setting\.$/);
    expect(section('Policies you answered')[0]).toMatchObject({
      Policy: 'social-media 1.0: Social media and relationships',
      Statements: ['S1', 'S2', 'S3'],
    });
    expect(section('Agreements you signed')[0]).toMatchObject({ 'Name you typed': 'Tom Ridley' });
    expect(section('Answers about new families')[0]).toMatchObject({ 'Your answer': 'nothing' });
    expect(section('Children you look after, or did')).toHaveLength(2);
    expect(html).toContain('from &#60;school&#62;');
    expect(html).not.toContain('<school>');
    expect(html).not.toMatch(/<script|src=|href=/);
  });

  it('reads like a letter: sentences and dates in words, without codes, names of fields, or instants', async () => {
    await elm.view(
      'Tom Ridley',
      'declare "Sarah Reed" kind=close_friend since=2015-03 networks=facebook,msn note="from school"',
    );
    await elm.view(DSO, 'decide D-1 outcome=managed affected_child=no note="thank you"');
    await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=paid_care starts_on=2026-12-05');
    await elm.view(DSO, 'boundary D-1');
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    await elm.submit('Tom Ridley', 'acknowledge', { answer: 'acknowledge', statements: ['S1', 'S2', 'S3'] });
    await elm.submit('Tom Ridley', 'sign', { full_name: 'Tom Ridley', agree: 'yes' });
    await elm.view('Ruth Hallam', 'child "Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
    await elm.view('Tom Ridley', 'family "Maryam Iqbal" answer=nothing');
    await elm.view('Tom Ridley', 'away from=2026-12-07 to=2026-12-08');
    const { html } = await exported('Tom Ridley');
    for (const words of [
      'You declared on 23 Nov 2026 at 10:00 that you know Sarah Reed: Close friend, since Mar 2015.',
      'Networks: Facebook, MSN (old).',
      'How it stands: active, managed, with boundaries; next review',
      'Other paid care, for Mia Reed, from 5 Dec 2026.',
      'You acknowledged it on 23 Nov 2026 at 10:00',
      'You signed it on 23 Nov 2026 in chat, with the account test:elm:Tom Ridley, as “Tom Ridley”.',
      'you answered on 23 Nov 2026 at 10:00 that you have nothing to declare.',
      'Key person for child C-',
      'Away from 7 Dec 2026 until 8 Dec 2026.',
    ])
      expect(html).toContain(words);
    // No instant, day or field as the register has it, no code, no statement by its id, no digest.
    expect(html).not.toMatch(/\d{4}-\d{2}-\d{2}|\b[a-z]+_[a-z]+\b|\bS[123]\b|SHA|<dl|<dt/);
  });

  it('always ends by saying that records may be exempt, how long each kind is kept, and how to complain', async () => {
    for (const who of ['Tom Ridley', 'Ruth Hallam', 'Helen Whitcombe', DSO]) {
      const { answer, html, json } = await exported(who);
      const shown = words(answer);
      const ends = [json.exempt, ...json.kept, ...json.rights];
      for (const end of ends) expect(shown).toContain(end);
      expect(shown.trimEnd().endsWith(json.rights.at(-1))).toBe(true);
      expect(json.kept.join(' ')).toMatch(/three years.*six years.*90 days/);
      expect(json.rights.join(' ')).toMatch(/within 30 days.*Information Commissioner/);
      expect(json.exempt).toMatch(/may be exempt.*Please ask (Ruth Hallam|Maeve)/);
      expect(json.exempt.split('Please ask')[1]).not.toContain(who);
      expect(html.trimEnd()).toMatch(
        /may be exempt[\s\S]*How long it is kept[\s\S]*within 30 days[\s\S]{0,250}<\/main>\s*<\/body>\s*<\/html>$/,
      );
    }
  });

  it('is the same, whatever others hold back, open or declare', async () => {
    const before = {
      tom: still((await exported('Tom Ridley')).json),
      ruth: still((await exported('Ruth Hallam')).json),
    };
    await elm.view(DSO, 'hold "Mia Reed" staff="Tom Ridley" reason="a private word"');
    await elm.view(DSO, 'conduct "Tom Ridley" clause=G2 note=private');
    await elm.view(DSO, 'conduct "Ruth Hallam" clause=G2 note=private');
    await elm.view(DSO, 'recuse "Isla Marsh"');
    expect(still((await exported('Tom Ridley')).json)).toBe(before.tom);
    // The manager learns of the matter about Tom, and not by this copy; of their own not at all.
    expect(still((await exported('Ruth Hallam')).json)).toBe(before.ruth);
  });

  it('holds nothing of anybody else’s', async () => {
    await elm.view('Amina Yusuf', 'declare "Bethany Marsh" kind=friend since=2015');
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
    const { html: dso } = await exported(DSO);
    expect(dso).toContain('D-1');
    expect(dso).not.toMatch(/Amina|Bethany|Tom Ridley|Sarah|friend/i);
    expect((await exported('Bethany Marsh')).html).not.toMatch(/Amina|D-1/);
    expect((await exported('Zoë Adeyemi')).html).not.toMatch(/Isla|Poppy|Mia|Theo/);
  });

  it('keeps no copy, and says so where no file can be made', async () => {
    await elm.ask('Tom Ridley', { command: 'mydata', input: {}, keys: ['k'] });
    const id = (await elm.person('Tom Ridley')).id;
    expect(
      await elm.read((register, setting) => register.intents.find(setting, id, 'mydata:k')),
    ).toBeUndefined();
    expect(await elm.audited('own_data.exported')).toBe(1);
    const oak = await openSetting();
    expect(words(await oak.view('Tom Ridley', 'mydata'))).toContain('npx candour export');
    await oak.close();
  });
});
