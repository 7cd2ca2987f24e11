import type { Adapter, Environment, Key } from '../../src/core/platform.ts';
import { oddIn } from '../shared/credentials.ts';

const keys: readonly Key[] = [
  { name: 'TEAMS_APP_ID', about: 'the Application (client) ID of the bot in Microsoft Entra' },
  { name: 'TEAMS_APP_PASSWORD', secret: true, about: 'the value of its client secret' },
  {
    name: 'TEAMS_TENANT_ID',
    about:
      'the Directory (tenant) ID whose people may use the bot; several, separated by commas, the first its own',
  },
  {
    name: 'TEAMS_DEVELOPMENT',
    about: '1 starts without an app ID, unauthenticated and for this machine alone; never where people work',
  },
];

/** By these names Microsoft's own tool writes them: all three, or none. Each stands for the key of ours, unless that is set. */
const aliases: readonly Key[] = [
  {
    name: 'CLIENT_ID',
    isCommon: true,
    about: 'TEAMS_APP_ID, as Microsoft’s Teams CLI writes it, with the next two',
  },
  { name: 'CLIENT_SECRET', secret: true, isCommon: true, about: 'TEAMS_APP_PASSWORD, likewise' },
  { name: 'TENANT_ID', isCommon: true, about: 'TEAMS_TENANT_ID, likewise' },
];

function named({ CLIENT_ID, CLIENT_SECRET, TENANT_ID, ...env }: Environment): Environment {
  if (CLIENT_ID === undefined || CLIENT_SECRET === undefined || TENANT_ID === undefined) return env;
  return { TEAMS_APP_ID: CLIENT_ID, TEAMS_APP_PASSWORD: CLIENT_SECRET, TEAMS_TENANT_ID: TENANT_ID, ...env };
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Microsoft Teams. The library is imported only when Teams starts. */
export const adapter: Adapter = {
  name: 'teams',
  title: 'Teams',
  tenantKey: 'teams_tenant',
  userField: 'teams_user',
  // Microsoft's ids are in lower case, whatever a portal shows.
  toId: (said) => (GUID.test(said) ? said.toLowerCase() : said),
  keys: [...keys, ...aliases],
  isConfigured: (env) => keys.some(({ name }) => named(env)[name] !== undefined),
  faults: (env) => faults(named(env)),
  async create(deps) {
    const { listen } = await import('./listen.ts');
    return listen({ ...deps, env: named(deps.env) });
  },
  async examine(deps) {
    const { examine } = await import('./doctor.ts');
    return examine({ ...deps, env: named(deps.env) });
  },
  async manifest(given) {
    const { packageApp } = await import('./manifest.ts');
    return packageApp({ ...given, env: named(given.env) });
  },
};

/** An empty app id would turn the library's authentication off: that takes a flag of its own. */
function faults(env: Environment): string[] {
  const found: string[] = [];
  const development = env.TEAMS_DEVELOPMENT;
  if (development !== undefined && development !== '1' && development !== '0') {
    found.push('TEAMS_DEVELOPMENT is 1 or absent. Please correct it.');
  }
  const isOpen = development === '1' && env.TEAMS_APP_ID === undefined;
  if (!isOpen && env.TEAMS_APP_ID === undefined) {
    found.push(
      'TEAMS_APP_ID is missing: without it nobody would be authenticated. Copy the Application (client) ID of the bot from Microsoft Entra.',
    );
  }
  if (env.TEAMS_APP_ID !== undefined && !GUID.test(env.TEAMS_APP_ID)) {
    found.push('TEAMS_APP_ID is an ID such as 12345678-90ab-cdef-1234-567890abcdef. Please copy it again.');
  }
  if (!isOpen && env.TEAMS_APP_PASSWORD === undefined) {
    found.push('TEAMS_APP_PASSWORD is missing: make a client secret in Microsoft Entra and copy its value.');
  }
  if (env.TEAMS_APP_PASSWORD !== undefined) {
    const odd = oddIn('TEAMS_APP_PASSWORD', env.TEAMS_APP_PASSWORD);
    if (odd !== undefined) found.push(odd);
    if (GUID.test(env.TEAMS_APP_PASSWORD))
      found.push(
        'TEAMS_APP_PASSWORD is the ID of a client secret. Copy its value, which is shown once, or make a new one.',
      );
  }
  const tenants = (env.TEAMS_TENANT_ID ?? '').split(/[\s,;]+/).filter((each) => each !== '');
  if (tenants.length === 0) {
    found.push('TEAMS_TENANT_ID is missing: copy the Directory (tenant) ID from Microsoft Entra.');
  }
  if (tenants.some((tenant) => !GUID.test(tenant))) {
    found.push(
      'TEAMS_TENANT_ID holds IDs such as 12345678-90ab-cdef-1234-567890abcdef, separated by commas. Please copy it again.',
    );
  }
  return found;
}
