import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAdapters } from '../adapters/index.ts';
import { faultsOf, keys, Misconfigured, toConfig } from '../src/config.ts';

describe('the configuration', () => {
  it('needs nothing', () => {
    const config = toConfig({});
    expect(config.database).toMatch(/\/data\/candour\.db$/);
    expect(config).toMatchObject({ host: '127.0.0.1', port: 3000, publicUrl: undefined, logLevel: 'info' });
    expect(config.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('takes an empty value for none', () => {
    expect(toConfig({ CANDOUR_PORT: '', CANDOUR_PUBLIC_URL: ' ' })).toMatchObject({
      port: 3000,
      publicUrl: undefined,
    });
  });

  it('drops the slash at the end of an address', () => {
    expect(toConfig({ CANDOUR_PUBLIC_URL: 'https://candour.example.org/' }).publicUrl).toBe(
      'https://candour.example.org',
    );
  });

  it.each([
    ['CANDOUR_PORT', 'eighty'],
    ['CANDOUR_PORT', '70000'],
    ['CANDOUR_HOST', 'here and there'],
    ['CANDOUR_PUBLIC_URL', 'candour.example.org'],
    ['CANDOUR_PUBLIC_URL', 'ftp://candour.example.org'],
    ['CANDOUR_LOG', 'loud'],
    ['CANDOUR_METRICS', '9464'],
    ['CANDOUR_METRICS', ':9464'],
    ['CANDOUR_METRICS', 'yes'],
    ['CANDOUR_METRICS', '127.0.0.1'],
    ['CANDOUR_METRICS', '127.0.0.1:70000'],
    ['CANDOUR_METRICS', '::1:9464'],
    ['CANDOUR_METRICS', 'http://127.0.0.1:9464/metrics'],
    ['CANDOUR_PROCESSES', '0'],
    ['CANDOUR_PROCESSES', '65'],
    ['CANDOUR_PROCESSES', 'three'],
    ['CANDOUR_PROCESSES', '1.5'],
    ['CANDOUR_PROCESSES', '1e1'],
    ['CANDOUR_TRUSTED_PROXY', 'caddy'],
    ['CANDOUR_TRUSTED_PROXY', '127.0.0.1, 10.0.0.0/33'],
    ['CANDOUR_TRUSTED_PROXY', '0.0.0.0/0'],
    ['CANDOUR_TRUSTED_PROXY', '::/0'],
    ['CANDOUR_BACKUP_KEEP', '0'],
    ['CANDOUR_BACKUP_KEEP', '2 weeks'],
    ['CANDOUR_BACKUP_COMMAND', 'restic backup "{file}'],
    ['CANDOUR_BACKUP_COMMAND', '""'],
    ['CANDOUR_ALERT_URL', 'alerts.example.org'],
    ['CANDOUR_ALERT_URL', 'http://alerts.example.org/hook'],
    ['CANDOUR_ALERT_URL', 'http://127.0.0.1.example.org/hook'],
  ])('says what to do about %s=%s', (name, value) => {
    const refused = (() => {
      try {
        toConfig({ [name]: value });
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(refused).toBeInstanceOf(Misconfigured);
    expect((refused as Misconfigured).faults).toEqual([
      expect.stringMatching(new RegExp(`^${name} .*Please correct it\\.$`)),
    ]);
  });

  it('takes several processes on a server, and one alone on a file', () => {
    const server = { CANDOUR_DATABASE: 'postgres://candour@db.example.org/candour' };
    expect(toConfig({}).processes).toBe(1);
    expect(toConfig({ ...server, CANDOUR_PROCESSES: '64' }).processes).toBe(64);
    expect(toConfig({ CANDOUR_PROCESSES: '1' }).processes).toBe(1);
    expect(faultsOf({ CANDOUR_PROCESSES: '3' })).toEqual([
      expect.stringMatching(/^CANDOUR_PROCESSES is 3, but .* Leave it out, or set CANDOUR_DATABASE/),
    ]);
  });

  it('takes reverse proxies by address and by network', () => {
    const { proxies } = toConfig({ CANDOUR_TRUSTED_PROXY: '127.0.0.1,10.0.0.0/8, fd00::/8' });
    expect(['127.0.0.1', '127.0.0.2', '10.9.8.7'].map((each) => proxies?.check(each))).toEqual([
      true,
      false,
      true,
    ]);
    expect(proxies?.check('fd12::1', 'ipv6')).toBe(true);
    expect(toConfig({}).proxies).toBeUndefined();
  });

  it('takes an address of its own for metrics, and not the port that the world reaches', () => {
    expect(toConfig({}).metrics).toBeUndefined();
    expect(toConfig({ CANDOUR_METRICS: ' 127.0.0.1:9464 ' }).metrics).toEqual({
      host: '127.0.0.1',
      port: 9464,
    });
    expect(toConfig({ CANDOUR_METRICS: '[::1]:9464' }).metrics).toEqual({ host: '::1', port: 9464 });
    expect(toConfig({ CANDOUR_METRICS: 'candour.internal:0', CANDOUR_PORT: '0' }).metrics?.port).toBe(0);
    const faults = (given: Record<string, string>) => {
      try {
        return toConfig(given).metrics;
      } catch (error) {
        return (error as Misconfigured).faults;
      }
    };
    const refused = [expect.stringMatching(/^CANDOUR_METRICS has the port of CANDOUR_PORT.*port of its own/)];
    expect(faults({ CANDOUR_METRICS: '127.0.0.1:3000' })).toEqual(refused);
    expect(faults({ CANDOUR_METRICS: '10.0.0.1:8080', CANDOUR_PORT: '8080' })).toEqual(refused);
  });

  it('plans backups where a folder is named, with a command in words and no shell', () => {
    expect(toConfig({}).backups).toBeUndefined();
    expect(toConfig({ CANDOUR_BACKUP_DIR: '/mnt/backups/' }).backups).toEqual({
      folder: '/mnt/backups',
      days: 14,
      command: undefined,
    });
    const CANDOUR_BACKUP_COMMAND = `  restic -r 'sftp:me@there:/a b' --tag "it's" backup {file} $HOME \\x;`;
    const given = { CANDOUR_BACKUP_DIR: 'kept', CANDOUR_BACKUP_KEEP: '35', CANDOUR_BACKUP_COMMAND };
    expect(toConfig(given).backups).toEqual({
      folder: resolve('kept'),
      days: 35,
      command: ['restic', '-r', 'sftp:me@there:/a b', '--tag', "it's", 'backup', '{file}', '$HOME', '\\x;'],
    });
  });

  it.each([
    [{ CANDOUR_BACKUP_KEEP: '7' }, /^CANDOUR_BACKUP_KEEP needs CANDOUR_BACKUP_DIR/],
    [
      { CANDOUR_BACKUP_KEEP: '7', CANDOUR_BACKUP_COMMAND: 'true' },
      /^CANDOUR_BACKUP_KEEP and CANDOUR_BACKUP_COMMAND need CANDOUR_BACKUP_DIR/,
    ],
    [
      { CANDOUR_BACKUP_DIR: '/mnt', CANDOUR_DATABASE: 'postgres://a:b@c/d' },
      /^CANDOUR_BACKUP_DIR cannot be set with a database on PostgreSQL.*pg_dump.*pgBackRest.*Please take it out\.$/,
    ],
  ])('refuses what is said of backups that the service does not make: %j', (given, words) => {
    expect(() => toConfig(given)).toThrow(words);
  });

  it('posts faults to an encrypted address, or to this machine', () => {
    for (const url of [
      'https://alerts.example.org/hook',
      'http://127.0.0.1:8080/',
      'http://[::1]:1/',
      'http://localhost/x',
    ])
      expect(toConfig({ CANDOUR_ALERT_URL: url }).alertUrl).toBe(url);
  });

  it('gives a programme that is not ours nothing of what is set for Candour', async () => {
    const config = toConfig({
      PATH: '/bin',
      RESTIC_PASSWORD: 'theirs',
      CANDOUR_KEY: randomBytes(32).toString('base64'),
      CANDOUR_KYE: 'misspelt',
      SLACK_BOT_TOKEN: 'xoxb-1',
      TEAMS_APP_PASSWORD: 'p',
      CLIENT_SECRET: 's',
    });
    expect(config.environmentWithout(await loadAdapters())).toEqual({
      PATH: '/bin',
      RESTIC_PASSWORD: 'theirs',
    });
    expect(config.secrets([])).toContain(config.key && Buffer.from(config.key).toString('base64'));
  });

  it('gives a platform its own keys and no others', () => {
    const config = toConfig({ SLACK_A: ' x ', SLACK_B: '', TEAMS_A: 'y', HOME: '/root' });
    const mine = [
      { name: 'SLACK_A', about: '' },
      { name: 'SLACK_B', about: '' },
    ];
    expect(config.part({ keys: mine })).toEqual({ SLACK_A: 'x' });
  });

  it('paints only a terminal, and never against NO_COLOR', () => {
    const tty = { isTTY: true, columns: 50 };
    expect(toConfig({}).terminal(tty)).toEqual({ colour: true, width: 50 });
    expect(toConfig({ NO_COLOR: '1', FORCE_COLOR: '1' }).terminal(tty).colour).toBe(false);
    expect(toConfig({ TERM: 'dumb' }).terminal(tty).colour).toBe(false);
    expect(toConfig({ CI: 'true' }).terminal({}).colour).toBe(false);
    expect(toConfig({}).terminal({}).width).toBe(Number.POSITIVE_INFINITY);
    expect(toConfig({ COLUMNS: '40' }).terminal({}).width).toBe(40);
  });
});

describe('.env.example', () => {
  const written = readFileSync(join(import.meta.dirname, '../.env.example'), 'utf8');
  const named = [...written.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);

  it('names every key that is read, and no other, each once', async () => {
    const all = await loadAdapters();
    const read = [...keys, ...all.flatMap((adapter) => adapter.keys)].map(({ name }) => name);
    expect([...named].sort()).toEqual([...new Set(read)].sort());
  });
});
