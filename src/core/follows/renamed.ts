import type { Declaration } from '../declarations/declaration.ts';
import { namesOf } from '../declarations/matches.ts';
import { recordAs } from '../records/record.ts';
import { isCloselyAlike } from '../rules/alike.ts';
import { fold } from '../rules/names.ts';
import type { Scene } from '../talk/context.ts';
import { sameName } from '../who/match.ts';

/**
 * Keeps, for declared names that are linked to nobody, that they were like the name which a child, or somebody linked to a child, had
 * until now: an officer has not said yet whom they mean, and a change of the register lifts no check (K5).
 * @param by the id of whoever changed the name, or `import`
 */
export async function renamed(
  scene: Scene,
  before: { id: string; name: string; kind: 'person' | 'child' },
  after: { name: string },
  by: string,
): Promise<void> {
  const { register, setting, now } = scene;
  if (before.name === after.name) return;
  if (before.kind === 'person' && (await register.children.ofPerson(setting.id, before.id)).length === 0)
    return;
  const still: { declaration: Declaration; candidate: string }[] = [];
  for (const { declaration, answered } of await register.declarations.unlinked(setting.id)) {
    const names = namesOf(declaration);
    const isLike = ({ name }: { name: string }) => names.some((said) => isCloselyAlike(said, name));
    if (!answered.includes(before.id) && isLike(before) && !isLike(after))
      still.push({ declaration, candidate: before.id });
  }
  if (before.kind === 'person' && !sameName(before.name, after.name))
    still.push(...(await namesakesUntilNow(scene, before)));
  for (const { declaration, candidate } of still) {
    await register.declarations.decideMatch({
      setting: setting.id,
      declaration: declaration.id,
      candidate,
      answer: 'alike',
      by,
      at: now,
    });
    await recordAs(by, scene, {
      action: 'declaration.still_alike',
      subject: `D-${declaration.number}`,
      payload: before.kind === 'child' ? { child: candidate } : { person: candidate },
    });
  }
}

/**
 * Declarations that are linked to one of two people who had one name until now, each with the other, where no officer has said which
 * of them is meant.
 */
async function namesakesUntilNow(
  { register, setting }: Scene,
  before: { id: string; name: string },
): Promise<{ declaration: Declaration; candidate: string }[]> {
  const { declarations } = register;
  const found: { declaration: Declaration; candidate: string }[] = [];
  const others = (await register.people.byName(setting.id, fold(before.name))).filter(
    ({ id }) => id !== before.id,
  );
  for (const other of others)
    for (const [counterpart, candidate] of [
      [other.id, before.id],
      [before.id, other.id],
    ] as const)
      for (const declaration of await declarations.about(setting.id, counterpart)) {
        const answers = await declarations.matchDecisionsOn(setting.id, declaration.id);
        const isSettled = answers.some(
          (given) =>
            (given.candidate === counterpart && given.answer === 'matched') || given.candidate === candidate,
        );
        if (!isSettled) found.push({ declaration, candidate });
      }
  return found;
}
