import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/core/store.ts';
import { onceOnly } from '../support/store.ts';
import { type Contents, elm, folder, withStore, write } from './folder.ts';

const on = withStore();
const setting = (text: string) => ({ 'setting.json': text });
const several = (settings: Record<string, Contents>) =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, files]) =>
      Object.entries(files).map(([file, text]) => [`${name}/${file}`, text]),
    ),
  );

describe('setting.json', () => {
  test.each([
    ['not JSON', '{\n  "name": "Elm",\n}', 'setting.json:3:1: This is not JSON'],
    ['cut off', '{"name": "Elm"', 'setting.json:1:15: This is not JSON'],
    ['a list', '[]', 'setting.json:1:1: setting.json holds one object in curly brackets.'],
    ['no name', '{"code": "elm"}', 'setting.json:1:1: name: Please give the name of the setting, in quotes.'],
    ['a name twice', '{"name": "Elm",\n "name": "Oak"}', 'setting.json:2:2: This name stands here twice.'],
    [
      'half a character',
      '{"name": "Elm \\ud800"}',
      'setting.json:1:10: name: There is a character here that cannot be kept (U+D800).',
    ],
    [
      'a code with spaces',
      '{"name": "Elm", "code": "elm house"}',
      'setting.json:1:25: code: A code is 40 letters',
    ],
    [
      'a name that makes no code',
      '{"name": "幼儿园"}',
      'setting.json:1:10: code: please give the setting a code in Latin letters',
    ],
    [
      'no time zone',
      '{"name": "Elm", "timezone": "London"}',
      'setting.json:1:29: timezone: This is no time zone',
    ],
    ...[
      ...['BST', 'bst', 'GMT', 'gmt', 'GB', 'UTC', 'utc', 'Zulu', 'GMT0', 'WET', 'Eire', 'EST', 'CET'],
      ...['EST5EDT', 'Etc/GMT+1', 'etc/gmt', 'Etc/UTC', 'SystemV/EST5', 'US/Eastern'],
    ].map((said): [string, string, string] => [
      `a time zone of ${said}`,
      `{"name": "Elm", "timezone": "${said}"}`,
      `setting.json:1:29: timezone: "${said}" names no place, so its clocks may not be yours. Please write a region and a city: "Europe/London" is the United Kingdom.`,
    ]),
    ...['', 'Asia', '+01:00', 'Europe/Atlantis', 'GMT+1', ' BST'].map((said): [string, string, string] => [
      `a time zone of “${said}”`,
      `{"name": "Elm", "timezone": "${said}"}`,
      'setting.json:1:29: timezone: This is no time zone: please write it like "Europe/London".',
    ]),
    [
      'an unknown nation',
      '{"name": "Elm", "nation": "wales"}',
      'setting.json:1:27: nation: This is one of "england-and-wales", "scotland", "northern-ireland".',
    ],
    [
      'a closure backwards',
      '{"name": "Elm", "closures": [\n  {"from": "2026-12-24", "to": "2026-12-21", "why": "Christmas"}]}',
      'setting.json:2:3: closures[0]: This closure ends before it begins.',
    ],
    [
      'a closure without an end',
      '{"name": "Elm", "closures": [{"from": "2026-12-24"}]}',
      'closures[0].to: Please write the date in quotes',
    ],
    [
      'a closure on no day',
      '{"name": "Elm", "closures": [{"from": "2026-02-30", "to": "2026-03-01"}]}',
      'setting.json:1:39: closures[0].from: "2026-02-30" cannot be: there is no 30 February',
    ],
    [
      'a window backwards',
      '{"name": "Elm", "delivery_windows": [{"days": ["mon"], "from": "10:00", "to": "09:00"}]}',
      'delivery_windows[0]: This window ends before it begins.',
    ],
    [
      'a window on no day',
      '{"name": "Elm", "delivery_windows": [{"days": [], "from": "08:00", "to": "09:00"}]}',
      'delivery_windows[0].days: Please name at least one day.',
    ],
    [
      'a window at no time',
      '{"name": "Elm", "delivery_windows": [{"days": ["mon"], "from": "8", "to": "25:00"}]}',
      'delivery_windows[0].to: Please write the time like "08:45".',
    ],
    [
      'a profile of its own',
      '{"name": "Elm", "profile": {"babysitting": "ask"}}',
      'profile.babysitting: This is one of "declare", "approve", "prohibited".',
    ],
  ])('a fault: %s', async (_what, text, fault) => {
    const { faults, written } = await on.run(folder(elm(setting(text))));
    expect(faults.join('\n')).toContain(fault);
    expect(written).toBe(false);
  });

  test.each([
    'Europe/London',
    'europe/london',
    'Europe/Belfast',
    'America/Argentina/Buenos_Aires',
    'Asia/Dhaka',
  ])('a place is a time zone: %s', async (timezone) => {
    const { faults } = await on.run(folder(elm(setting(JSON.stringify({ name: 'Elm', timezone })))));
    expect(faults).toEqual([]);
  });

  test('what is not one of ours is noted, with what may be meant', async () => {
    const { notes, faults } = await on.run(
      folder(elm(setting('{"name": "Elm", "closure": [], "profile": {"baby_sitting": "declare"}}'))),
    );
    expect(faults).toEqual([]);
    expect(notes).toContain(
      'setting.json: "closure" is not one of ours and was left out (is "closures" meant?).',
    );
    expect(notes).toContain(
      'setting.json: "profile.baby_sitting" is not one of ours and was left out (is "babysitting" meant?).',
    );
  });

  test('what is left out stays as it is', async () => {
    const dir = await on.seed(
      elm(
        setting(
          '{"code": "elm", "name": "Elm", "nation": "scotland", "titles": {"dso": "DSL"}, "profile": {"key_children_max": 3}}',
        ),
      ),
    );
    write(dir, setting('{"code": "ELM", "name": "Elm House", "profile": {"babysitting": "prohibited"}}'));
    expect((await on.run(dir)).changes).toEqual(['setting.json: elm: name, profile are changed.']);
    expect(await on.store.read((register) => register.settings.byCode('elm'))).toMatchObject({
      name: 'Elm House',
      nation: 'scotland',
      titles: { dso: 'DSL', chair: 'chair' },
      profile: { babysitting: 'prohibited', key_children_max: 3, unsigned: 'listed' },
      firstImportOn: '2026-11-23',
      demo: false,
    });
  });

  test('another code is another setting, unless it is a rename', async () => {
    const dir = await on.seed();
    write(dir, setting('{"code": "ash", "name": "Elm House"}'));
    expect((await on.run(dir, { dryRun: true })).changes[0]).toBe('setting.json: Elm House (ash) is new.');
    expect((await on.run(dir, { renames: [{ from: 'elm', to: 'ash' }] })).changes).toEqual([
      'setting.json: ash: code is changed.',
    ]);
    expect(
      await on.store.read(async (register) => (await register.settings.all()).map(({ code }) => code)),
    ).toEqual(['ash']);
  });

  test('the demo is marked as such', async () => {
    await on.seed(elm(), { demo: true });
    expect(await on.store.read((register) => register.settings.all())).toMatchObject([{ demo: true }]);
  });
});

