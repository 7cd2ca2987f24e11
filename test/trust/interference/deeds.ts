import type { Declaration } from '../../../src/core/declarations/declaration.ts';
import type { Answer } from '../../../src/core/talk/view.ts';
import type { Draw } from './draw.ts';
import type { Cast } from './setting.ts';
import type { World } from './world.ts';

/** What somebody did, and whom and what it concerns: what there is in one world and not in the other. */
export interface Deed {
  kind: string;
  /** Who did it: to them it is no secret. */
  by: string[];
  /** Whom it concerns. */
  about: string[];
  children: string[];
  /** References of what was there before and is changed by it. */
  refs: string[];
}

export interface Scene {
  world: World;
  cast: Cast;
  draw: Draw;
  /** Who is to learn nothing of it, and so does not do it. */
  reader: string | undefined;
}

/** Does something, by the commands of whoever may; undefined where it cannot be done here, or only by the reader. */
type Kind = (scene: Scene) => Promise<Omit<Deed, 'kind'> | undefined>;

const OFFICE_ORDER = ['dso', 'deputy_dso', 'manager', 'chair'] as const;
const ACQUAINTED = ['friend', 'close_friend', 'partner', 'neighbour', 'family', 'godparent', 'household'];
const NETWORKS = ['', '', ' networks=facebook', ' networks=whatsapp,facebook'];

