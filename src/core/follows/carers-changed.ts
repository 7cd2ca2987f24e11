import { recheck } from '../allocations/recheck.ts';
import { loadOfficers } from '../cases/officers.ts';
import { unsettledLinks } from '../cases/unsettled.ts';
import { type CarerLink, countedStanding, type NewLink } from '../children/child.ts';
import { countsForLess } from '../children/links.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { tell } from '../notices/tell.ts';
import { carersLost } from '../notices/words.ts';
import { record } from '../records/record.ts';
import type { Context, Scene } from '../talk/context.ts';

/** What became of a carer or relative who left a child's row, as an officer says it (rules: A change of the register). */
export type CarerAnswer = 'renamed' | 'parent' | 'former' | 'error';

/**
 * Tells each officer once, whatever the number of children, that carers have left the form and that blocks rest on them.
 * `lost`: who counts for less on a child's row than before, by child.
 */
export async function tellLostCarers(
  scene: Scene,
  lost: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  if (lost.size === 0) return;
  const { register, setting, now } = scene;
  const officers = await loadOfficers(scene);
  const byOfficer = new Map<string, { about: string; links: { child: string; person: string }[] }>();
  for (const { link, declarations, officer } of await unsettledLinks(scene, officers)) {
    if (!lost.get(link.child)?.includes(link.person)) continue;
    const add = (to: string | undefined, about: string) => {
      if (to === undefined) return;
      const known = byOfficer.get(to) ?? { about, links: [] };
      const { child, person } = link;
      if (!known.links.some((other) => other.child === child && other.person === person))
        known.links.push({ child, person });
      byOfficer.set(to, known);
    };
    for (const declaration of declarations)
      add(officers.ofDeclaration(declaration), `D-${declaration.number}`);
    const child = await register.children.byId(setting.id, link.child);
    add(officer, `C-${child?.number ?? 0}`);
  }
  for (const [to, { about, links }] of byOfficer) await tell(scene, to, carersLost(about, links, now));
}

/**
 * Settles one person's links by an officer's answer. `renamed`: what was declared about the person is from now on about
 * `renamedTo`, a present carer, who counts for these children no less than the person did; where it cannot move, since they are
 * a member of staff (K1) or named on another row, they stay a parent. `parent`: they go on counting. `former`: a note remains
 * (K8); of somebody who is on the row as a relative, the relative. `error`: nothing does.
 */
export async function settleLinks(
  context: Context,
  { links, declarations }: { links: readonly CarerLink[]; declarations: readonly Declaration[] },
  answer: CarerAnswer,
  renamedTo: string | undefined,
): Promise<void> {
  const { register, setting, me, now } = context;
  const [first] = links;
  if (first === undefined) return;
  const all = await register.children.ofPerson(setting.id, first.person);
  const isStaff = ((await register.people.byId(setting.id, first.person))?.posts.length ?? 0) > 0;
  const settling = new Set(links.map(({ child }) => child));
  const isNamedElsewhere = all.some(
    ({ child, standing }) => !settling.has(child.id) && (standing === 'carer' || standing === 'relative'),
  );
  const movesTo = answer === 'renamed' && !isStaff && !isNamedElsewhere ? renamedTo : undefined;
  const carerLinks = movesTo
    ? await handedOn(context, all, movesTo)
    : links.map(({ personName: _, ...link }): NewLink => {
        const standing = answer === 'renamed' ? 'parent' : answer;
        const isRelative = link.standing === 'relative' && standing === 'former';
        return { ...link, standing: isRelative ? 'relative' : standing, countsAs: null };
      });
  // The officer has said whom these declarations mean, and may say otherwise later.
  for (const { id } of movesTo ? declarations : [])
    await register.declarations.decideMatch({
      setting: setting.id,
      declaration: id,
      candidate: movesTo ?? '',
      answer: 'matched',
      by: me.id,
      at: now,
    });
  await record(
    context,
    {
      action: `carer.${answer}`,
      subject: declarations[0] === undefined ? first.person : `D-${declarations[0].number}`,
      payload: { person: first.person, renamedTo: renamedTo ?? null, children: [...settling] },
    },
    {
      carerLinks,
      declarations: movesTo
        ? declarations.map((declaration) => ({ ...declaration, counterpart: movesTo }))
        : [],
    },
  );
  const reached = renamedTo === undefined ? [] : await register.children.ofPerson(setting.id, renamedTo);
  await recheck(
    context,
    [...all, ...reached].map(({ child }) => child.id),
  );
}

/**
 * The links by which somebody counts for each child as much as the person did whose new name theirs is. The person's own links
 * stay as they are, so that a declaration that is matched back finds them.
 */
async function handedOn(
  { register, setting }: Context,
  links: Awaited<ReturnType<Context['register']['children']['ofPerson']>>,
  to: string,
): Promise<NewLink[]> {
  const own = new Map(
    (await register.children.ofPerson(setting.id, to)).map((link) => [link.child.id, link]),
  );
  return links.flatMap(({ child, relation, ...before }): NewLink[] => {
    const now = own.get(child.id);
    const counted = countedStanding(before);
    if (counted === null || !countsForLess(now && countedStanding(now), counted)) return [];
    const standing = counted === 'carer' ? 'parent' : counted;
    return [
      {
        setting: setting.id,
        child: child.id,
        person: to,
        relation: now?.relation ?? relation,
        standing,
        countsAs: null,
      },
    ];
  });
}
