import { recheck } from '../allocations/recheck.ts';
import { loadOfficers } from '../cases/officers.ts';
import { unsettledLinks } from '../cases/unsettled.ts';
import { type CarerLink, countedStanding, type NewLink } from '../children/child.ts';
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
 * Settles one person's links by an officer's answer. `renamed`: what was declared about the person is now about `renamedTo`, a
 * present carer; where it cannot move, since they are a member of staff (K1) or a carer on another row, they stay a parent.
 * `parent`: they go on counting. `former`: a note remains (K8). `error`: nothing does.
 */
export async function settleLinks(
  context: Context,
  { links, declarations }: { links: readonly CarerLink[]; declarations: readonly Declaration[] },
  answer: CarerAnswer,
  renamedTo: string | undefined,
): Promise<void> {
  const { register, setting } = context;
  const [first] = links;
  if (first === undefined) return;
  const linked = await register.children.ofPerson(setting.id, first.person);
  const isStaff = ((await register.people.byId(setting.id, first.person))?.posts.length ?? 0) > 0;
  const settling = new Set(links.map(({ child }) => child));
  const counts = linked.some(
    ({ child, ...link }) => !settling.has(child.id) && countedStanding(link) === 'carer',
  );
  const moves = answer === 'renamed' && renamedTo !== undefined && !isStaff && !counts;
  const standing = answer !== 'renamed' ? answer : moves ? 'former' : 'parent';
  const after = links.map(({ personName: _, ...link }): NewLink => ({ ...link, standing, countsAs: null }));
  await record(
    context,
    {
      action: `carer.${answer}`,
      subject: declarations[0] === undefined ? first.person : `D-${declarations[0].number}`,
      payload: { person: first.person, renamedTo: renamedTo ?? null, children: [...settling] },
    },
    {
      carerLinks: after,
      declarations: moves
        ? declarations.map((declaration) => ({ ...declaration, counterpart: renamedTo }))
        : [],
    },
  );
  const now = renamedTo === undefined ? [] : await register.children.ofPerson(setting.id, renamedTo);
  await recheck(
    context,
    [...linked, ...now].map(({ child }) => child.id),
  );
}
