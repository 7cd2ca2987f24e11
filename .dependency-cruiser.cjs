// The arrows: adapters → core ← store. docs/decisions says why; each rule here says what to do instead.

const installed = (...names) => `^node_modules/(${names.join('|')})(/|$)`;
const DRIVERS = [
  'better-sqlite3',
  'sqlite3',
  'pg',
  'pg-[^/]+',
  'postgres',
  'mysql2?',
  'mariadb',
  '@libsql/.+',
  'kysely',
  'knex',
  'drizzle-orm',
];
const SLACK = '@slack/.+';
const TEAMS = '@microsoft/.+|botbuilder.*|botframework-.+';

/** The rooms of src/core that hold a noun each. */
const ROOMS = [
  'accounts',
  'allocations',
  'arrangements',
  'boundaries',
  'cases',
  'children',
  'conduct',
  'declarations',
  'home',
  'notices',
  'people',
  'policies',
  'records',
  'settings',
];
/** What a noun is: its type, what is remembered of it, its states, and what is pure about it. */
const NOUN_FILES = [
  'accounts/(account|conversation|installation)',
  'allocations/(allocation|hold)',
  'arrangements/(arrangement|words)',
  'boundaries/(boundary|terms)',
  'children/(child|family|carers)',
  'conduct/matter',
  'declarations/(declaration|states)',
  'notices/(notice|told|daily-check)',
  'people/person',
  'policies/(policy|plain-text)',
  'records/(audit|retention)',
  'settings/(setting|fingerprints)',
];
/** What several verbs read to decide: who is meant, who handles what, who may be key person. */
const SHARED_READS = [
  'who/',
  'cases/(officers|case)\\.ts$',
  'allocations/(candidates|reading)',
  'declarations/(reach|mine)',
  'policies/(duties|in-force)',
];
const core = (...places) => `^src/core/(${places.join('|')})`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-stands-alone',
      comment:
        'src/core imports zod, uuidv7 and itself, and nothing else: no node:, no SQL, no platform. Pass it in.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { pathNot: ['^src/core/', installed('zod', 'uuidv7', 'diff')] },
    },
    {
      name: 'store-knows-core-only',
      comment: 'src/store imports src/core and its driver. No adapter, no importer, no room of the root.',
      severity: 'error',
      from: { path: '^src/store/' },
      to: { path: '^(src|adapters)/', pathNot: '^src/(core|store)/' },
    },
    {
      name: 'driver-in-store-only',
      comment: 'Only src/store imports a database driver. Everything else goes through src/core/store.ts.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/store/' },
      to: { path: [installed(...DRIVERS), '^(node:)?sqlite$'] },
    },
    {
      name: 'driver-in-connection-only',
      comment:
        'Only src/store/sqlite/connection.ts imports the driver: what it makes is held, or Node 24 aborts (decision 28).',
      severity: 'error',
      from: { path: '^src/store/', pathNot: '^src/store/sqlite/connection\\.ts$' },
      to: { path: installed('better-sqlite3') },
    },
    {
      name: 'postgres-in-its-folder-only',
      comment: 'Only src/store/postgres imports pg. Whoever asks for it loads it then: `await import(…)`.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/store/postgres/' },
      to: { path: installed('pg', 'pg-[^/]+') },
    },
    {
      name: 'postgres-loads-when-asked',
      comment:
        'src/store/index.ts imports what needs pg by `await import(…)`: a register in a file loads none of it.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/store/postgres/' },
      to: {
        path: '^src/store/postgres/',
        pathNot: '^src/store/postgres/address\\.ts$',
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'prometheus-in-metrics-only',
      comment:
        'Only src/metrics imports prom-client. What is counted is told to it, in words from closed lists.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/metrics/' },
      to: { path: installed('prom-client') },
    },
    {
      name: 'metrics-load-when-asked',
      comment: 'src/metrics is imported by `await import(…)`: without CANDOUR_METRICS none of it is loaded.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/metrics/' },
      to: { path: '^src/metrics/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'import-knows-core-only',
      comment: 'src/import imports src/core. It gets the store through the interface in src/core/store.ts.',
      severity: 'error',
      from: { path: '^src/import/' },
      to: { path: '^(src|adapters)/', pathNot: '^src/(core|import)/' },
    },
    {
      name: 'adapter-knows-core-only',
      comment: 'An adapter imports src/core and its own folder. main.ts hands it whatever else it needs.',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^src/', pathNot: '^src/core/' },
    },
    {
      name: 'adapters-are-strangers',
      comment:
        'No adapter imports another; only adapters/index.ts knows them all. What two of them need is in shared/, which knows none.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/', pathNot: ['^adapters/$1/', '^adapters/shared/'] },
    },
    {
      name: 'adapters-load-when-asked',
      comment:
        'adapters/index.ts imports an adapter by `await import(…)`: a platform not configured costs nothing.',
      severity: 'error',
      from: { path: '^adapters/index\\.ts$' },
      to: { path: '^adapters/', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-knows-no-room',
      comment: 'Only files in the root of src know every room. A room never imports them back.',
      severity: 'error',
      from: { path: '^(adapters|src/[^/]+)/' },
      to: { path: '^src/[^/]+$' },
    },
    {
      name: 'slack-in-its-adapter',
      comment: '@slack/* is imported in adapters/slack only.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^adapters/slack/' },
      to: { path: installed(SLACK) },
    },
    {
      name: 'teams-in-its-adapter',
      comment:
        '@microsoft/teams-ai and botbuilder are imported in adapters/teams/library.ts only: receive, send, update.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^adapters/teams/library\\.ts$' },
      to: { path: installed(TEAMS) },
    },
    {
      name: 'adapter-brings-its-own-sdk',
      comment: 'Beside its SDK an adapter imports only what draws and checks. Add to the list with a reason.',
      severity: 'error',
      from: { path: '^adapters/' },
      to: {
        path: '^node_modules/',
        pathNot: installed('zod', SLACK, TEAMS, 'fflate', 'picocolors', '@inquirer/.+'),
      },
    },
    {
      name: 'talk-knows-no-noun',
      comment: 'src/core/talk knows nouns as types only: people and the bot converse alike over every verb.',
      severity: 'error',
      from: { path: core('talk/') },
      to: {
        path: core(''),
        pathNot: core('talk/', 'rules/', 'identifier\\.ts$'),
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'rules-know-no-room',
      comment: 'src/core/rules is pure: it takes facts, and knows nouns as types only.',
      severity: 'error',
      from: { path: core('rules/') },
      to: { path: core(''), pathNot: core('rules/'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'match-reads-nothing',
      comment: 'who/match.ts tells whom words mean among given candidates. What is read for it, who/ reads.',
      severity: 'error',
      from: { path: core('who/match\\.ts$') },
      to: { path: '^(src|adapters)/', pathNot: core('rules/') },
    },
    {
      name: 'verbs-in-the-list-only',
      comment: 'Only verbs.ts imports a verb. What two verbs share stands in a file of its own beside them.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: core('verbs\\.ts$') },
      to: { path: '\\.verb\\.ts$' },
    },
    {
      name: 'noun-knows-others-as-types',
      comment:
        'A noun file imports another room as a type only. What joins nouns is in who, follows or a verb.',
      severity: 'error',
      from: { path: core(...NOUN_FILES.map((file) => `${file}\\.ts$`)) },
      to: {
        path: core(...[...ROOMS, 'who', 'follows'].map((room) => `${room}/`)),
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'reads-change-nothing',
      comment:
        'What verbs read to decide imports nothing that writes and tells: that is for follows and verbs.',
      severity: 'error',
      from: { path: core(...SHARED_READS) },
      to: { path: core('follows/', 'notices/'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'notices-are-told-only',
      comment:
        'Other rooms queue a notice with notices/tell.ts, in words of their own or of notices/words.ts. What is due, and how it is sent, is for notices.',
      severity: 'error',
      from: {
        path: core(...[...ROOMS, 'who', 'follows', 'talk', 'rules'].map((room) => `${room}/`)),
        pathNot: core('notices/'),
      },
      to: { path: core('notices/'), pathNot: core('notices/(tell|notice|words)\\.ts$') },
    },
    {
      name: 'no-circular',
      comment: 'Two files that import each other are one file, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'in-package-json',
      comment: 'A package that is imported is named in package.json, not borrowed from another package.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package-in-service',
      comment: 'What runs in service imports no development package: `npm ci --omit=dev` leaves those out.',
      severity: 'error',
      from: { path: '^(src|adapters)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'service-knows-no-tests',
      comment: 'src and adapters import nothing from test, bench or scripts.',
      severity: 'error',
      from: { path: '^(src|adapters)/' },
      to: { path: '^(test|bench|scripts)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json'],
    },
  },
};
