import { type CarerOf, loadOfficers, type Officers } from '../cases/officers.ts';
import type { Child } from '../children/child.ts';
import { command, isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { clip, facts, text, view } from '../talk/view.ts';
import { anyChild, onlyChild } from '../who/children.ts';
import { maySeeFamilies } from '../who/family.ts';
import { dayFor } from './candidates.ts';
import { coversOf } from './covers.ts';

/** Whom the parents of a child speak to (P7): key person, manager, DSO. A conflicted officer's place is taken without remark. */
export const contacts = command({
  name: 'contacts',
  title: 'Whom parents speak to',
  summary: 'Key person, manager and DSO for a child: whom its parents speak to.',
  roles: 'in_post',
  writes: false,
  fields: { child: anyChild('Which child?', { required: true }) },
  execute: async (context, { child: asked }) => {
    const { titles } = context.setting;
    const officers = await loadOfficers(context);
    if (!maySeeFamilies(context))
      return usual(context, officers, clip(asked.name, 60), 'the child’s key person');
    const about = await onlyChild(context, asked.children, 'child');
    const holders = await context.register.allocations.ofChild(
      context.setting.id,
      about.id,
      dayFor(about, context.today),
    );
    const keyPerson = await actingFor(context, about);
    const concerned = isOfficer(context.roles) || holders.some((each) => each.staff === context.me.id);
    if (!concerned) return usual(context, officers, clip(about.name, 60), keyPerson);
    const carers = await context.register.children.carersOf(context.setting.id, about.id);
    return view(
      `Contacts for ${clip(about.name, 60)}`,
      facts(
        ['Key person', keyPerson],
        [capital(titles.manager), standIn(officers, 'manager', carers, about)],
        [capital(titles.dso), standIn(officers, 'dso', carers, about)],
      ),
      text('Parents raise what troubles them with any of these (P7).'),
    );
  },
});

/** The key person, and while they are away who acts for them; of a child without one, who is to be it. */
async function actingFor(context: Context, about: Child): Promise<string> {
  const [cover] = await coversOf(context, [about], context.today);
  if (cover === undefined) return NOBODY_YET;
  const { held, acting, coming } = cover;
  const key = held.key_person;
  if (key === undefined) return coming?.staffName ?? NOBODY_YET;
  if (acting === undefined) return `${key.staffName}, who is away`;
  return acting === key ? key.staffName : `${acting.staffName}, while ${key.staffName} is away`;
}

const NOBODY_YET = 'nobody yet';

function usual({ setting: { titles } }: Context, officers: Officers, child: string, keyPerson: string) {
  return view(
    `Contacts for ${child}`,
    facts(
      ['Key person', keyPerson],
      [capital(titles.manager), first(officers, 'manager')],
      [capital(titles.dso), first(officers, 'dso')],
    ),
    text('Parents raise what troubles them with any of these (P7).'),
  );
}

function first(officers: Officers, role: 'manager' | 'dso'): string {
  const [holder] = officers.holders(role);
  return holder === undefined ? 'nobody at present' : officers.nameOf(holder);
}

/** The holder of the role who is free for this family, else the officer who acts for it. */
function standIn(
  officers: Officers,
  role: 'manager' | 'dso',
  carers: readonly CarerOf[],
  about: Child,
): string {
  const free = officers.holders(role).find((person) => !officers.isConflicted(person, carers, about.id));
  const next = free ?? officers.ofFamily(carers, { child: about.id });
  return next === undefined ? 'nobody at present' : officers.nameOf(next);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
