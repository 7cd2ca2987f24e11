// Which Node.js this runs on. Plain JavaScript of 2020, since it is read by Nodes on which nothing else here runs, and by
// scripts/build.js before anything is built. It imports nothing.

/** EX_CONFIG of sysexits.h: what somebody must put right before the service can start. Its systemd unit does not try again. */
export const EX_CONFIG = 78;

/** Node 24 is what to install. */
export const RECOMMENDED = 24;

/**
 * The versions that the tests are run on, and no other starts: of each the least minor that the packages take (Node 22's from
 * @inquirer/prompts), and since when it is out of support. package.json says the same, so that `npm ci` warns.
 */
export const TESTED = [
  { major: 20, minor: 19, over: 'April 2026' },
  { major: 22, minor: 13, over: undefined },
  { major: RECOMMENDED, minor: 0, over: undefined },
];

const OLDEST = TESTED[0];
const NEWEST = TESTED[TESTED.length - 1];

/** Three lines on why nothing starts on this Node, and what to do; undefined where it starts. */
export function refusal(version) {
  const [major, minor] = version.split('.').map(Number);
  const tested = TESTED.find((each) => each.major === major);
  if (tested && minor >= tested.minor) return undefined;
  return [
    why(version, major, tested),
    `Please install Node ${RECOMMENDED} from https://nodejs.org.`,
    'Then run npm ci in the folder of Candour, and start it again.',
  ].join('\n');
}

function why(version, major, tested) {
  if (tested)
    return `Node ${version} is too old: of Node ${major}, Candour needs ${major}.${tested.minor} or newer.`;
  if (major < OLDEST.major)
    return `Node ${version} is too old: Candour needs Node ${OLDEST.major}.${OLDEST.minor} or newer.`;
  if (major > NEWEST.major) return `Node ${version} is newer than any that this Candour has been tested on.`;
  return `Node ${version} is none that Candour has been tested on.`;
}

/** A sentence for whoever runs this on a Node that is out of support. */
export function outOfSupport(version) {
  const major = Number(version.split('.')[0]);
  const tested = TESTED.find((each) => each.major === major);
  if (!tested || tested.over === undefined) return undefined;
  return `Node ${major} has been out of support since ${tested.over}. Please install Node ${RECOMMENDED}.`;
}

/** Loads the programme where this Node will do; otherwise says why not, and exits with `code`. */
export function startWith(load, code) {
  const words = refusal(process.versions.node);
  if (words === undefined) return load();
  process.stderr.write(`${words}\n`);
  process.exitCode = code;
  return Promise.resolve();
}
