import { firstOfficers, loadOfficers, type Officers } from '../cases/officers.ts';
import type { Child } from '../children/child.ts';
import { OFFICER_ORDER } from '../people/person.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { capital, clip, facts, text, view } from '../talk/view.ts';
import { anyChild, listedChild, theNamedChild } from '../who/children.ts';
import { maySeeFamilies } from '../who/family.ts';
import { coversOf } from './covers.ts';

/**
 * Whom the parents of a child speak to (P7): key person, manager, and the two who come first for safeguarding. The same for
 * every child and reader, whatever anybody has declared: a place that is taken by another would tell of a declaration.
 */
export const contacts = command({
  name: 'contacts',
  aliases: ['who to speak to'],
  title: 'Whom parents speak to',
  summary: 'Key person, manager and DSO for a child: whom its parents speak to.',
  roles: 'in_post',
  writes: false,
  fields: { child: { ...anyChild('Which child?', { required: true }), widget: listedChild } },
  execute: async (context, { child: asked }) => {
    const { titles } = context.setting;
    const about = maySeeFamilies(context) ? await theNamedChild(context, asked, 'child') : undefined;
    const officers = await loadOfficers(context, []);
    return view(
      `Contacts for ${clip((about ?? asked).name, 60)}`,
      facts(
        ['Key person', about ? await actingFor(context, about) : 'the child’s key person'],
        [capital(titles.manager), named(officers, firstOfficers(officers, ['manager'], 1))],
        [capital(titles.dso), named(officers, firstOfficers(officers, OFFICER_ORDER.slice(0, 3), 2))],
      ),
      text(
        'Parents raise what troubles them with any of these (P7). One who may not handle a family’s matters passes them on.',
      ),
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

function named({ nameOf }: Officers, people: readonly string[]): string {
  return people.length === 0 ? 'nobody at present' : people.map(nameOf).join(' or ');
}
