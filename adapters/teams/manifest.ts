import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Environment, Installation, Manifest } from '../../src/core/platform.ts';
import { createCommands } from '../../src/core/verbs.ts';
import { ABOUT } from './about.ts';

const SCHEMA = '1.30';
/** The teal of the colour icon. */
const ACCENT = '#0B5360';
/** Teams lists this many commands below its compose box; help names them all. */
const LISTED = 12;
/** In the order in which people need them; those that are no verbs are left out. */
const FIRST = [
  'me',
  'declare',
  'declarations',
  'acknowledge',
  'sign',
  'policy',
  'connect',
  'arrange',
  'contacts',
  'keyperson',
  'inbox',
  'help',
];

interface Given {
  env: Environment;
  config: Installation;
  now: Date;
}

/**
 * The app package that an administrator uploads: manifest.json and the two icons, zipped.
 * @throws Error that says which setting is missing.
 */
export async function packageApp({ env, config, now }: Given): Promise<Manifest> {
  const manifest = toManifest({ env, config, now });
  const files = {
    'manifest.json': new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`),
    'color.png': icon('color.png'),
    'outline.png': icon('outline.png'),
  };
  // The fixed time makes the package the same for the same configuration and instant.
  return { file: 'candour-teams.zip', content: zipSync(files, { mtime: '2000-01-01T12:00:00Z' }) };
}

/** The icons lie beside this file, and beside the built file (scripts/build.js). */
function icon(name: string): Uint8Array {
  return readFileSync(join(import.meta.dirname, name));
}

/** From when the last part of a package's version is counted, in minutes. */
const COUNTED_FROM = Date.UTC(2026, 0, 1);

/**
 * A package's version, higher than that of any made before: the admin centre refuses another content under a version that it has.
 * What changes it (the verbs, the address, the product itself) is not remembered anywhere, so each minute counts.
 */
function versionAt({ version }: Pick<Installation, 'version'>, now: Date): string {
  const [major = '0', minor = '0'] = version.split('.');
  return `${major}.${minor}.${Math.max(0, Math.floor((now.getTime() - COUNTED_FROM) / 60_000))}`;
}

export function toManifest({ env, config, now }: Given): Record<string, unknown> {
  const appId = env.TEAMS_APP_ID;
  if (appId === undefined) {
    throw new Error(
      'Set TEAMS_APP_ID first: the package names the bot by it. It is the Application (client) ID in Microsoft Entra.',
    );
  }
  if (config.publicUrl === undefined || !config.publicUrl.startsWith('https://')) {
    throw new Error(
      'Set CANDOUR_PUBLIC_URL to the https:// address of this bot first: Teams links to its pages.',
    );
  }
  const at = (path: string) => `${config.publicUrl}${path}`;
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${SCHEMA}/MicrosoftTeams.schema.json`,
    manifestVersion: SCHEMA,
    version: versionAt(config, now),
    id: appId,
    developer: {
      name: 'Candour',
      websiteUrl: at(ABOUT.website),
      privacyUrl: at(ABOUT.privacy),
      termsOfUseUrl: at(ABOUT.terms),
    },
    name: { short: 'Candour', full: 'Candour: relationship declarations' },
    description: {
      short: 'Declare that you know a family, and see what is yours to do.',
      full: 'For the staff and officers of a pre-school. Declare relationships with the families of the setting, acknowledge its policies and sign its agreements, and see who may be key person for a child. Every answer is private to the person who asked. Declaring is ordinary and no accusation. Nothing typed here is an emergency call.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: ACCENT,
    defaultInstallScope: 'personal',
    bots: [
      {
        botId: appId,
        scopes: ['personal', 'team', 'groupChat'],
        supportsFiles: true,
        isNotificationOnly: false,
        commandLists: [{ scopes: ['personal'], commands: listed() }],
      },
    ],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [new URL(config.publicUrl).hostname],
  };
}

function listed(): { title: string; description: string }[] {
  // The verbs' names and summaries do not depend on the platforms.
  const { commandNamed } = createCommands([]);
  return FIRST.flatMap((name) => commandNamed(name) ?? [])
    .slice(0, LISTED)
    .map(({ name, summary }) => ({ title: name, description: summary }));
}
