import { candidatesForAll, dayFor } from '../core/allocations/candidates.ts';
import type { Child } from '../core/children/child.ts';
import { enrolmentChanged } from '../core/follows/enrolled.ts';
import { recordAs } from '../core/records/record.ts';
import type { RuleId } from '../core/rules/clauses.ts';
import { localDay, showInstant } from '../core/rules/days.ts';
import type { Answer } from '../core/rules/eligibility.ts';
import { clip } from '../core/rules/entries.ts';
import { type BuiltOn, type LastImport, TAKEN_BACK_MS } from '../core/settings/last-import.ts';
import type { Register } from '../core/store.ts';
import type { Scene } from '../core/talk/context.ts';
import { Refusal } from '../core/talk/refusal.ts';
import type { Plan } from './plan.ts';

/** Writes an import, and keeps what taking it back needs. A setting's first import is not taken back. */
export async function undoable<T>(
  { actor, setting, isNew }: Pick<Plan, 'actor' | 'setting' | 'isNew'>,
  register: Register,
  now: Date,
  write: () => Promise<T>,
): Promise<T> {
  if (isNew) return write();
  const before = await register.lastImports.before(setting.id);
  const written = await write();
  await register.lastImports.keep(before, actor, now);
  return written;
}

/** What was taken back, in words. */
export interface TakenBack {
  summary: string[];
}

/**
 * Takes back the last import of a setting, inside a transaction: what it changed is as it was before, and what it added is
 * gone. It is refused where anything was built on it since, or where somebody may not be key person because of it: a change of
 * the register never lifts a block.
 * @param actor a person's id, or `operator`
 * @throws Refusal after which the caller rolls back; it says everything that was built on it
 */
export async function undoImport(scene: Scene, actor: string): Promise<TakenBack> {
  const { register, setting, now } = scene;
  const last = await register.lastImports.find(setting.id);
  if (!last || now.getTime() - last.at.getTime() > TAKEN_BACK_MS)
    throw new Refusal(
      `There is nothing to take back: no import has changed ${setting.name} within a day. A setting’s first import is not taken back.`,
    );
  await refuseBuiltOn(scene, last);
  const children = await childrenOf(scene, [...last.newChildren, ...last.touchedChildren]);
  const blocked = await blocksOn(scene, children);
  const told = await register.lastImports.takeBack(setting.id);
  const counts = Object.fromEntries(last.counts);
  await recordAs(actor, scene, {
    action: 'import.undone',
    subject: setting.code,
    payload: { imported_at: last.at.toISOString(), counts },
  });
  await register.audit.erase(setting.id, told, actor, now);
  const restored = (await register.settings.byId(setting.id)) ?? setting;
  const after: Scene = { ...scene, setting: restored, today: localDay(now, restored.timezone) };
  const left = await childrenOf(after, last.touchedChildren);
  refuseLifted(children, blocked, await blocksOn(after, left), new Set(left.map(({ id }) => id)));
  // What somebody declared or was found since may forbid an allocation that is back.
  for (const child of left) await enrolmentChanged(after, child, child);
  return { summary: summaryOf(last, after) };
}

async function childrenOf({ register, setting }: Scene, ids: readonly string[]): Promise<Child[]> {
  return register.children.byIds(setting.id, [...ids]);
}

async function refuseBuiltOn({ register, setting }: Scene, { settingBefore }: LastImport): Promise<void> {
  const why = new Set<string>();
  for (const built of await register.lastImports.builtOn(setting.id))
    why.add(await sayBuiltOn(register, setting.id, built));
  if ((await register.retention.holds(setting.id)).some(({ person }) => person === null))
    why.add('A legal hold stands on the whole setting, so nothing of it may go.');
  const code = settingBefore?.code;
  const other = typeof code === 'string' ? await register.settings.byCode(code) : undefined;
  if (other && other.id !== setting.id)
    why.add(`The code ${code}, which this setting had before, is another setting’s now.`);
  if (why.size > 0) refuse([...why]);
}

/** How many sentences one refusal has. */
const SAID = 12;

function refuse(why: readonly string[]): never {
  const more = why.length > SAID ? [`And ${why.length - SAID} more.`] : [];
  throw new Refusal(
    [
      'The import cannot be taken back any more.',
      ...why.slice(0, SAID),
      ...more,
      'Please correct by hand what is wrong.',
    ].join('\n'),
  );
}

/**
 * A sentence for whoever takes the import back, who need not know what officers know: of a declaration, and of whatever rests
 * on one, it says no more than that something rests on the import.
 */
