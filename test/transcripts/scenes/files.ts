import { CHILDREN, PEOPLE, sheet } from '../../import/folder.ts';
import { ann, bea, dora, max, ruth, zoe } from '../cast.ts';
import {
  DEMO,
  demoIn,
  ELM_CHILDREN,
  ELM_PEOPLE,
  elm,
  type Files,
  importing,
  inFolder,
  SOCIAL,
} from '../registers.ts';
import { at, cli, daily, drawn, type Ran, type Scene, scene, speaker } from '../scene.ts';

const people = (...rows: string[]) => elm({ people: [...ELM_PEOPLE, ...rows] });
const children = (...rows: string[]) => elm({ children: [...ELM_CHILDREN, ...rows] });
const policies = (...texts: string[]) =>
  elm({ policies: Object.fromEntries(texts.map((text, i) => [`policies/p${i}.md`, text])) });
const put = (folder: string, files: Files): Files => inFolder(folder, files);
const run = (files: Files, ...args: string[]): Ran => ({ kind: 'ran', args, files });

/** Begins in January. */
const gil = speaker('Gil Hope');

const faulty: Scene[] = [
  scene(
    'import/faults-in-people',
    'empty',
    importing(
      'elm',
      people(
        'P11,Cy Hart,cy@elm.test,staff,,31/02/2024,,yes,,',
        'P12,Di Hart,di@elm.test,staff,,03/25/2024,,yes,,',
        'P13,Ed Hart,ed@elm.test,staff,,2024-01-08,2023-12-22,yes,,',
        'P14,Fi Hart,fi@elm.test,staff;boss,,2024-01-08,,yes,,',
        'P15,Gi Hart,gi at elm.test,staff,,2024-01-08,,yes,,',
        'P16,Hi Hart,hi@elm.test,staff,,2024-01-08,,maybe,,',
        'P17,,no@elm.test,staff,,2024-01-08,,yes,,',
        'P18,???,signs@elm.test,staff,,2024-01-08,,yes,,',
        `P19,${'a'.repeat(201)},long@elm.test,staff,,2024-01-08,,yes,,`,
        'P20,Jo \u0007Hart,jo@elm.test,staff,,2024-01-08,,yes,,',
        'p4,Ky Hart,ky@elm.test,staff,,2024-01-08,,yes,,',
        'P21,Lu Hart,ANN@elm.test,staff,,2024-01-08,,yes,,',
        'P22,Mo Hart,mo@elm.test,staff,Nobody Known,2024-01-08,,yes,U 1,',
        'P23,Ann Lee,,staff,,2206-01-08,,yes,,',
      ),
    ),
  ),
  scene(
    'import/faults-in-children',
    'empty',
    importing(
      'elm',
      children(
        'C11,Ann Reed,2026-09-01,2026-08-31,,,',
        'C12,Bob Reed,01/09/2206,,,,',
        'C13,,2026-09-01,,,,',
        'C14,Cat Reed,2026-09-01,,Una Reed (mother,,',
        'C15,Dan Reed,2026-09-01,,Una Reed <una> (mother),,',
        'C16,Eve Reed,,,Una Reed (mother),,',
        'c1,Fay Reed,2026-09-01,,,,',
        'C17,Gus Reed,2026-09-01,,Una Reed (mother),Nobody Known,',
        'C18,Hal Reed,2026-09-01,,Ann Lee <ann@elm.test> (mother),Ann Lee,Ann Lee',
        'C19,Ida Reed,2026-09-01,,Sarah Reed <sarah@families.test> #F1 (mother); Sarah Reed <sarah2@families.test> #F1 (aunt),,',
        'C20,Jay Reed,2026-09-01,,Max Stone <max@elm.test> (father),Ivo Marsh,Cara Flint',
      ),
    ),
  ),
  scene(
    'import/faults-in-policies',
    'empty',
    importing(
      'elm',
      policies(
        SOCIAL,
        SOCIAL,
        SOCIAL.replace('code: SM', 'code: S M'),
        SOCIAL.replace('code: SM\n', ''),
        SOCIAL.replace('change: material', 'change: huge'),
        SOCIAL.replace('Be kind.\n\nBe open.\n', ''),
        SOCIAL.replace('adopted_on: 2025-07-08', 'adopted_on: lately'),
        SOCIAL.replace('  - id: S2\n', '  - id: S1\n'),
        SOCIAL.replace('title: Staying professional', 'title: [a, b]\ncolour: red'),
        'no front matter\n',
        '---\ncode: X\n',
      ),
    ),
  ),
  scene(
    'import/faults-in-the-setting',
    'empty',
    importing('a', { 'setting.json': '{"code": "elm",}' }),
    importing('b', {
      'setting.json':
        '{"code": "e l m", "name": "", "timezone": "Mars", "nation": "wessex", "closures": [{"from": "2026-10-30", "to": "2026-10-26"}], "delivery_windows": [{"days": [], "from": "09:00", "to": "08:00"}], "titles": {"dso": 7}, "profile": {"babysitting": "perhaps", "key_children_max": 0, "outstanding_blocks": "no"}, "colour": "red", "colour": "blue"}',
    }),
    importing('c', { 'setting.json': '[]' }),
    importing('d', { 'people.csv': sheet(PEOPLE) }),
    cli('import', 'nowhere'),
    cli('import'),
    cli('import', 'a', '--rename', 'x'),
    cli('import', 'a', '--colour'),
    cli('import', 'a', 'b'),
    cli('import', 'a', '--at', 'yesterday'),
  ),
  scene(
    'import/faults-in-agreements',
    'empty',
    importing('elm', {
      ...elm(),
      'agreements.csv': sheet(
        'person,code,version,signed_on,witness',
        'Ann Lee,CONF,2,2025-09-10,Max Arden',
        'Nobody Known,CONF,2,2025-09-10,Max Arden',
        'Bea Stone,NONE,2,2025-09-10,Max Arden',
        'Bea Stone,CONF,9,2025-09-10,Max Arden',
        'Bea Stone,SM,1.10,2025-09-10,Max Arden',
        'Bea Stone,CONF,2,,Max Arden',
        'Bea Stone,CONF,2,2020-01-10,Max Arden',
        'Ivo Marsh,CONF,2,2027-01-10,Max Arden',
      ),
    }),
  ),
  scene(
    'import/faults-in-spreadsheets',
    'empty',
    importing('a', { ...elm(), 'people.csv': '' }),
    importing('b', { ...elm(), 'people.csv': 'ref,name,name,colour\nP1,Ann,Lee,red\n' }),
    importing('c', { ...elm(), 'children.csv': `${CHILDREN}\nC1,"Isla Reed,2026-09-01\n` }),
    importing('d', { ...elm(), 'children.csv': `${CHILDREN}\nC1,Isla Reed,2026-09-01,,,,,,,\nC2\n` }),
    importing('e', {
      ...elm(),
      'children.csv': `${CHILDREN.replaceAll(',', ';')}\nC1;Isla Reed;01/09/2026;;Sarah Reed (mother)|Mike Reed (father);;\n`,
    }),
    importing('f', { ...elm(), 'children.csv': 'first,second\n1,2\n' }),
  ),
];