/** Every kind of record that concerns somebody, or that most may not see. */
export const KINDS = {
  async declaration(scene) {
    const { cast, draw } = scene;
    const by = draw.one('declares', others(scene, cast.people)).name;
    const child = draw.one('of the child', cast.children);
    const carer = draw.one('about', child.carers);
    const said = `declare "${carer}" kind=${draw.one('as', ACQUAINTED)} since=2019 child="${child.name}"${draw.one('on', NETWORKS)} note=quokka`;
    return doneBy(scene, by, said, { about: [carer], children: [child.name] });
  },
  async 'declaration about a colleague'(scene) {
    const { cast, draw, reader } = scene;
    const by = draw.one('declares', others(scene, cast.people)).name;
    const about = reader ?? draw.one('about', others(scene, cast.people, by)).name;
    return doneBy(scene, by, `declare "${about}" kind=${draw.one('as', ACQUAINTED)} since=2019`, {
      about: [about],
      children: theirs(cast, about),
    });
  },
  async 'declaration of an officer about the reader'(scene) {
    const { cast, draw, reader } = scene;
    const by = draw.one('declares', officers(scene));
    const about = reader ?? draw.one('about', others(scene, cast.people, by)).name;
    return doneBy(scene, by, `declare "${about}" kind=${draw.one('as', ACQUAINTED)} since=2019`, {
      about: [about],
      children: theirs(cast, about),
    });
  },
  async 'name nobody knows'(scene) {
    const { cast, draw } = scene;
    const by = draw.one('declares', others(scene, cast.people)).name;
    const child = draw.one('of the child', cast.children);
    const [first = '', surname = ''] = draw.one('like', child.carers).split(' ');
    const name = draw.one('spelt', [`${first}e ${surname}`, `Una ${surname}`, 'Nobody Known']);
    return doneBy(scene, by, `declare "${name}" kind=friend since=2019 none_of_these=yes`, {
      about: child.carers,
      children: [child.name],
    });
  },
  async 'declaration on behalf'(scene) {
    const { cast, draw } = scene;
    const by = draw.one('records', officers(scene));
    const declarer = draw.one('for', others({ ...scene, reader: undefined }, cast.people, by)).name;
    const child = draw.one('of the child', cast.children);
    const carer = draw.one('about', child.carers);
    return doneBy(
      scene,
      by,
      `declare "${carer}" kind=${draw.one('as', ACQUAINTED)} since=2019 child="${child.name}" on_behalf_of="${declarer}"`,
      { about: [declarer, carer], children: [child.name] },
    );
  },
  async 'decided outcome'(scene) {
    const outcome = scene.draw.one('outcome', [
      'noted affected_child=no',
      'managed affected_child=no',
      'returned note="Which one?"',
      'closed note="Over."',
    ]);
    return toOne(scene, isWaiting, ({ number }) => `decide D-${number} ${outcome}`);
  },
  async opening(scene) {
    return toOne(
      scene,
      () => true,
      ({ number }) => `decide D-${number}`,
    );
  },
  async 'case passed on'(scene) {
    return toOne(scene, isWaiting, ({ number }) => `pass D-${number}`);
  },
  async 'declaration that its declarer ends'(scene) {
    const [found] = await declarations(
      scene,
      ({ state, declarerName }) => state === 'active' && declarerName !== scene.reader,
    );
    if (!found) return undefined;
    const said = `end D-${found.number} ended_on=2026-11-20 reason="Over."`;
    return doneBy(scene, found.declarerName, said, concernedBy(scene, found));
  },
  async arrangement(scene) {
    const { cast, draw } = scene;
    const by = draw.one('arranges', others(scene, cast.people)).name;
    const child = draw.one('of the child', cast.children);
    return doneBy(scene, by, `arrange "${child.name}" babysitting starts_on=24/11/2026`, {
      about: child.carers,
      children: [child.name],
    });
  },
  async 'boundary agreement'(scene) {
    return toOne(
      scene,
      ({ outcome, counterpart }) => outcome === 'managed' && counterpart !== null,
      ({ number }) => `boundary D-${number} terms=quokka`,
    );
  },
  async hold(scene) {
    const { cast, draw, reader } = scene;
    const by = draw.one('holds', others(scene, withRole(cast, 'dso', 'deputy_dso')))?.name;
    if (by === undefined) return undefined;
    const able = withRole(cast, 'staff').map(({ name }) => name);
    const about =
      reader !== undefined && able.includes(reader) && draw.is('the reader', 60)
        ? reader
        : draw.one('holds back', able);
    const child = draw.one('from', cast.children);
    return doneBy(scene, by, `hold "${child.name}" staff="${about}" reason=quokka`, {
      about: [about],
      children: [child.name],
    });
  },
  async 'matter of conduct'(scene) {
    const { cast, draw, reader } = scene;
    const by = draw.one('opens', others(scene, withRole(cast, 'manager', 'dso')))?.name;
    if (by === undefined) return undefined;
    const about =
      reader !== undefined && draw.is('the reader', 70)
        ? reader
        : draw.one('about', others(scene, cast.people, by)).name;
    return doneBy(scene, by, `conduct "${about}" clause=G5 note=quokka`, { about: [about], children: [] });
  },
  async 'recusal list'(scene) {
    const { cast, draw } = scene;
    const child = draw.one('about', cast.children);
    return doneByOfficer(scene, `recuse "${child.name}"`, { about: child.carers, children: [child.name] });
  },
  async 'answer about a family'(scene) {
    const { cast, draw } = scene;
    const by = draw.one('answers', others(scene, withRole(cast, 'staff')))?.name;
    if (by === undefined) return undefined;
    const child = draw.one('about', cast.children);
    return doneBy(scene, by, `family "${child.name}" answer=nothing`, {
      about: child.carers,
      children: [child.name],
    });
  },
  async absence(scene) {
    const { cast, draw, reader } = scene;
    const by = draw.one('says', others(scene, withRole(cast, 'manager', 'admin')))?.name;
    const about =
      reader !== undefined && draw.is('the reader', 25)
        ? reader
        : draw.one('is away', others(scene, cast.people)).name;
    const words = `away from=2026-11-24 to=${draw.one('until', ['2026-11-25', '2026-12-04'])}`;
    if (about !== reader && draw.is('own word', 50))
      return doneBy(scene, about, words, { about: [about], children: [] });
    return by === undefined
      ? undefined
      : doneBy(scene, by, `${words} staff="${about}"`, { about: [about], children: [] });
  },
  async 'carer on a form'(scene) {
    const { cast, draw } = scene;
    const by = draw.one('records', others(scene, withRole(cast, 'manager', 'dso', 'deputy_dso')))?.name;
    if (by === undefined) return undefined;
    const child = draw.one('of', cast.children);
    const carer = draw.one('who', ['Ingrid Falk <ingrid@families.test>', 'Owen Pike <owen@families.test>']);
    const said = `child "${child.name}" carers="${[...child.carers, carer].join('; ')}"`;
    return doneBy(scene, by, said, { about: [carer.replace(/ <.*/, '')], children: [child.name] });
  },
  async 'acknowledgement or signature'(scene) {
    const { cast, draw } = scene;
    const by = draw.one('answers', others(scene, cast.people)).name;
    const said = draw.one('what', [
      'acknowledge social-media answer=acknowledge statements=P1',
      'acknowledge social-media answer=decline reason=quokka',
      `sign full_name="${by}" agree=yes`,
    ]);
    return doneBy(scene, by, said, { about: [by], children: [] });
  },
  async 'look at who may be key person'(scene) {
    const { cast, draw } = scene;
    const by = draw.one('asks', others(scene, withRole(cast, 'manager', 'dso')))?.name;
    if (by === undefined) return undefined;
    const child = draw.one('about', cast.children);
    return doneBy(scene, by, `keyperson "${child.name}"`, { about: child.carers, children: [child.name] });
  },
  async 'copy of own data'(scene) {
    const by = scene.draw.one('asks', others(scene, scene.cast.people)).name;
    return doneBy(scene, by, 'mydata', { about: [by], children: [] });
  },
} satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

