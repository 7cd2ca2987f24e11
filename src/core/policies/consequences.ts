import { loadOfficers } from '../cases/officers.ts';
import { showDay } from '../rules/days.ts';
import { NETWORKS } from '../rules/networks.ts';
import type { Context } from '../talk/context.ts';
import { notAllowed } from './not-allowed.ts';
import { dueOf, type PolicyVersion } from './policy.ts';

/** How many people or children are named at most. It is always said how many there are. */
const NAMED = 40;

/**
 * What adopting this version would do, a line each: who answers anew, what is not allowed, and which children nobody could be allocated
 * to. Of records only what this reader may open (rules: Non-interference).
 */
export async function consequences(
  context: Context,
  current: PolicyVersion | undefined,
  next: PolicyVersion,
): Promise<string[]> {
  return [
    ...(await whoAnswersAnew(context, next)),
    ...(next.kind === 'policy' ? await notAllowed(context) : []),
    ...(next.kind === 'policy' && current !== undefined ? await namedAnew(context, current, next) : []),
    ...(await whoIsLeft(context)),
  ];
}

async function whoAnswersAnew(context: Context, { kind }: PolicyVersion): Promise<string[]> {
  const { register, setting, today } = context;
  const people = await register.people.inPost(setting.id, today);
  const due = dueOf(context, { kind, adoptedOn: today, joinedOn: null });
  return [
    `A material change asks all ${people.length} people in post to ${kind === 'confidentiality' ? 'sign' : 'acknowledge'} anew: by ${showDay(due)}, if it is adopted today. A minor one asks nobody.`,
    ...(people.length <= NAMED ? [`They are: ${people.map(({ name }) => name).join(', ')}.`] : []),
  ];
}

/**
 * Networks that the new text names and the one in force does not, and which of the reader's cases have a link there: whether it may stay
 * is for the new text to say.
 */
async function namedAnew(context: Context, current: PolicyVersion, next: PolicyVersion): Promise<string[]> {
  const fresh = NETWORKS.filter(
    ({ code, label }) => code !== 'other' && names(next.text, label) && !names(current.text, label),
  );
  if (fresh.length === 0) return [];
  const { register, setting, me } = context;
  const officers = await loadOfficers(context);
  const refs = (await register.declarations.open(setting.id))
    .filter(
      (declaration) =>
        declaration.networks.some((code) => fresh.some((network) => network.code === code)) &&
        officers.ofDeclaration(declaration) === me.id,
    )
    .sort((a, b) => a.number - b.number)
    .map(({ number }) => `D-${number}`);
  const listed = fresh.map(({ label }) => label).join(', ');
  return [
    `The new text names ${listed}, which the one in force does not (G3).${refs.length === 0 ? '' : ` Please look whether links there may stay: ${refs.join(', ')}.`}`,
  ];
}

/** Whether a text names a network. What is an everyday word besides (X, Threads, Signal, Blog) must be written with its capital. */
function names(markdown: string, label: string): boolean {
  const words = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const isProper = /^(?:X|Threads|Signal|Discord|Twitch)$/.test(label);
  return new RegExp(`(?<![\\p{L}\\p{N}])${words}s?(?![\\p{L}\\p{N}])`, isProper ? 'u' : 'iu').test(markdown);
}

/**
 * Whom nobody could be allocated to. Key persons stay whatever they owe (decision 7); only where the setting has decided so, who owes an
 * answer is not newly made one (K10). Which children have none, or need another, is the manager's to know.
 */
async function whoIsLeft({ register, setting, roles, today }: Context): Promise<string[]> {
  if (setting.profile.unsigned === 'listed')
    return [
      'No child is left without anybody: what is owed changes no answer of who may be key person (K10).',
    ];
  const general =
    'After a material change nobody may newly be made key person before they have answered (K10). Key persons stay as they are.';
  if (!roles.includes('manager')) return [general];
  const inNeed = await register.allocations.childrenInNeed(setting.id, today);
  const children = [...new Map(inNeed.map(({ child }) => [child.id, child.name])).values()];
  if (children.length === 0) return [`${general} No child is waiting for one.`];
  const listed = children.length <= NAMED ? `: ${children.join(', ')}` : '';
  return [
    `${general} Until then nobody could be given to ${children.length === 1 ? 'the child who has none or needs another' : `the ${children.length} children who have none or need another`}${listed}.`,
  ];
}
