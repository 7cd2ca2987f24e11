import { recheck, tellSuccessors } from '../allocations/recheck.ts';
import { loadOfficers } from '../cases/officers.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { officesChanged } from '../people/offices.ts';
import { type Person, ROLE_LABELS, type Role } from '../people/person.ts';
import type { Scene } from '../talk/context.ts';

/** What follows once somebody's roles or days have changed: their allocations, and word to DSO and chair of an office. */
export async function postChanged(
  scene: Scene,
  before: Person | undefined,
  after: Person,
  by: string | null,
): Promise<void> {
  const { register, setting, today } = scene;
  const held = await register.allocations.ofStaff(setting.id, after.id, today);
  const marked = await recheck(
    scene,
    held.map((allocation) => allocation.child),
  );
  const officers = await loadOfficers(scene);
  for (const allocation of marked) {
    const carers = await register.children.carersOf(setting.id, allocation.child);
    await tellSuccessors(
      scene,
      officers,
      [allocation],
      officers.ofFamily(carers, { child: allocation.child }),
    );
  }
  await tellOfOffices(scene, before, after, by);
}

/** Tells DSO and chair of a change among the officers; not who made it, nor the person, nor why. */
export async function tellOfOffices(
  scene: Scene,
  before: Person | undefined,
  after: Person,
  by: string | null,
): Promise<void> {
  const { gained, lost } = officesChanged(before, after, scene.today);
  if (gained.length + lost.length === 0) return;
  const officers = await loadOfficers(scene);
  const told = new Set([...officers.holders('dso'), ...officers.holders('chair')]);
  for (const person of told)
    if (person !== after.id && person !== by)
      await tell(scene, person, officesWords(after, gained, lost, scene.now));
}

function officesWords({ id, name }: Person, gained: Role[], lost: Role[], at: Date): Telling {
  const words = (roles: Role[]) => roles.map((role) => ROLE_LABELS[role]).join(' and ');
  return {
    subject: 'officers',
    content: { kind: 'officers-changed' },
    occasion: `${id}:${at.toISOString()}`,
    title: 'A change among the officers',
    text: [
      gained.length > 0 && `${name} becomes ${words(gained)}.`,
      lost.length > 0 && `${name} ceases to be ${words(lost)}.`,
      'If you did not expect this, please ask the administrator.',
    ]
      .filter((sentence) => sentence !== false)
      .join(' '),
  };
}