describe('a folder of folders', () => {
  const oak = elm(setting('{"name": "Oak"}'));

  test('imports all of them', async () => {
    const dir = folder({ ...several({ elm: elm(), oak }), 'README.txt': 'x', 'notes/a.txt': 'x' });
    const report = await on.run(dir);
    expect(report.faults).toEqual([]);
    expect(report.changes).toContain('oak/people.csv:4: Ann Lee is new (staff).');
    expect(report.notes).toContain(
      'notes: left out, for it holds neither setting.json nor people.csv nor children.csv.',
    );
    expect(
      await on.store.read(async (register) => (await register.settings.all()).map(({ code }) => code)),
    ).toEqual(['elm', 'oak']);
    expect((await on.run(dir)).changes).toEqual([]);
    expect(await on.store.verifyAudit()).toMatchObject({ kind: 'sound', settings: 2 });
  });

  test('or none, when one has a fault', async () => {
    const dir = folder(
      several({ elm: elm(), oak: { ...oak, 'children.csv': 'name,starts_on\nIsla,soon\n' } }),
    );
    expect(await on.run(dir)).toMatchObject({
      faults: ['oak/children.csv:2:2: "soon" is not a date: please write it like 25/03/2019 or 2019-03-25.'],
      changes: [],
      written: false,
    });
    expect(await on.store.read((register) => register.settings.all())).toEqual([]);
  });

  test('or none, with every fault of every one, whichever come first', async () => {
    const wrong = { 'children.csv': 'name,starts_on\nIsla,soon\n' };
    const [ash, fir] = ['Ash', 'Fir'].map((name) => elm(setting(JSON.stringify({ name })))) as [
      Contents,
      Contents,
    ];
    const dir = folder(several({ ash, elm: { ...elm(), ...wrong }, fir, oak: { ...oak, ...wrong } }));
    const { faults, notes, summary } = await on.run(dir);
    expect(faults.map((each) => each.replace(/:.*/, ''))).toEqual(['elm/children.csv', 'oak/children.csv']);
    expect(notes.filter((each) => /^(ash|fir)/.test(each))).toEqual([]);
    expect(summary).toEqual(['2 faults were found; nothing was written.']);
    expect(await on.store.read((register) => register.settings.all())).toEqual([]);
  });

  onceOnly(
    'is read once into an empty register, and later twice where something changes and once where nothing does',
    async () => {
      const dir = folder(several({ elm: elm(), oak }));
      let read = 0;
      const seal = {
        isSealed: () => {
          read++;
          return false;
        },
        open: Buffer.from,
      };
      const files = Object.keys(elm()).length;
      const { written } = await on.run(dir, { seal });
      expect({ written, read }).toEqual({ written: true, read: 2 * files });
      write(dir, { 'oak/setting.json': '{"name": "Oak", "lado_phone": "01632 960000"}' });
      read = 0;
      expect((await on.run(dir, { seal })).changes).toHaveLength(1);
      expect(read).toBe(3 * files);
      read = 0;
      expect((await on.run(dir, { seal })).written).toBe(false);
      expect(read).toBe(2 * files);
    },
  );

  test('or none, when the rules forbid something in the last', async () => {
    const dir = folder(several({ elm: elm(), oak }));
    await on.run(dir);
    write(
      dir,
      several({
        elm: {
          'people.csv': String(elm()['people.csv']).replace('Bea Stone', 'Bea Stony'),
          'children.csv': String(elm()['children.csv']).replace('Bea Stone', 'P4'),
        },
      }),
    );
    write(
      dir,
      several({
        oak: { 'children.csv': `${oak['children.csv']}C2,Tom Lee,2026-09-01,,Ann Lee #P3,Ann Lee,\n` },
      }),
    );
    expect((await on.run(dir)).faults).toEqual([
      expect.stringMatching(/^oak\/children\.csv:3:6: Ann Lee may not be key_person of Tom Lee: K1\./),
    ]);
    expect((await on.read((register, id) => register.people.byRef(id, 'P4')))?.name).toBe('Bea Stone');
  });

  test.each([
    ['a fault', { 'oak/people.csv': 'ref,role\n' }, /^oak\/people\.csv:1:1: /],
    ['the code of another', { 'oak/setting.json': '{"code": "elm", "name": "Oak"}' }, /also that of elm/],
  ])('what has got %s since it was checked is not written', async (_what, edited, fault) => {
    await on.seed(elm(setting('{"name": "Ash"}')));
    const dir = folder(several({ elm: elm(), oak }));
    const { store } = on;
    const late: Store = {
      ...store,
      write: (settings, work) => {
        write(dir, edited);
        return store.write(settings, work);
      },
    };
    const { faults, written } = await on.run(dir, { store: late });
    expect({ faults, written }).toEqual({ faults: [expect.stringMatching(fault)], written: false });
    expect(
      await store.read(async (register) => (await register.settings.all()).map(({ code }) => code)),
    ).toEqual(['ash']);
  });

  test('people of one name in two settings are two', async () => {
    await on.run(folder(several({ elm: elm(), oak })));
    const ids = await Promise.all(
      ['elm', 'oak'].map((code) =>
        on.read(async (register, id) => (await register.people.byRef(id, 'P3'))?.id, code),
      ),
    );
    expect(ids[0]).not.toBe(ids[1]);
  });
});
