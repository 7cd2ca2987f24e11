import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadAdapters } from '../adapters/index.ts';
import { keys } from '../src/config.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
/** A line that goes on below is one. */
const dockerfile = read('deploy/Dockerfile').replaceAll(/ *\\\n */g, ' ');
const lines = (word: string) =>
  [...dockerfile.matchAll(new RegExp(`^${word} (.*)$`, 'gm'))].map(([, rest = '']) => rest);

describe('the Dockerfile', () => {
  it('copies what there is, and .dockerignore lets it through', () => {
    const ignored = read('.dockerignore').split('\n');
    const given = lines('COPY')
      .filter((rest) => !rest.startsWith('--from'))
      .flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(given).toEqual(expect.arrayContaining(['dist', 'demo', '.env.example', 'package-lock.json']));
    // A release makes these.
    const made = ['dist', 'sbom.cdx.json', 'THIRD-PARTY-NOTICES'];
    expect(given.filter((path) => !made.includes(path) && !existsSync(join(ROOT, path)))).toEqual([]);
    expect(given.filter((path) => ignored.includes(path))).toEqual([]);
    expect([ignored.indexOf('.env.*') < ignored.indexOf('!.env.example'), ignored.includes('.env')]).toEqual([
      true,
      true,
    ]);
  });

  it('runs as a user without rights, by number, and has one volume', () => {
    expect(lines('USER')).toEqual(['1000:1000']);
    expect(lines('VOLUME')).toEqual(['/data']);
    expect(
      lines('LABEL')
        .join(' ')
        .match(/org\.opencontainers\.image\.\w+/g),
    ).toHaveLength(6);
  });

  describe('its health', () => {
    const [, command = '[]'] = /CMD (\[.*\])$/.exec(lines('HEALTHCHECK')[0] ?? '') ?? [];
    const [programme = '', ...args] = JSON.parse(command) as string[];
    let status = 200;
    const asked: string[] = [];
    let server: Server;
    beforeAll(async () => {
      server = createServer(({ url = '' }, response) => {
        asked.push(url);
        response.writeHead(status).end('said\n');
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    });
    afterAll(() => server.close());

    const check = async (port: number) => {
      const child = spawn(programme, args, { env: { PATH: process.env.PATH, CANDOUR_PORT: `${port}` } });
      return new Promise((ended) => child.once('close', ended));
    };

    it('is asked by the shell, of the port that is set', async () => {
      const { port } = server.address() as { port: number };
      expect(programme).toBe('bash');
      expect(await check(port)).toBe(0);
      expect(asked).toEqual(['/readyz']);
      status = 503;
      expect(await check(port)).not.toBe(0);
      expect(await check(1)).not.toBe(0);
    });
  });
});

describe('compose.yaml', () => {
  interface Service {
    image: string;
    build?: { context: string; dockerfile: string };
    environment?: Record<string, string>;
    ports?: string[];
    volumes: string[];
    depends_on?: string[];
    [more: string]: unknown;
  }
  const { name, services, volumes, networks } = parse(read('deploy/compose.yaml')) as {
    name: string;
    services: Record<string, Service>;
    volumes: Record<string, null>;
    networks: { default: { ipam: { config: { subnet: string }[] } } };
  };

  it('is one project wherever a release lies, of Candour and Caddy', () => {
    expect([name, Object.keys(services)]).toEqual(['candour', ['candour', 'caddy']]);
    expect(services.candour?.build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' });
    expect(services.caddy?.depends_on).toEqual(['candour']);
  });

  it('lets the world reach Caddy alone, and Candour write into its volumes alone', () => {
    const { candour, caddy } = services;
    expect([candour?.ports, caddy?.ports]).toEqual([undefined, ['80:80', '443:443']]);
    expect(candour).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      stop_grace_period: '20s',
    });
    expect(candour?.volumes).toEqual(['data:/data', 'backups:/backups']);
    expect(lines('RUN').join()).toContain('-o node -g node /data /backups');
  });

  it('names each volume that it uses, and uses each', () => {
    const used = Object.values(services).flatMap((each) =>
      each.volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    expect(used.filter((volume) => !volume.startsWith('/')).sort()).toEqual(Object.keys(volumes).sort());
  });

  it('sets only keys that there are, and believes the proxy alone', async () => {
    const known = [...keys, ...(await loadAdapters()).flatMap((adapter) => adapter.keys)].map(
      (key) => key.name,
    );
    const set = services.candour?.environment ?? {};
    expect(Object.keys(set).filter((key) => !known.includes(key))).toEqual([]);
    expect(set.CANDOUR_TRUSTED_PROXY).toBe(networks.default.ipam.config[0]?.subnet);
    const [env = ''] = lines('ENV');
    expect(env).toContain(`CANDOUR_DATABASE=${set.CANDOUR_DATABASE} `);
    expect(env).toContain(`CANDOUR_PORT=${set.CANDOUR_PORT} `);
  });
});

describe('what starts it', () => {
  const unit = read('deploy/candour.service');
  const plist = read('deploy/macos/candour.plist');
  const windows = readdirSync(join(ROOT, 'deploy/windows')).map((file) => read(`deploy/windows/${file}`));

  it('starts the same file everywhere, of the release that `current` names', () => {
    expect(unit).toContain('\nWorkingDirectory=/opt/candour/current\n');
    expect(unit).toMatch(/^ExecStart=\S+node dist\/src\/main\.js$/m);
    expect(plist).toContain('<string>/opt/candour/current</string>');
    expect(plist).toContain('<string>dist/src/main.js</string>');
    expect(windows.join()).toContain('dist\\src\\main.js');
    expect(windows.join()).toContain("'candour.cmd'");
  });

  it.skipIf(!has('python3', '--version'))('is a property list that launchd can read', () => {
    const toJson = 'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
    const { stdout } = spawnSync('python3', ['-c', toJson, join(ROOT, 'deploy/macos/candour.plist')], {
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toMatchObject({
      Label: 'candour',
      UserName: '_candour',
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      Umask: 0o077,
      ExitTimeOut: 20,
      EnvironmentVariables: { NODE_ENV: 'production' },
    });
  });

  it.skipIf(!has('systemd-analyze', '--version'))('is a unit that systemd can read', () => {
    const path = join(ROOT, 'deploy/candour.service');
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' });
    // Its user, its folder and its Node may not be on this machine.
    const faults = (stdout + stderr)
      .split('\n')
      .filter((line) => /candour\.service:\d|Unknown|Failed to parse/.test(line));
    expect(faults).toEqual([]);
  });
});
