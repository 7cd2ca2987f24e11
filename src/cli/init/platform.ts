import type { Adapter, Environment } from '../../core/platform.ts';
import type { Door } from '../door.ts';
import { type Answers, choice, type Question, type Questions } from './question.ts';

/** A key of `.env`, and where it is found. */
interface KeyStep {
  name: string;
  ask: string;
  why: string;
  type: string;
  isSecret?: true;
}

interface PlatformSteps {
  label: string;
  /** What is done before the first key is asked for. */
  before: string;
  keys: readonly KeyStep[];
  /** Why somebody whom the register has may not be reached yet. */
  unmet: string;
}

/** How each platform is set up, by its adapter's name. The READMEs of the adapters tell the same at greater length. */
export const PLATFORMS: Readonly<Record<string, PlatformSteps>> = {
  slack: {
    label: 'Slack',
    before:
      'In another window, in this folder: npx candour manifest slack --out slack.json. Then open https://api.slack.com/apps: Create New App, From a manifest, choose your workspace, choose JSON, put all of slack.json in the place of what stands there, Next, Create. (For an https address of your own in place of Socket Mode, or several workspaces: adapters/slack/README.md.)',
    keys: [
      {
        name: 'SLACK_APP_TOKEN',
        ask: 'What is the app-level token?',
        why: 'With it Candour opens a connection to Slack by itself, so that it needs no public address.',
        type: 'On the app’s page: Basic Information, App-Level Tokens, Generate Token and Scopes; name it candour, add the scope connections:write, Generate. Copy it; it begins with xapp-.',
        isSecret: true,
      },
      {
        name: 'SLACK_BOT_TOKEN',
        ask: 'What is the bot token?',
        why: 'With it Candour writes to your staff, and looks up who they are.',
        type: 'On the app’s page: Install App, Install to Workspace, Allow. Copy the Bot User OAuth Token; it begins with xoxb-.',
        isSecret: true,
      },
    ],
    unmet:
      'Their address in people.csv must be the one with which they sign in to Slack, and confirmed there.',
  },
  teams: {
    label: 'Microsoft Teams',
    before:
      'A bot that Teams itself manages needs no Azure subscription: npx @microsoft/teams.cli app create --name Candour --endpoint https://YOUR-ADDRESS/api/messages --env teams.env makes it, and writes CLIENT_ID, CLIENT_SECRET and TENANT_ID into teams.env, which are asked for below (delete that file then). By way of Microsoft Entra and Azure: adapters/teams/README.md, steps 2 to 4.',
    keys: [
      {
        name: 'CANDOUR_PUBLIC_URL',
        ask: 'Under which https address does the world reach this machine?',
        why: 'Teams sends what people write to that address.',
        type: 'Type it, like: https://candour.example.org. A proxy on this machine passes it on to port 3000 (docs/deployment.md, TLS).',
      },
      {
        name: 'TEAMS_APP_ID',
        ask: 'What is the app’s ID?',
        why: 'Microsoft knows the bot by it.',
        type: 'Copy CLIENT_ID; or at entra.microsoft.com, App registrations, Candour: Application (client) ID.',
      },
      {
        name: 'TEAMS_TENANT_ID',
        ask: 'What is the tenant’s ID?',
        why: 'Only people of your own organisation may use the bot.',
        type: 'Copy TENANT_ID; or from the same page: Directory (tenant) ID.',
      },
      {
        name: 'TEAMS_APP_PASSWORD',
        ask: 'What is the client secret?',
        why: 'With it Candour proves to Microsoft that it is the bot.',
        type: 'Copy CLIENT_SECRET; or from the same page: Certificates & secrets, New client secret, and copy its Value, not its ID. Put the day on which it ends into a calendar.',
        isSecret: true,
      },
    ],
    unmet:
      'Teams lets a bot write first only to people for whom the app is installed (adapters/teams/README.md, steps 7 and 8); they are met when they open it.',
  },
};

const LONGEST = 4000;

/** Asks which platform is used, and for its keys, having told what is done before. */
export function* askPlatform(
  answers: Answers,
  adapters: readonly Adapter[],
  door: Pick<Door, 'faultsOf'>,
  tell: (text: string) => void,
): Questions {
  yield choice({
    id: 'platform.which',
    ask: 'Where do your staff chat?',
    why: 'Candour answers there. You can begin on this computer alone, and add a platform to .env later.',
    default: 'none',
    choices: [
      ...Object.entries(PLATFORMS).map(([value, { label }]) => ({ value, label })),
      { value: 'none', label: 'nowhere yet: the command line alone' },
    ],
  });
  const chosen = answers.get('platform.which') ?? 'none';
  const steps = PLATFORMS[chosen];
  const adapter = adapters.find(({ name }) => name === chosen);
  if (!steps || !adapter) return;
  if (steps.keys.some(({ name }) => !answers.has(`env.${name}`))) tell(steps.before);
  for (const { name, ...step } of steps.keys) {
    yield {
      ...step,
      id: `env.${name}`,
      read: (said) => {
        const wrong = faultOfKey(name, said, (env) => [...adapter.faults(env), ...door.faultsOf(env)]);
        return wrong === undefined ? { value: said } : { wrong };
      },
    } satisfies Question;
  }
}

/** What is wrong with a key's value, in the words of whoever reads that key. The value itself is not among them. */
function faultOfKey(
  name: string,
  said: string,
  faultsOf: (env: Environment) => string[],
): string | undefined {
  if (said === '') return `${name} is needed. Please copy it.`;
  const odd = /[^!-~]|["'`\\]/u.exec(said)?.[0];
  if (odd !== undefined)
    return `There is a character in this that ${name} cannot have (${nameOf(odd)}): please copy it again, without what stands around it.`;
  if (said.length > LONGEST) return `This is too long for ${name}: please copy it again.`;
  const before = new Set(faultsOf({}));
  return faultsOf({ [name]: said }).find((fault) => !before.has(fault) && fault.startsWith(name));
}

function nameOf(character: string): string {
  if (/\s/.test(character)) return 'a space';
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