async function sayBuiltOn(
  register: Register,
  setting: string,
  { kind, table, row, names }: BuiltOn,
): Promise<string> {
  const name = async (...ids: readonly unknown[]): Promise<string> => {
    for (const id of ids) {
      const found =
        typeof id === 'string'
          ? ((await register.children.byId(setting, id)) ?? (await register.people.byId(setting, id)))
          : undefined;
      if (found) return clip(found.name);
    }
    return 'Somebody';
  };
  if (kind === 'used' || kind === 'acted')
    return `${await name(...names, row.person)} has used Candour since, or did something in it.`;
  switch (table) {
    case 'settings':
      return 'What is kept of the setting itself has been changed since.';
    case 'people':
      return `${await name(row.id, ...names)}: what is kept of them has been changed since.`;
    case 'posts':
      return `${await name(row.person)}: their roles have been changed since.`;
    case 'accounts':
      return `${await name(row.person)}: their account has been changed since.`;
    case 'absences':
      return `${await name(row.person)}: an absence has been recorded since.`;
    case 'proposals':
      return `${await name(row.person)}: a change of office has been proposed since.`;
    case 'children':
      return `${await name(row.id, ...names)}: what is kept of the child has been changed since.`;
    case 'enrolments':
      return `${await name(row.child)}: the child’s days of enrolment have been changed since.`;
    case 'carer_links':
      return `${await name(row.child)}: the carers have been changed since.`;
    case 'allocations':
      return `${await name(row.child, ...names)}: who is key person, co-key person or back-up has been changed since.`;
    case 'policies':
      return `${row.code === undefined ? 'A policy' : `${row.code} ${row.version}`}: the policy has been changed or adopted since.`;
    case 'acknowledgements':
    case 'signatures':
      return 'Somebody has acknowledged, signed or declined a policy that it brought, or what was signed on paper has been changed.';
    case 'family_questions':
    case 'family_children':
    case 'family_carers':
    case 'family_answers':
      return 'Somebody has answered since whether they know a family, or was asked about it anew.';
    case 'legal_holds':
      return `${await name(...names)}: a legal hold stands, so nothing of theirs may go.`;
    default:
      return names.length > 0
        ? `${await name(...names)}: something has been recorded since that rests on what it brought.`
        : 'Something that it brought about has been dealt with since.';
  }
}

/** The rules by which a relationship blocks, or must be checked. */
const OF_RELATIONSHIP: readonly RuleId[] = ['K1', 'K2', 'K3', 'K4', 'K5', 'K8', 'K16'];
const STRENGTH: Readonly<Record<Answer, number>> = { yes: 0, note: 0, check: 1, no: 2 };

/** How strictly a relationship keeps each member of staff from each of these children, by child and person. */
async function blocksOn(scene: Scene, children: readonly Child[]): Promise<Map<string, Block>> {
  const blocks = new Map<string, Block>();
  const asked = children.map((child) => ({ child, on: dayFor(child, scene.today) }));
  const answers = await candidatesForAll(scene, asked);
  for (const [at, { id }] of children.entries())
    for (const { person, result } of answers[at] ?? []) {
      const reasons = result.reasons.filter((reason) => OF_RELATIONSHIP.includes(reason.id));
      const strength = Math.max(0, ...reasons.map(({ answer }) => STRENGTH[answer]));
      const isDeclared = reasons.some(({ id, answer }) => id !== 'K1' && answer === 'no');
      blocks.set(`${id} ${person.id}`, { child: id, strength, isDeclared });
    }
  return blocks;
}

interface Block {
  child: string;
  strength: number;
  /** Whether it rests on a declaration. */
  isDeclared: boolean;
}

/** Of a child who is gone, what was declared about the family is a block all the same; being a carer is none without the child. */
function refuseLifted(
  children: readonly Child[],
  before: ReadonlyMap<string, Block>,
  after: ReadonlyMap<string, Block>,
  left: ReadonlySet<string>,
): void {
  const lifted = new Set<string>();
  // Whoever does not work here any more is asked about no child.
  for (const [key, { child, strength, isDeclared }] of before)
    if (left.has(child) ? (after.get(key)?.strength ?? strength) < strength : isDeclared) lifted.add(child);
  if (lifted.size === 0) return;
  refuse(
    children
      .filter(({ id }) => lifted.has(id))
      .map(
        ({ name }) =>
          `${clip(name)}: somebody may not be key person because of a carer or a name that it brought. Taking it back would lift that, which is for an officer alone.`,
      ),
  );
}

/** How what an import writes is counted: rows that are new, and rows that were there. */
const COUNTED: readonly { table: string; one: string; many: string }[] = [
  { table: 'people', one: 'person', many: 'people' },
  { table: 'children', one: 'child', many: 'children' },
  { table: 'carer_links', one: 'link to a carer', many: 'links to carers' },
  { table: 'allocations', one: 'allocation', many: 'allocations' },
  { table: 'policies', one: 'version of a policy', many: 'versions of policies' },
  { table: 'accounts', one: 'account', many: 'accounts' },
];

function summaryOf({ at, counts }: LastImport, { setting }: Scene): string[] {
  const count = (kind: 'added' | 'changed') =>
    COUNTED.flatMap(({ table, one, many }) => {
      const number = counts.get(table)?.[kind] ?? 0;
      return number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
    });
  const [added, changed] = [count('added'), count('changed')];
  return [
    `${setting.name} (${setting.code}): the import of ${showInstant(at, setting.timezone)} is taken back.`,
    ...(added.length > 0 ? [`Gone again: ${added.join(', ')}.`] : []),
    ...(changed.length > 0 ? [`As before it: ${changed.join(', ')}.`] : []),
  ];
}