const done: Scene[] = [
  scene(
    'import/the-demo',
    'empty',
    cli('import', DEMO, '--dry-run'),
    cli('import', DEMO),
    cli('import', DEMO),
    ruth('me'),
  ),
  scene(
    'import/elm',
    'empty',
    importing('elm', elm(), '--dry-run'),
    importing('elm', elm()),
    importing('elm', elm()),
    cli('audit', 'verify'),
  ),
  scene(
    'import/changes',
    'elm',
    importing(
      'elm',
      {
        ...elm({
          setting: {
            lado_phone: '01632 960111',
            closures: [{ from: '2026-12-21', to: '2027-01-01', why: 'Christmas' }],
          },
          people: ELM_PEOPLE.map((row) =>
            row.replace('P5,Bea Stone,bea@elm.test,staff', 'P5,Bea Stone,bea@elm.test,staff;deputy_dso'),
          )
            .concat('P7,Gil Hope,gil@elm.test,staff,Max Arden,2027-01-04,,yes,,')
            .filter((row) => !row.startsWith('P6')),
          children: ELM_CHILDREN.filter((row) => !row.startsWith('C2'))
            .map((row) => row.replace('; Mike Reed (father)', ''))
            .concat('C4,Uma Dale,2027-01-04,,Joy Dale <joy@families.test> (mother),Ann Lee,'),
          policies: { 'policies/sm.md': SOCIAL.replace('Be open.', 'Be very open.').replace('1.10', '1.11') },
        }),
      },
      '--dry-run',
    ),
    cli('import', 'elm'),
    dora('inbox'),
    bea('mydata'),
    ann('me'),
  ),
  scene(
    'import/roles-of-one-who-begins-later',
    'elm',
    importing('elm', people('P7,Gil Hope,gil@elm.test,staff,Max Arden,2027-01-04,,yes,,')),
    importing('elm', people('P7,Gil Hope,gil@elm.test,staff;deputy_dso,Max Arden,2027-01-04,,yes,,')),
    gil('mydata'),
    dora('me'),
    ...daily('2027-01-04T08:10:00.000Z', 1),
    gil('me'),
  ),
  scene(
    'import/a-new-name',
    'elm',
    importing(
      'elm',
      elm({
        people: ELM_PEOPLE.map((row) => row.replaceAll('Ann Lee', 'Ann Hope')),
        children: ELM_CHILDREN.map((row) => row.replaceAll('Ann Lee', 'Ann Hope')),
      }),
    ),
    cli('import', 'elm', '--rename', 'Ann Lee=Ann Hope'),
    cli('import', 'elm', '--rename', 'Nobody=Ann Hope'),
  ),
  scene(
    'import/a-new-name-without-references',
    'empty',
    importing('elm', elm({ people: ELM_PEOPLE.map((row) => row.replace(/^P\d/, '')) })),
    importing(
      'elm',
      elm({
        people: ELM_PEOPLE.map((row) =>
          row.replace(/^P\d/, '').replace('Bea Stone,bea@elm.test', 'Bea Rock,rock@elm.test'),
        ),
        children: ELM_CHILDREN.map((row) => row.replaceAll('Bea Stone', 'Bea Rock')),
      }),
    ),
    cli('import', 'elm', '--rename', 'Bea Stone=Bea Rock', '--dry-run'),
    cli('import', 'elm', '--rename', 'Bea Stone=Bea Rock'),
  ),
  scene(
    'import/after-changes-in-chat',
    'elm',
    max('person "Ann Lee" key_person_capable=no'),
    max('child "Isla Reed" leaves_on=2027-07-20'),
    importing('elm', elm({ setting: { name: 'Elm Tree House' } })),
    cli('import', 'elm', '--overwrite'),
    max('child "Isla Reed"'),
  ),
  scene(
    'import/what-was-declared-blocks',
    'elm',
    ann('declare "Jill Pike" kind=friend since=2015'),
    importing('elm', elm({ children: ELM_CHILDREN.map((row) => row.replace('Bea Stone,', 'Ann Lee,')) })),
    importing(
      'elm',
      elm({
        children: ELM_CHILDREN.map((row) =>
          row
            .replace('Ann Lee,Bea Stone', 'Bea Stone,Ann Lee')
            .replace('Sarah Reed <sarah@families.test> (mother)', 'Jill Pike <jill@families.test> (mother)'),
        ),
      }),
    ),
  ),
  scene(
    'import/several-settings',
    'empty',
    {
      kind: 'ran',
      args: ['import', 'all'],
      files: {
        ...put('all/elm', elm()),
        ...put('all/oak', elm({ setting: { code: 'oak', name: 'Oak House' } })),
        'all/notes/readme.txt': 'none',
      },
    },
    ann('me'),
    ann('me', undefined, { setting: 'oak' }),
    ann('me', undefined, { setting: 'ash' }),
  ),
  scene(
    'import/oddities',
    'empty',
    importing('elm', {
      ...elm({ people: [...ELM_PEOPLE, 'P30,Nobody Special,,,,,,,,'], policies: {} }),
      'notes.txt': 'x',
      'policies/readme.txt': 'x',
      'people.csv.bak': 'x',
    }),
  ),
];

