import { defineConfig, type UserWorkspaceConfig } from 'vitest/config';

const onPostgres = process.env.CANDOUR_TEST_POSTGRES !== undefined;

/**
 * What the core works out whatever the engine: what words mean, who may know what; and what starts a cluster or a file of its own, which
 * `npm test` does anyhow. `npm run postgres` leaves it to `npm run postgres:whole`.
 */
const OF_EITHER_ENGINE = [
  'test/core/{home,rules,talk,who}/**',
  'test/core/hard-families.test.ts',
  'test/core/*.property.test.ts',
  'test/core/notices/{due,settled,table}.test.ts',
  'test/journeys/{beside,console,outage,service,systemd,trial,upgrade}.test.ts',
  'test/store/postgres/**',
  'test/trust/{accounts,advisories,authority,faults,fuzz,logs,operator,patterns,protected,takes,threats}.test.ts',
];

/** What starts processes, takes signals, fills disks or searches for long: a process a file. */
const APART = [
  'test/*.test.ts',
  // Microsoft's package keeps the keys of an address for a day: another file's connector may be given the same port.
  'test/adapters/teams/**/*.test.ts',
  'test/{bench,cli,journeys,metrics,trust,upkeep}/**/*.test.ts',
  'test/store/{postgres,sqlite}/**/*.test.ts',
];

/** SQLite's file itself, and the disk that it fills. */
const OF_SQLITE = [
  'test/store/sqlite/**',
  'test/store/port/waits.test.ts',
  'test/upkeep/backups.test.ts',
  'test/trust/sealed.test.ts',
  'test/trust/full.test.ts',
  // It copies a file, and compares what does not depend on the engine.
  'test/trust/interference/**',
];

const BY_THE_CLOCK = [
  'test/slow/headers.test.ts',
  'test/slow/kill.test.ts',
  'test/slow/postgres/*.test.ts',
  'test/slow/scale.test.ts',
  'test/slow/soak.test.ts',
];

/** Screens that a browser draws; nothing in them waits for anybody. */
const DRAWN = [
  'test/e2e/accessible.test.ts',
  'test/e2e/pictures.test.ts',
  'test/e2e/screens.test.ts',
  'test/e2e/*/drawn.test.ts',
];

/** Whether what a suite records is to be recorded anew. */
const isUpdating = process.argv.some((arg) => arg === '--update' || arg === '-u');

const e2e = (name: string, test: UserWorkspaceConfig['test']): UserWorkspaceConfig => ({
  test: {
    name,
    setupFiles: ['scripts/held.js'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    ...test,
  },
});

/** A part of the fast suite: `--project fast*` runs both. */
const fast = (mode: string, name: string, test: UserWorkspaceConfig['test']): UserWorkspaceConfig => ({
  test: {
    name,
    setupFiles: ['scripts/held.js', 'test/support/seed.ts'],
    // On PostgreSQL each transaction is carried out twice (test/support/twice.ts), over a socket.
    testTimeout: onPostgres ? 60_000 : 30_000,
    hookTimeout: onPostgres ? 60_000 : 20_000,
    ...test,
    exclude: [
      ...(test?.exclude ?? []),
      ...(onPostgres ? OF_SQLITE : []),
      ...(mode === 'short' ? OF_EITHER_ENGINE : []),
    ],
  },
});

/** A part of the slow suites: `--project slow-*` runs all of them. */
const slow = (mode: string, name: string, test: UserWorkspaceConfig['test']): UserWorkspaceConfig => ({
  test: {
    name,
    setupFiles: ['scripts/held.js', 'test/support/seed.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 300_000,
    env: mode === 'long' ? { CANDOUR_SLOW: '1' } : {},
    ...test,
  },
});

// `--mode long` is how `npm run slow` asks for the suites whole, on any shell.
export default defineConfig(({ mode }) => ({
  test: {
    // A process a file, except in `fast`: native code, signals and exit codes behave as they do in service.
    pool: 'forks',
    // A file to each core: Vitest by itself leaves one of them to its own process, which waits.
    maxWorkers: '100%',
    projects: [
      // These files share a process on each core: to load Candour takes longer than most of their tests.
      fast(mode, 'fast', {
        include: ['test/**/*.test.ts'],
        exclude: ['test/e2e/**', 'test/slow/**', 'test/transcripts/**', ...APART],
        isolate: false,
        sequence: { groupOrder: 1 },
      }),
      fast(mode, 'fast-apart', { include: APART, sequence: { groupOrder: 2 } }),
      {
        test: {
          name: 'transcripts',
          include: ['test/transcripts/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          // `npm run transcripts -- --update` records anew.
          env: isUpdating ? { CANDOUR_TRANSCRIPTS: 'record' } : {},
        },
      },
      e2e('e2e-drawn', {
        include: [...DRAWN],
        sequence: { groupOrder: 1 },
        // `npm run pictures` draws those of the documents.
        env: isUpdating ? { CANDOUR_DOCUMENTS: 'draw' } : {},
      }),
      // One at a time: platforms want their answers within seconds.
      e2e('e2e', {
        include: ['test/e2e/**/*.test.ts'],
        exclude: [...DRAWN],
        fileParallelism: false,
        sequence: { groupOrder: 2 },
      }),
      // The long search takes one core; beside it, in turn, what keeps to no clock. What kills and times runs by itself, after both.
      slow(mode, 'slow-first', { include: ['test/slow/interference.test.ts'], sequence: { groupOrder: 1 } }),
      slow(mode, 'slow-second', {
        include: ['test/slow/*.test.ts'],
        exclude: ['test/slow/interference.test.ts', ...BY_THE_CLOCK],
        sequence: { groupOrder: 1 },
      }),
      slow(mode, 'slow-third', {
        include: [...BY_THE_CLOCK],
        fileParallelism: false,
        sequence: { groupOrder: 2 },
      }),
    ],
  },
}));
