// How each command is run that a document tells somebody to type. A new one: a step of the scene that it belongs to, or, where it
// cannot be run here, a line of NOT_HERE with the reason.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPostgres } from '../../scripts/cluster.js';
import { createCalendar } from '../../src/calendar.ts';
import { guessClosures } from '../../src/cli/init/terms.ts';
import { ROOT } from '../support/documented.ts';
import { docx } from '../support/docx.ts';
import { xlsx } from '../support/xlsx.ts';

/** Where a scene is played: a fresh clone, with whatever the scene has put there so far. */
export interface Place {
  folder: string;
  /** A port that nobody has. */
  port: number;
  /** Variables that each command of the scene is given. */
  env: Record<string, string>;
}

export interface Step {
  /** The command as the documents have it; several where they differ in nothing but what is to be filled in. */
  says: string | readonly [string, ...string[]];
  /** What is typed in its place: names filled in, paths of this machine, no `sudo`. */
  as?: string | ((place: Place) => string);
  /** What is piped in. */
  input?: string;
  /** The exit code; 0 without. */
  code?: number;
  /** What it must print. */
  shows?: RegExp;
  /** It goes on until this is printed, and is then ended by SIGTERM after the rest of the scene. */
  until?: RegExp;
  /** Only in the long form, in which `npm ci` is run. */
  isLong?: true;
}

export interface Scene {
  title: string;
  begin?(place: Place): void | Promise<void>;
  /** Why it cannot be played here; undefined where it can. */
  lacks?: string | undefined;
  steps: readonly Step[];
}

const write = (place: Pick<Place, 'folder'>, name: string, content: string | Uint8Array) =>
  writeFileSync(join(place.folder, name), content);
const demoAs = (place: Place, name: string) =>
  cpSync(join(place.folder, 'demo'), join(place.folder, name), { recursive: true });

