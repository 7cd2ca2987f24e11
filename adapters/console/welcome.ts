import { createColors } from 'picocolors';
import { type Actor, showRoles } from './identity.ts';
import type { Screen } from './render.ts';
import { drawTable } from './table.ts';
import { printableLine, wrap } from './text.ts';
import { showTime } from './time.ts';

/** Explains what the console understands besides the verbs. */
export const HOW =
  'help shows what you may do. as NAME makes you somebody else. A number presses that button. clock 2026-12-01 changes the day, and tick lets a minute pass. quit leaves.';

/** The setting's name, and the time there. */
export function heading({ setting }: Actor, now: Date, { width, colour }: Screen): string[] {
  const { bold, dim } = createColors(colour);
  const about = setting.demo
    ? 'The demo: everybody in it is invented.'
    : 'No chat platform is configured, so this is the console.';
  return [
    ...wrap(printableLine(setting.name), width).map(bold),
    ...wrap(about, width),
    ...wrap(`It is ${showTime(now, setting.timezone)}.`, width).map(dim),
  ];
}

/** Who one is now, by name and roles. */
export function youAre(actor: Actor, { width }: Screen): string[] {
  const roles = showRoles(actor);
  const suffix = roles === '' ? '' : ` (${printableLine(roles)})`;
  return wrap(`You are ${printableLine(actor.person.name)}${suffix}.`, width);
}

/** Everybody as whom one can act, with their roles, and their setting where there are several. */
export function drawPeople(people: readonly Actor[], { width, colour }: Screen): string[] {
  const several = new Set(people.map(({ setting }) => setting.id)).size > 1;
  const rows = people.map((actor) => [
    printableLine(actor.person.name),
    printableLine(showRoles(actor)),
    ...(several ? [printableLine(actor.setting.code)] : []),
  ]);
  const columns = ['You can be', 'Roles', ...(several ? ['Setting'] : [])];
  return drawTable(columns, rows, width, createColors(colour).bold);
}
