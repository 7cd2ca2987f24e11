import { inflateSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { packageApp, toManifest } from '../../../adapters/teams/manifest.ts';

const env = { TEAMS_APP_ID: '11111111-2222-4333-8444-555555555555' };
const config = {
  version: '0.1.0',
  host: '127.0.0.1',
  port: 3000,
  processes: 1,
  publicUrl: 'https://candour.example.org',
};
const now = new Date('2026-11-30T10:00:00Z');

/** The limits that Microsoft documents for a manifest of schema 1.30, of the parts that this one has. */
const REQUIRED = [
  'manifestVersion',
  'version',
  'id',
  'developer',
  'name',
  'description',
  'icons',
  'accentColor',
];
const KNOWN = [...REQUIRED, '$schema', 'bots', 'defaultInstallScope', 'permissions', 'validDomains'];
const GUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

interface AppManifest {
  [part: string]: unknown;
  version: string;
  id: string;
  developer: Record<string, string>;
  name: { short: string; full: string };
  description: { short: string; full: string };
  icons: { color: string; outline: string };
  accentColor: string;
  defaultInstallScope: string;
  validDomains: string[];
  bots: {
    botId: string;
    scopes: string[];
    supportsFiles: boolean;
    commandLists: { scopes: string[]; commands: { title: string; description: string }[] }[];
  }[];
}

describe('the app package for Teams', () => {
  it('keeps to the limits of manifest schema 1.30', () => {
    const manifest = toManifest({ env, config, now }) as AppManifest;
    expect(Object.keys(manifest).filter((part) => !KNOWN.includes(part))).toEqual([]);
    expect(REQUIRED.filter((part) => manifest[part] === undefined)).toEqual([]);
    // Without it Teams shows no paper clip.
    expect(manifest.bots.map((bot) => bot.supportsFiles)).toEqual([true]);
    expect(manifest.manifestVersion).toBe('1.30');
    expect(manifest.$schema).toBe(
      'https://developer.microsoft.com/json-schemas/teams/v1.30/MicrosoftTeams.schema.json',
    );
    expect(manifest.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(manifest.id).toMatch(GUID);
    expect(manifest.developer.name?.length).toBeLessThanOrEqual(32);
    for (const url of ['websiteUrl', 'privacyUrl', 'termsOfUseUrl']) {
      expect(manifest.developer[url]).toMatch(/^https:\/\/candour\.example\.org\/teams\/\w+$/);
    }
    expect(manifest.name.short.length).toBeLessThanOrEqual(30);
    expect(manifest.name.full.length).toBeLessThanOrEqual(100);
    expect(manifest.description.short.length).toBeLessThanOrEqual(80);
    expect(manifest.description.full.length).toBeLessThanOrEqual(4000);
    expect(manifest.accentColor).toMatch(/^#[0-9a-fA-F]{6}$/);
    expect(manifest.validDomains).toEqual(['candour.example.org']);
    expect(manifest.bots).toHaveLength(1);
    const [bot] = manifest.bots;
    expect(bot?.botId).toMatch(GUID);
    expect(bot?.scopes).toEqual(['personal', 'team', 'groupChat']);
    expect(manifest.defaultInstallScope).toBe('personal');
    expect(bot?.commandLists.length).toBeLessThanOrEqual(3);
    for (const { commands } of bot?.commandLists ?? []) {
      expect(commands.length).toBeGreaterThan(1);
      expect(commands.length).toBeLessThanOrEqual(12);
      for (const { title, description } of commands) {
        expect(title.length).toBeLessThanOrEqual(128);
        expect(description.length).toBeLessThanOrEqual(4000);
      }
    }
  });

  it('names verbs of the registry, each with its own line of help', () => {
    const [bot] = (toManifest({ env, config, now }) as AppManifest).bots;
    const listed = bot?.commandLists.flatMap(({ commands }) => commands) ?? [];
    expect(listed.map(({ title }) => title)).toContain('help');
    expect(listed.find(({ title }) => title === 'help')?.description).toBe('What you can do here.');
  });

  it('has a higher version whenever it is made anew, whatever has changed, and after each release', () => {
    const at = (instant: string, version = config.version) =>
      (toManifest({ env, config: { ...config, version }, now: new Date(instant) }) as AppManifest).version
        .split('.')
        .map(Number);
    const inOrder = [
      [0, 1, 0],
      at('2026-11-30T10:00:00Z'),
      at('2026-11-30T10:01:00Z'),
      at('2027-03-01T00:00:00Z', '0.1.7'),
      at('2027-03-01T00:01:00Z', '0.1.1'),
      at('2026-12-01T00:00:00Z', '0.2.0'),
      at('2026-12-01T00:00:00Z', '1.0.0'),
    ];
    const sorted = [...inOrder].sort((one, other) => {
      const differs = one.findIndex((part, place) => part !== other[place]);
      return (one[differs] ?? 0) - (other[differs] ?? 0);
    });
    expect(inOrder).toEqual(sorted);
    expect(new Set(inOrder.map(String)).size).toBe(inOrder.length);
    expect(Math.max(...inOrder.flat())).toBeLessThan(2 ** 31);
  });

  it('is a zip of the manifest and two icons, the same whenever it is made in one minute', async () => {
    const first = await packageApp({ env, config, now });
    const second = await packageApp({ env, config, now });
    expect(first.file).toBe('candour-teams.zip');
    expect(Buffer.from(first.content).equals(Buffer.from(second.content))).toBe(true);
    const files = unzipSync(first.content as Uint8Array);
    expect(Object.keys(files).sort()).toEqual(['color.png', 'manifest.json', 'outline.png']);
    expect(JSON.parse(new TextDecoder().decode(files['manifest.json']))).toEqual(
      toManifest({ env, config, now }),
    );
    expect(sizeOf(files['color.png'])).toEqual([192, 192]);
    expect(sizeOf(files['outline.png'])).toEqual([32, 32]);
  });

  it('has an outline of white on nothing', async () => {
    const { content } = await packageApp({ env, config, now });
    const pixels = pixelsOf(unzipSync(content as Uint8Array)['outline.png'], 32);
    expect(pixels.every(([red, green, blue]) => red === 255 && green === 255 && blue === 255)).toBe(true);
    expect(pixels.some(([, , , alpha]) => alpha === 0)).toBe(true);
    expect(pixels.some(([, , , alpha]) => alpha === 255)).toBe(true);
  });

  it('says what is missing', () => {
    expect(() => toManifest({ env: {}, config, now })).toThrow(/TEAMS_APP_ID/);
    expect(() => toManifest({ env, config: { ...config, publicUrl: undefined }, now })).toThrow(
      /CANDOUR_PUBLIC_URL/,
    );
    expect(() =>
      toManifest({ env, config: { ...config, publicUrl: 'http://candour.example.org' }, now }),
    ).toThrow(/https/);
  });
});

function sizeOf(png: Uint8Array | undefined): number[] {
  const bytes = Buffer.from(png ?? []);
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

function pixelsOf(png: Uint8Array | undefined, size: number): number[][] {
  const bytes = Buffer.from(png ?? []);
  const data = inflateSync(bytes.subarray(41, 41 + bytes.readUInt32BE(33)));
  const pixels: number[][] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = row * (size * 4 + 1) + 1 + column * 4;
      pixels.push([...data.subarray(at, at + 4)]);
    }
  }
  return pixels;
}