/** What README has under “The first minute”, to be typed into the conversation. */
const firstMinute = () =>
  /```\n(keyperson [\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1] ?? '';

/** A newcomer's answers to `candour init`: a setting, four people, no list yet, no platform. */
function initAnswers(): string {
  const today = new Date().toISOString().slice(0, 10);
  const closures = guessClosures('england-and-wales', today, createCalendar()).map(() => '');
  return [
    ...['Willow Lane Pre-school', '', '', '', '', '', '01632 960300', '', '', '', ''],
    ...[...closures, ''],
    ...['', 'Ann Lee', '', '', 'Bea Orr', '', '', 'Cleo Park', '', '', 'Dev Shah', '', '', ''],
    ...['', '', '', ''],
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The packages of a release: fetched and compiled in the long form, otherwise those of the clone. */
const INSTALL =
  process.env.CANDOUR_SLOW === '1'
    ? 'npm ci --omit=dev'
    : 'mkdir -p node_modules && ln -sf "$CLONE/node_modules/better-sqlite3" node_modules/';

/** A step that is typed as it stands, but for whose it is and where it lies: all of it below the folder of the scene. */
const below = (says: string, more: Omit<Step, 'says' | 'as'> = {}): Step => ({
  says,
  as: ({ folder }) =>
    `export CLONE=${folder}; ${says
      .replaceAll(/sudo (-u \w+ )?/g, '')
      .replaceAll(/(?<=^|[ =])\/(?=opt|etc|var|usr)/g, `${folder}/`)
      .replaceAll(/candour-1\.\d\.0\.tar\.gz/g, `${folder}/release/candour-*.tar.gz`)
      .replaceAll('npm ci --omit=dev', INSTALL)}`,
  ...more,
});

/** As the unit's user, with its environment. */
const SERVICE = 'cd /opt/candour/current && sudo -u candour node --env-file=/etc/candour/env dist/src/cli.js';
const NEXT = SERVICE.replace('current', '1.1.0');

export const SCENES: readonly Scene[] = [
  {
    title: 'the first minute',
    steps: [
      { says: 'npm ci', isLong: true },
      {
        says: 'npm ci && npm start',
        as: 'npm start',
        input: `${firstMinute()}quit\n`,
        shows: /Karolina Nowak may not be allocated to this child: K4/,
      },
      {
        says: 'CANDOUR_DATABASE=data/demo.db npx candour say …',
        as: 'CANDOUR_DATABASE=data/demo.db npx candour say --as "Ruth Hallam" keyperson',
        shows: /Children who need a key person/,
      },
      { says: 'npx candour --help', shows: /^Usage: npx candour COMMAND/m },
      {
        says: 'npx candour COMMAND --help',
        as: 'npx candour backup --help',
        shows: /^Usage: npx candour backup/m,
      },
      { says: 'npx candour say', code: 2, shows: /--as/ },
    ],
  },
  {
    title: 'the first day',
    begin(place) {
      write(
        place,
        'Our register.xlsx',
        xlsx({
          Register: [
            ['Child', 'DOB', 'Start date', 'Mum', 'Room'],
            ['Mia Holt', new Date('2023-02-03'), new Date('2025-09-03'), 'Nerys Holt', 'Ducklings'],
            ['Tom Reed', new Date('2022-05-06'), new Date('2025-09-03'), 'Sarah Reed', 'Ducklings'],
          ],
        }),
      );
      write(
        place,
        'Social media policy.docx',
        docx([
          { words: 'Social media', style: 'Title' },
          'Staff must never post photographs of children.',
          'Adopted: 1 May 2025',
        ]),
      );
    },
    steps: [
      { says: 'npx candour init', input: initAnswers(), shows: /4 people in post/ },
      {
        says: 'npx candour import "Our register.xlsx" --dry-run',
        shows: /Mia Holt[\s\S]*nothing was written/,
      },
      { says: 'npx candour import "Our register.xlsx"', shows: /Mia Holt/ },
      { says: 'npx candour import "Social media policy.docx"', code: 3, shows: /--answer code=/ },
      {
        says: 'npx candour import "Social media policy.docx"',
        as: 'npx candour import "Social media policy.docx" --answer code=social-media --answer version=2 --answer adoption=out',
        shows: /as a draft/,
      },
      { says: 'npx candour say --as "Cleo Park" adopt social-media', code: 3 },
      {
        says: 'npx candour say --as "Cleo Park" adopt social-media',
        as: 'npx candour say --as "Cleo Park" adopt social-media --answer change=material --answer version=2 --answer confirm=yes',
        shows: /^Adopted$/m,
      },
      {
        says: `npx candour say --as "Dev Shah" 'declare "Nerys Holt" friend since=2019'`,
        shows: /Declared: D-\d+/,
      },
      { says: `npx candour say --as "Ann Lee" 'keyperson "Mia Holt"'`, shows: /^Dev Shah +No +K4/m },
      // Something was built on the list by now.
      { says: 'npx candour import --undo', code: 1, shows: /cannot be taken back any more/ },
    ],
  },
  {
    title: 'a setting of one’s own, and all that an operator asks of it',
    begin(place) {
      demoAs(place, 'path/to/folder');
      write(place, 'list.csv', 'Child,Start date,Mum\nIda Winter,2026-09-01,Ola Winter\n');
      write(place, 'policy.docx', docx([{ words: 'Visitors', style: 'Title' }, 'Visitors sign in.']));
    },
    steps: [
      {
        says: ['npx candour import path/to/folder --dry-run', 'npx candour import my-setting --dry-run'],
        shows: /nothing was written/,
      },
      { says: 'npx candour import path/to/folder', shows: /45 children/ },
      { says: 'npx candour import FILE', as: 'npx candour import list.csv', shows: /Ida Winter/ },
      { says: 'npx candour import --undo', shows: /taken back/ },
      { says: 'npx candour import policy.docx', code: 3, shows: /--answer code=/ },
      {
        says: ['npx candour export-setting path/to/new-folder', 'npx candour export-setting DIR'],
        shows: /stays in the register alone/,
      },
      { says: 'npx candour import DIR', as: 'npx candour import path/to/new-folder' },
      { says: 'npx candour say --as "Ruth Hallam" "keyperson"', shows: /Children who need a key person/ },
      { says: 'npx candour tick' },
      { says: 'npx candour status', shows: /Nothing is wrong/ },
      {
        says: [
          'npx candour calendar --from 2026-12-01 --to 2026-12-31',
          'npx candour calendar --from DAY --to DAY',
        ],
        as: 'npx candour calendar --from 2030-12-01 --to 2030-12-31',
      },
      { says: 'npx candour outbox' },
      { says: 'npx candour outbox --json' },
      { says: 'npx candour outbox --resend all', shows: /No message has failed/ },
      { says: 'npx candour audit verify', shows: /The audit trail is sound/ },
      {
        says: 'npx candour audit export FILE --payloads',
        as: 'npx candour audit export trail.jsonl --payloads',
        shows: /written to trail\.jsonl/,
      },
      {
        says: 'node scripts/verify-audit.js FILE',
        as: 'node scripts/verify-audit.js trail.jsonl',
        shows: /sound/i,
      },
      {
        says: 'npx candour audit verify --head HEAD',
        as: ({ folder }) => {
          const last = readFileSync(join(folder, 'trail.jsonl'), 'utf8').trim().split('\n').at(-1) ?? '{}';
          return `npx candour audit verify --head ${/"hash":"([0-9a-f]{64})"/.exec(last)?.[1]}`;
        },
        shows: /It goes on from that head/,
      },
      {
        says: 'npx candour export --person NAME --to FILE',
        as: 'npx candour export --person "Zoë Adeyemi" --to zoe.zip',
        shows: /data is in zoe\.zip/,
      },
      { says: 'npx candour retain --dry-run' },
      { says: 'npx candour backup', code: 2, shows: /Something is missing/ },
      { says: 'npx candour backup FILE', as: 'npx candour backup copy.db', shows: /Backed up to/ },
      {
        says: ['npx candour restore FILE --check', 'npx candour restore BACKUP --check'],
        as: 'npx candour restore copy.db --check',
        shows: /can be restored/,
      },
      { says: 'npx candour migrate', shows: /There is nothing to do/ },
      { says: 'npx candour manifest slack', shows: /"display_information"/ },
      { says: 'npx candour manifest slack --out slack.json' },
      {
        says: 'npx candour manifest teams',
        as: 'TEAMS_APP_ID=11111111-2222-3333-4444-555555555555 CANDOUR_PUBLIC_URL=https://candour.example.org npx candour manifest teams',
        shows: /candour-teams\.zip/,
      },
      { says: 'npx candour doctor', shows: /The audit trail is sound/ },
      { says: 'openssl rand -base64 32', shows: /^[A-Za-z0-9+/]{43}=$/m },
    ],
  },
  {
    title: 'a release, the next one beside it, and back',
    begin(place) {
      for (const folder of ['etc/candour', 'var/backups/candour'])
        mkdirSync(join(place.folder, folder), { recursive: true });
    },
    steps: [
      { says: 'npm run release', shows: /candour-.*\.tar\.gz/ },
      {
        says: 'sha256sum --check --ignore-missing SHA256SUMS',
        as: 'cd release && sha256sum --check --ignore-missing SHA256SUMS',
        shows: /\.tar\.gz: OK/,
      },
      below('sudo mkdir -p /opt/candour/1.0.0'),
      below('sudo tar xf candour-1.0.0.tar.gz -C /opt/candour/1.0.0 --strip-components 1'),
      below('cd /opt/candour/1.0.0 && sudo npm ci --omit=dev && sudo ln -sfn 1.0.0 /opt/candour/current'),
      {
        says: 'tar xf candour-1.0.0.tar.gz && cd candour-1.0.0 && npm ci --omit=dev && npm start',
        as: 'cd opt/candour/1.0.0 && npm start',
        input: 'quit\n',
        shows: /Willowmere Pre-school/,
      },
      {
        says: 'npx candour import DIR',
        as: ({ folder }) => {
          write({ folder }, 'etc/candour/env', `CANDOUR_DATABASE=${folder}/var/lib/candour/candour.db\n`);
          return 'cd opt/candour/current && node --env-file=../../../etc/candour/env dist/src/cli.js import demo';
        },
      },
      below(`${SERVICE} doctor`, { shows: /schema is up to date/ }),
      below('sudo mkdir /opt/candour/1.1.0'),
      below('sudo tar xf candour-1.1.0.tar.gz -C /opt/candour/1.1.0 --strip-components 1'),
      below('cd /opt/candour/1.1.0 && sudo npm ci --omit=dev && node dist/src/cli.js --version', {
        shows: /\(commit [0-9a-f]{7,}/,
      }),
      below(`${SERVICE} backup /var/backups/candour/before-1.1.0.db`, { shows: /Backed up to/ }),
      below(`${NEXT} restore /var/backups/candour/before-1.1.0.db --check`, { shows: /can be restored/ }),
      below('sudo ln -sfn 1.1.0 /opt/candour/current'),
      below(`${SERVICE} audit verify`, { shows: /The audit trail is sound/ }),
      below('sudo ln -sfn 1.0.0 /opt/candour/current'),
      below(`${SERVICE} restore /var/backups/candour/before-1.1.0.db --force`, {
        shows: /What was there before is now/,
      }),
    ],
  },
  {
    title: 'to another machine',
    begin(place) {
      demoAs(place, 'demo-setting');
    },
    steps: [
      { says: 'npx candour import DIR', as: 'npx candour import demo-setting' },
      { says: 'npx candour export-setting setting' },
      { says: 'npx candour backup moving.db' },
      { says: 'npx candour restore moving.db --check', shows: /This backup can be restored/ },
      {
        says: 'npx candour restore moving.db',
        // The other machine has no database.
        as: ({ folder }) => {
          rmSync(join(folder, 'data'), { recursive: true });
          return 'npx candour restore moving.db';
        },
        shows: /Restored/,
      },
      { says: 'npx candour audit verify', shows: /The audit trail is sound/ },
      { says: 'npx candour doctor', shows: /schema is up to date/ },
    ],
  },
  {
    title: 'as a service: its user’s commands, and whether it is well',
    begin(place) {
      demoAs(place, 'setting');
      const file = join(place.folder, 'setting/setting.json');
      write(
        place,
        'setting/setting.json',
        readFileSync(file, 'utf8').replace('{', '{"teams_tenant": "11111111-1111-1111-1111-111111111111",'),
      );
      mkdirSync(join(place.folder, 'backups'));
      const env = [
        `CANDOUR_DATABASE=${place.folder}/service/candour.db`,
        `CANDOUR_PORT=${place.port}`,
        'TEAMS_DEVELOPMENT=1',
        'TEAMS_TENANT_ID=11111111-1111-1111-1111-111111111111',
      ];
      write(place, '.env', env.join('\n'));
      write(place, 'env', env.join('\n'));
    },
    steps: [
      { says: 'npx candour import DIR', as: 'npx candour import setting' },
      {
        says: String.raw`30 2 * * * candour cd /opt/candour/current && node --env-file=/etc/candour/env dist/src/cli.js backup /var/backups/candour/$(date +\%F).db && find /var/backups/candour -name '*.db' -mtime +35 -delete`,
        as: "node --env-file=env dist/src/cli.js backup backups/$(date +%F).db && find backups -name '*.db' -mtime +35 -delete",
        shows: /Backed up to .*\d{4}-\d\d-\d\d\.db/,
      },
      {
        says: 'cd /opt/candour/current && sudo -u candour node --env-file=/etc/candour/env dist/src/cli.js restore FILE --check',
        as: 'node --env-file=env dist/src/cli.js restore backups/*.db --check',
        shows: /This backup can be restored/,
      },
      { says: 'npm start', until: /"msg":"started"/ },
      {
        says: 'curl -i https://candour.example.org/readyz',
        as: ({ port }) =>
          `node -e 'fetch("http://127.0.0.1:${port}/readyz").then(async (r) => console.log(r.status, await r.text()))'`,
        shows: /^200 ok/m,
      },
    ],
  },
  {
    title: 'what the proxies are given',
    begin(place) {
      for (const folder of ['caddy', 'nginx/sites-available', 'nginx/sites-enabled'])
        mkdirSync(join(place.folder, 'etc', folder), { recursive: true });
      write(place, 'etc/nginx/sites-enabled/default', '');
    },
    steps: [
      ...[
        'deploy/Caddyfile /etc/caddy/Caddyfile',
        'deploy/nginx.conf /etc/nginx/sites-available/candour',
      ].map((names) => ({ says: `sudo cp ${names}`, as: `cp ${names.replace(' /', ' ')}` })),
      ...['caddy/Caddyfile', 'nginx/sites-available/candour'].map((name) => ({
        says: `sudo sed -i s/candour.example.org/candour.your-own-name.org/ /etc/${name}`,
        as: `sed -i.before s/candour.example.org/candour.your-own-name.org/ etc/${name} && ! grep -v '^ *#' etc/${name} | grep example.org && grep your-own-name etc/${name}`,
      })),
      {
        says: 'sudo ln -s ../sites-available/candour /etc/nginx/sites-enabled/candour',
        as: 'ln -s ../sites-available/candour etc/nginx/sites-enabled/candour && cat etc/nginx/sites-enabled/candour',
        shows: /proxy_pass/,
      },
      { says: 'sudo rm /etc/nginx/sites-enabled/default', as: 'rm etc/nginx/sites-enabled/default' },
    ],
  },
  {
    title: 'PostgreSQL, its backup and the way back',
    lacks: findPostgres() === undefined ? 'there is no PostgreSQL here' : undefined,
    async begin(place) {
      demoAs(place, 'setting');
      const { startCluster } = await import('../../scripts/cluster.js');
      const cluster = await startCluster({ durable: true });
      place.env.PGHOST = cluster.folder;
      place.env.PGUSER = 'candour';
      place.env.PATH = `${findPostgres()}:${place.env.PATH}`;
      place.env.CANDOUR_DATABASE = cluster.url('candour');
      mkdirSync(join(place.folder, 'backups'));
      closing.push(() => cluster.close());
    },
    steps: [
      {
        says: 'sudo -u postgres createdb --owner=candour --encoding=UTF8 --template=template0 candour',
        as: 'createdb --owner=candour --encoding=UTF8 --template=template0 candour',
      },
      {
        says: [
          'npx candour migrate-db /var/lib/candour/candour.db CANDOUR_DATABASE',
          'npx candour migrate-db FROM TO',
        ],
        as: 'CANDOUR_DATABASE=candour.db npx candour import setting && npx candour migrate-db candour.db CANDOUR_DATABASE',
        shows: /Moved from/,
      },
      { says: 'npx candour doctor', shows: /PostgreSQL \d+/ },
      { says: 'npx candour backup FILE', as: 'npx candour backup copy.db', code: 1, shows: /pg_dump/ },
      {
        says: 'pg_dump --format=custom --file=/var/backups/candour/$(date +%F).dump candour',
        as: 'pg_dump --format=custom --file=backups/$(date +%F).dump candour',
      },
      {
        says: 'pg_restore --create --dbname=postgres FILE',
        as: 'dropdb candour && pg_restore --create --dbname=postgres backups/*.dump',
      },
      { says: 'npx candour audit verify', shows: /The audit trail is sound/ },
      {
        says: 'npx candour migrate-db CANDOUR_DATABASE /var/lib/candour/candour.db',
        as: 'npx candour migrate-db CANDOUR_DATABASE back.db',
        shows: /Moved from/,
      },
      {
        says: 'npx candour migrate-db --undo DATABASE',
        as: 'npx candour migrate-db --undo candour.db',
        shows: /The mark of .* is taken away/,
      },
      { says: 'npx candour migrate-db', code: 2 },
    ],
  },
  {
    title: 'developers',
    steps: [
      { says: 'npm run check arrows', isLong: true, shows: /^checks: 1 passed, 0 failed/m },
      { says: 'npm run check licences', shows: /^checks: 1 passed, 0 failed/m },
      { says: ['npm test -- test/core/cases', 'npm test -- FILE'], shows: /passed/ },
      { says: 'npx vitest', as: 'npx vitest --version', shows: /vitest\/\d/ },
      {
        says: 'npx vitest run --project fast test/core/rules/states.test.ts -u',
        as: 'npx vitest run --project fast test/core/rules/states.test.ts -u && git diff --exit-code docs/states.md',
      },
      { says: 'git diff --text', as: 'git diff --text --stat' },
      { says: 'git pull', shows: /Already up to date/ },
      { says: 'npm run build' },
      { says: 'npx candour --version', shows: /\(commit [0-9a-f]{7,}/ },
      {
        says: 'npm version 1.1.0 --no-git-tag-version',
        as: 'npm version 1.1.0 --no-git-tag-version && git checkout --quiet package.json package-lock.json',
      },
      {
        says: 'node test/upgrades/make.js',
        as: 'rm test/upgrades/*.gz && node test/upgrades/make.js && git checkout --quiet test/upgrades',
        shows: /\d\.db\.gz: \d+ bytes/,
      },
      { says: 'git tag v1.1.0', as: 'git tag v1.1.0 && git tag --delete v1.1.0' },
      { says: 'npm ci && npm run build', isLong: true },
      { says: 'npm rebuild better-sqlite3', isLong: true },
      {
        says: [
          'git pull && npm ci && npm run build && npm prune --omit=dev',
          'npm ci && npm run build && npm prune --omit=dev',
        ],
        isLong: true,
      },
    ],
  },
];

/** What a scene has begun, to be ended with it. */
export const closing: (() => Promise<unknown>)[] = [];

/** What is not run here, and why. A pattern stands for all that it matches. */
export const NOT_HERE: readonly (readonly [string | RegExp, string])[] = [
  [/^sudo (apt|certbot|systemctl|useradd|git|npm|install|nginx)\b/, 'is for root, on a machine of one’s own'],
  [/^npm ci --omit=dev$/, 'is run where a release is unpacked, with what stands behind it'],
  [
    'sudo cp deploy/candour.service /etc/systemd/system/',
    'is for root; test/trust/unit.test.ts looks at the unit',
  ],
  ['sudo -u postgres createuser --pwprompt candour', 'asks for a password at a terminal'],
  [/^(systemctl|journalctl|systemd-analyze)\b/, 'needs systemd as the first process'],
  [
    /^(CANDOUR_BACKUP_COMMAND=rclone|restic|#!\/bin\/sh)/,
    'is for a programme and a place of one’s own; test/upkeep/ runs such a programme',
  ],
  [
    /^powershell |^cd C:|C:\\Program Files|^node --env-file=env "C:/,
    'is for Windows, which is not here; nobody has run it (docs/deployment.md)',
  ],
  [
    /^sudo (pmset|sysadminctl|launchctl)\b|_candour|\/usr\/local\/|LaunchDaemons/,
    'is for macOS, which is not here; nobody has run it (docs/deployment.md)',
  ],
  [/^git clone … /, 'is a checkout from an address of one’s own; these tests are run in one'],
  [/^sudo ln -sfn checkout /, 'is the link that a release gets, to a checkout'],
  [/^docker\b/, 'needs an engine for containers'],
  [/^npx @microsoft\/teams\.cli\b/, 'needs a tenant of Microsoft 365'],
  [/^(sudo -u candour|npx candour) …$/, 'is a part of a command'],
  [/^npm audit\b|^npm run check (audit|advisories)$/, 'asks the registry, whose answers change by the day'],
  [/^(npm ci && )?npm (test|run (check|transcripts|postgres|bench))$/, 'is a part of .ci/run'],
  [
    /^npm run (postgres:whole|slow)$|^node scripts\/on-node\.js 24 npm test$/,
    'takes hours; `npm run slow` runs them',
  ],
  ['npm run bench -- --postgres', 'takes a quarter of an hour on a quiet machine'],
  [
    /^npm run (pictures|transcripts -- --update)$|^CANDOUR_PICTURES=/,
    'draws or records what the e2e and transcript suites compare',
  ],
];
