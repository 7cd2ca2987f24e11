import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportSetting } from '../../src/import/index.ts';
import { platformNames } from '../support/platforms.ts';
import { put } from '../support/put.ts';
import { CHILDREN, elm, folder, NOW, PEOPLE, POLICY, STAFF, sheet, withStore, write } from './folder.ts';

const on = withStore();
const DEMO = join(import.meta.dirname, '../../demo');

const HOSTILE = elm({
  'setting.json': `\uFEFF${JSON.stringify({
    code: 'elm',
    name: 'Elm "House", & Söhne',
    nation: 'scotland',
    phone: '01632 960840',
    closures: [{ from: '2026-12-21', to: '2027-01-01', why: 'Christmas; "quiet"' }],
    delivery_windows: [{ days: ['mon', 'tue'], from: '08:00', to: '09:30' }],
    framework: 'scotland',
    lado_phone: '01632 960842',
    lado_title: 'the Care Inspectorate',
    social_care_phone: '01632 960843',
    social_care_out_of_hours: '01632 960844',
    whistleblowing_phone: '01632 960845',
    titles: { dso: 'DSL' },
    slack_team: 'T1',
    profile: { key_children_max: 3 },
  })}`,
  'people.csv': `\uFEFF${sheet(
    `${PEOPLE},days`,
    ...[
      ...STAFF,
      'P5,=SUM(A1),sum@elm.test,staff,Ann Lee,2020-01-06,,yes,U5,',
      "P6,'=quoted,,staff,P5,2020-01-06,,yes,,",
      'P7,"Lee, Ann (the other)",ann2@elm.test,staff,,2020-01-06,,no,,',
      'P8,"Sal ""Red"" O’Hara",sal@elm.test,staff,,,,,,',
      'P9,Ann Lee,ann9@elm.test,staff,P3,,,yes,,',
      '+44,-Minus,minus@elm.test,staff,,,,yes,,',
    ].map((row) => (row.startsWith('P5') ? `${row},Mon-Fri` : `${row},`)),
  ).replaceAll('\n', '\r\n')}`.replaceAll(',Ann Lee,2020', ',P3,2020'),
  'children.csv': sheet(
    `${CHILDREN},co_key_person,days,protected`,
    'C1,Isla Reed,2026-09-01,,"Sarah ""Sal"" Reed <sarah@families.test> #F1 (mother; emergency contact); ""Reed (Mike)"" (father (step))",P3,sum@elm.test,,Mon Tue-am,yes',
    ',"Zoë, d’Été",01/09/2025,2026-07-21,Ann Lee #P9 (relative: aunt),P9,,P3,"Wed; Thu",no',
    'C3,@import,2027-01-04,,"Sarah ""Sal"" Reed #F1; \'t Hooft; ""Holt, Nerys & Co""; ""Gran"" (emergency contact)",,P7,,,',
  ),
  'agreements.csv':
    'person,code,version,signed_on,witness\nP9,CONF,2,10/09/2025,"O’Hara, Sal"\nP9,SM,1.10,10/09/2025,\n',
  'policies/sm.md': POLICY.replace('I keep to it.', '"Yes: # no, \'maybe\' --- \\u00e9"').replace(
    'Be open.',
    '---\n\n    indented\n\ttabbed  \n- a\n- b',
  ),
  'policies/draft.md': '---\ncode: SM\ntitle: "Next: one"\nversion: 2\nchange: minor\n---\nOnly a draft.',
});

describe('export-setting writes a folder that', () => {
  test.each([
    ['the demo', () => DEMO],
    ['a hostile folder', () => folder(HOSTILE)],
  ])('imports to no change: %s', async (_what, source) => {
    const first = await on.run(source());
    expect(first.faults).toEqual([]);
    const out = join(folder({}), 'out');
    const report = await exportSetting({ store: on.store, platformNames, now: NOW, dir: out });
    expect(report).toMatchObject({ faults: [], notes: [] });
    const again = await on.run(out);
    expect(again.faults).toEqual([]);
    expect(again.changes).toEqual([]);
    expect(again.notes.filter((note) => note.includes('kept'))).toEqual([]);
  });

  test('says the same as the register does, on an empty one too', async () => {
    await on.seed(HOSTILE);
    const out = join(folder({}), 'out');
    await exportSetting({ store: on.store, platformNames, now: NOW, dir: out });
    const texts = [
      'setting.json',
      'people.csv',
      'children.csv',
      'agreements.csv',
      'policies/sm-1.10.md',
      'policies/sm-2.md',
    ].map((name) => readFileSync(join(out, name), 'utf8'));
    expect(texts[0]).toContain('"phone": "01632 960840"');
    await on.write(async (register) => {
      const setting = await register.settings.byCode('elm');
      if (setting) await register.settings.save({ ...setting, code: 'elsewhere' });
    });
    expect((await on.run(out)).faults).toEqual([]);
    const copy = join(folder({}), 'copy');
    await exportSetting({ store: on.store, platformNames, now: NOW, dir: copy, setting: 'elm' });
    expect(
      [
        'setting.json',
        'people.csv',
        'children.csv',
        'agreements.csv',
        'policies/sm-1.10.md',
        'policies/sm-2.md',
      ].map((name) => readFileSync(join(copy, name), 'utf8')),
    ).toEqual(texts);
  });

  test('holds no formula', async () => {
    await on.seed(HOSTILE);
    const out = join(folder({}), 'out');
    await exportSetting({ store: on.store, platformNames, now: NOW, dir: out });
    const cells = readFileSync(join(out, 'people.csv'), 'utf8').split(/[,\n]/);
    expect(cells).toContain("'=SUM(A1)");
    expect(cells.filter((cell) => /^["']?[=+@-]/.test(cell) && !cell.startsWith("'"))).toEqual([]);
  });

  test('keeps what was changed in chat', async () => {
    await on.seed();
    await on.write(async (register, setting) => {
      const ann = await register.people.byRef(setting, 'P3');
      if (ann) await put(register, { people: [{ ...ann, leavesOn: '2027-03-31' }] });
    });
    const out = join(folder({}), 'out');
    await exportSetting({ store: on.store, platformNames, now: NOW, dir: out });
    const report = await on.run(out);
    expect(report.changes).toEqual([]);
    expect(report.notes.filter((note) => note.includes('kept'))).toEqual([]);
  });
});

describe('export-setting refuses', () => {
  test('a folder that holds anything', async () => {
    await on.seed();
    const out = folder({ 'mine.txt': 'x' });
    expect((await exportSetting({ store: on.store, platformNames, now: NOW, dir: out })).faults).toEqual([
      `${out} is not an empty folder: please name a new one.`,
    ]);
  });
  test('to guess which of several settings', async () => {
    await on.seed();
    const dir = folder({});
    write(dir, elm({ 'setting.json': '{"code":"oak","name":"Oak"}' }));
    await on.run(dir);
    expect(
      (await exportSetting({ store: on.store, platformNames, now: NOW, dir: join(dir, 'out') })).faults,
    ).toEqual(['There are several settings: please name one of elm, oak.']);
    expect(
      (
        await exportSetting({
          store: on.store,
          platformNames,
          now: NOW,
          dir: join(dir, 'out'),
          setting: 'ash',
        })
      ).faults,
    ).toEqual(['There is no setting with the code ash. There are elm, oak.']);
    expect(
      (
        await exportSetting({
          store: on.store,
          platformNames,
          now: NOW,
          dir: join(dir, 'out'),
          setting: 'OAK',
        })
      ).faults,
    ).toEqual([]);
  });
});