export async function doSomething(kind: KindName, scene: Scene): Promise<Deed | undefined> {
  const deed = await KINDS[kind](scene);
  return deed && { kind, ...deed };
}

/** Whether an answer says that it was done. */
export const isDone = (answer: Answer): boolean => answer.kind === 'view' && answer.refused !== true;

type Concerned = Pick<Deed, 'about' | 'children'> & { refs?: string[] };

async function doneBy({ world }: Scene, by: string, said: string, concerned: Concerned) {
  return isDone(await world.say(by, said)) ? { by: [by], refs: [], ...concerned } : undefined;
}

/** Said of the first declaration like that of which an officer may say it who is not the reader. */
async function toOne(
  scene: Scene,
  is: (declaration: Declaration) => boolean,
  say: (declaration: Declaration) => string,
) {
  for (const found of await declarations(scene, is)) {
    const done = await doneByOfficer(scene, say(found), concernedBy(scene, found));
    if (done) return done;
  }
  return undefined;
}

/** Said by the first officer to whom it is answered, unless that is the reader. */
async function doneByOfficer({ world, cast, reader }: Scene, said: string, concerned: Concerned) {
  for (const by of officers({ cast, reader: undefined })) {
    const answer = await world.look(by, said);
    if (answer.kind === 'view' && answer.refused) continue;
    if (by === reader) return undefined;
    await world.say(by, said);
    return { by: [by], refs: [], ...concerned };
  }
  return undefined;
}

function others<Of extends { name: string }>(
  { reader }: Scene,
  people: readonly Of[],
  ...without: string[]
): Of[] {
  return people.filter(({ name }) => name !== reader && !without.includes(name));
}

export function withRole(cast: Cast, ...roles: string[]) {
  return cast.people.filter((person) => person.roles.some((role) => roles.includes(role)));
}

export function officers({ cast, reader }: Pick<Scene, 'cast' | 'reader'>): string[] {
  const all = OFFICE_ORDER.flatMap((role) => withRole(cast, role).map(({ name }) => name));
  return [...new Set(all)].filter((name) => name !== reader);
}

function theirs(cast: Cast, carer: string): string[] {
  return cast.children.filter(({ carers }) => carers.includes(carer)).map(({ name }) => name);
}

/** The open declarations like that, in an order that is drawn. */
async function declarations(
  { world, draw }: Scene,
  is: (declaration: Declaration) => boolean,
): Promise<Declaration[]> {
  const fit = (await world.read((register, setting) => register.declarations.open(setting))).filter(is);
  const place = ({ number }: Declaration) => draw.below(`place of ${number}`, 1_000_000);
  return fit.sort((a, b) => place(a) - place(b));
}

const isWaiting = ({ state }: Declaration) => state === 'submitted';

function concernedBy({ cast }: Scene, declaration: Declaration): Concerned {
  const { declarerName, counterpartName, childName } = declaration;
  const children = theirs(cast, counterpartName);
  return {
    about: [declarerName, counterpartName],
    refs: [`D-${declaration.number}`],
    children: childName === null ? children : [...new Set([childName, ...children])],
  };
}