const written: Scene[] = [
  scene(
    'export-setting/of-the-demo',
    'rich',
    cli('export-setting', 'out', '--setting', 'willow'),
    cli('import', 'out', '--dry-run'),
    cli('export-setting', 'out'),
  ),
  scene(
    'export-setting/after-changes-in-chat',
    'elm',
    max(
      'child "Wren Ives" starts_on=2026-12-07 carers="Joan Ives <joan@families.test> (mother); Sam Hart (father)"',
    ),
    max('person "Nia Boyd" roles=staff email=nia@elm.test starts_on=2027-01-04'),
    max('assign "Wren Ives" "Bea Stone"'),
    ann('sign "Ann Lee" yes'),
    cli('export-setting', 'out'),
    cli('export-setting', 'out2', '--setting', 'oak'),
  ),
  scene(
    'export-setting/which-setting',
    'two',
    cli('export-setting', 'out'),
    cli('export-setting', 'out', '--setting', 'nowhere'),
    cli('export-setting', 'out', '--setting', 'elm'),
  ),
  scene(
    'export/of-a-parent',
    'rich',
    cli('export', '--person', 'laura.ashdown@families.test', '--to', 'laura.zip'),
    cli('export', '--person', 'Neil Saunders', '--to', 'neil.zip'),
  ),
  scene(
    'export/refused',
    'two',
    cli('export', '--person', 'Emma Wood', '--to', 'x.zip'),
    cli('export', '--person', 'Nobody', '--to', 'x.zip'),
    cli('export', '--person', 'Ruth Hallam', '--to', 'x.zip'),
    cli('export', '--person', 'Ruth Hallam', '--setting', 'elm', '--to', 'ruth.zip'),
    cli('export', '--person', 'Ann Lee', '--to', 'ruth.zip'),
    cli('export', '--person', 'Ann Lee', '--to', 'no/such/folder.zip'),
    cli('export', '--person', ''),
    cli('export', '--person', 'Ann Lee'),
  ),
  scene(
    'audit/verified',
    'rich',
    cli('audit', 'verify'),
    cli('audit', 'verify', '--setting', 'x'),
    cli('audit', 'prove'),
    cli('audit'),
    cli('audit', 'export', '--setting', 'nowhere'),
  ),
  {
    ...scene('audit/with-payloads', 'elm', cli('audit', 'export', '--payloads')),
    env: { CANDOUR_KEY: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=' },
  },
  {
    ...scene(
      'manifest/slack',
      'elm',
      cli('manifest', 'slack'),
      cli('manifest', 'slack', '--command', 'elm'),
      cli('manifest', 'slack', '--out', 'slack.json'),
      cli('manifest', 'slack', '--out', 'no/such/folder.json'),
      cli('manifest', 'console'),
    ),
    env: { CANDOUR_PUBLIC_URL: 'https://candour.elm.test', SLACK_SIGNING_SECRET: 'secret' },
  },
  {
    ...scene(
      'manifest/slack-by-socket',
      'elm',
      cli('manifest', 'slack'),
      cli('manifest', 'teams'),
      cli('manifest', 'irc'),
      cli('manifest'),
    ),
    env: { SLACK_APP_TOKEN: 'token' },
  },
  {
    ...scene('manifest/teams', 'elm', cli('manifest', 'teams')),
    env: {
      CANDOUR_PUBLIC_URL: 'https://candour.elm.test',
      TEAMS_APP_ID: '00000000-0000-0000-0000-0000000000aa',
    },
  },
  scene(
    'say/wrong',
    'two',
    run({}, 'say', 'me'),
    cli('say', '--as', ' ', 'me'),
    cli('say', '--as', 'Ann Lee', '--answer', 'x', 'me'),
    cli('say', '--as', 'Ann Lee', '--at', 'never', 'me'),
    cli('say', '--as', 'Ann Lee', '--colour', 'me'),
    cli('say', '--as', 'Ann Lee', '--setting', 'nowhere', 'me'),
    cli('say', '--as', 'Emma Wood', 'me'),
  ),
  scene(
    'say/in-words',
    'rich',
    ...[
      'me',
      'declare',
      'declare "Laura Ashdown" kind=friend since=2001',
      'inbox',
      'help',
      'connect "Laura Ashdown" facebook',
      'acknowledge',
    ].map((text) => cli('say', '--as', 'Amina Yusuf', text)),
    cli('say', '--as', 'Ruth Hallam', 'keyperson "Muhammad Iqbal"'),
  ),
  scene(
    'say/in-an-empty-register',
    'empty',
    zoe('me'),
    cli('outbox'),
    cli('calendar'),
    cli('retain'),
    cli('audit', 'verify'),
    cli('export-setting', 'out'),
    at('2026-12-01T09:00:00.000Z', cli('tick')),
  ),
];

const LIST = "Child's name,Joined,Family,Date of birth\nOtto Vane,2026-09-07,Wanda Vane,2023-01-02\n";
const STAFF = 'Name,Job title,Email\nIda Bloom,Room Leader,ida@elm.test\n';

/** Files that are given in chat. */
const given: Scene[] = [
  scene(
    'upload/taken-over-and-back',
    'rich',
    { ...run({ 'ours.csv': LIST, 'staff.csv': STAFF }, 'outbox'), quietly: true },
    drawn(ruth('upload', { file: '@ours.csv' })),
    drawn(ruth('upload', { file: '@ours.csv', 'row-carers': 'Family' })),
    ruth('upload', { file: '@ours.csv' }),
    ruth('upload', { undo: 'yes' }),
    ruth('upload', { undo: 'yes' }),
    drawn(ruth('upload', { file: '@staff.csv' })),
    ruth('upload', { file: '@staff.csv', 'row-room-leader': 'staff' }),
    zoe('upload', { file: '@ours.csv' }),
    ruth('upload', { file: '@nothing.csv' }),
  ),
];

export const files: Scene[] = [...faulty, ...done, ...written, ...given];

/** The demo beside what it is copied from: only the real folder is marked as one. */
export const demo: Scene[] = [
  scene('import/the-demo-in-use', 'demo', ruth('me'), zoe('help'), cli('tick')),
  { ...scene('tick/the-demo-goes-to-nobody', 'demo', cli('tick')), platform: {} },
  scene('import/a-copy-of-the-demo', 'empty', {
    kind: 'ran',
    args: ['import', 'copy'],
    files: demoIn('copy'),
  }),
];
