import { type Child, countedStanding } from '../children/child.ts';
import { concerning } from '../declarations/matches.ts';
import { isOwnWord } from '../declarations/states.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import type { Person } from '../people/person.ts';
import { record } from '../records/record.ts';
import type { Day } from '../rules/days.ts';
import { fold } from '../rules/names.ts';
import { isSetAside } from '../rules/relationship.ts';
import { order } from '../rules/routing.ts';
import { command, OFFICERS } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { line } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { button, buttons, list, text, view } from '../talk/view.ts';
import { anyChild, listedChild, type NamedChild, theNamedChild } from '../who/children.ts';
import { familyOf, maySeeFamilies } from '../who/family.ts';
import { resolveAmong } from '../who/match.ts';
import { STAFF } from '../who/people.ts';
import { loadOfficers } from './officers.ts';

/**
 * A person who must stay out. `certain`: they are linked with the family; otherwise a declared name has to be matched first
 * (K5).
 */
interface Recused {
  person: Person;
  certain: boolean;
}

/**
 * Who must stay out of a matter about this child (P5), shown to whoever acts as DSO for the child. It records only that the
 * list was read: not that there is a matter, nor what it is about. Reminders name no child.
 */
export const recuse = command({
  name: 'recuse',
  title: 'Who must stay out?',
  summary: 'Who must stay out of a matter about a child; only that you looked is kept.',
  roles: OFFICERS,
  writes: true,
  keepsNoAnswer: true,
  fields: {
    child: { ...anyChild('Which child?', { required: true }), widget: listedChild },
    remind: line('Remind of P5', 500, {
      hint: 'Names, with commas between them, or all. Left empty: nobody.',
    }),
  },
  execute: async (context, { child: asked, remind }) => {
    const about = await mineToAsk(context, asked);
    const recused = await whoStaysOut(context, about);
    await record(context, { action: 'recusal.read', subject: `C-${about.number}` });
    const reminded = remind === undefined ? [] : await peopleToRemind(context, remind);
    for (const person of reminded) await remindOf(context, person);
    const certain = recused.filter((each) => each.certain).map(({ person }) => person.name);
    const open = recused.filter((each) => !each.certain).map(({ person }) => person.name);
    return view(
      'Who must stay out',
      text(
        recused.length === 0
          ? 'Nobody here is known to be linked with this family.'
          : 'P5: these stay impartial and professional, and out of whatever is done about this child.',
      ),
      certain.length > 0 && list(certain),
      open.length > 0 &&
        text('Not known yet: a declared name that may be this family’s has to be matched first (K5).'),
      open.length > 0 && list(open),
      remind !== undefined &&
        text(
          `Reminded of P5, without naming a child: ${reminded.map(({ name }) => name).join(', ') || 'nobody'}. It goes out with the next messages of the day.`,
        ),
      text('Only that you have read this list is kept. Nothing about any matter is written down here.'),
      remind === undefined
        ? buttons(
            recused.length > 0 &&
              button('Remind those of P5', 'recuse', {
                child: `C-${about.number}`,
                remind: recused.map(({ person }) => person.name).join(', '),
              }),
            button('Remind everybody of P5', 'recuse', { child: `C-${about.number}`, remind: 'all' }),
          )
        : undefined,
    );
  },
});

/** The named child, if I act as safeguarding officer for it. The refusal is the same whether or not the child exists. */
async function mineToAsk(context: Context, asked: NamedChild): Promise<Child> {
  const found = asked.children;
  const officers = await loadOfficers(context);
  const mine: Child[] = [];
  for (const child of found) {
    const { carers } = await familyOf(context, child.id);
    if (officers.ofFamily(carers, { child: child.id }) === context.me.id) mine.push(child);
  }
  if (mine.length > 0 || (found.length === 0 && maySeeFamilies(context)))
    return theNamedChild(context, { ...asked, children: mine }, 'child');
  throw new Refusal('This list is for whoever acts as safeguarding officer for that child, alone.', {
    cites: ['authority', 'P5'],
  });
}

/**
 * Everyone in post who is a carer of the child or has declared that they know the family. Declarations that K11 sets aside
 * do not count.
 */
async function whoStaysOut(context: Context, about: Child): Promise<Recused[]> {
  const { register, setting, today } = context;
  const people = await register.people.inPost(setting.id, today);
  const links = await register.children.linksOf(setting.id, about.id);
  const { carers } = await familyOf(context, about.id);
  const concerns = (await concerning(context, [about])).filter(
    ({ declaration, touch }) => !isSetAside(declaration) && touch !== 'surname',
  );
  const officers = await loadOfficers(context);
  const ofCarers = new Set<string>();
  for (const { person } of carers) {
    for (const declaration of await register.declarations.involving(setting.id, person)) {
      if (!isSetAside(declaration) && declaration.declarer === person && declaration.counterpart !== null)
        ofCarers.add(declaration.counterpart);
    }
  }
  // Nobody keeps an officer out by their own word about them.
  for (const { person } of order(officers.listed)) ofCarers.delete(person);
  return people.flatMap((person): Recused[] => {
    const isListed = order(officers.listed).some((officer) => officer.person === person.id);
    const mine = concerns.filter(
      ({ declaration }) => declaration.declarer === person.id && (!isListed || isOwnWord(declaration)),
    );
    const certain =
      links.some((link) => link.person === person.id && countedStanding(link) !== null) ||
      ofCarers.has(person.id) ||
      mine.some(({ touch }) => touch !== 'name') ||
      officers.isConflicted(person.id, carers, about.id);
    return certain || mine.length > 0 ? [{ person, certain }] : [];
  });
}

/** The people to remind: everyone but me, or those named. */
async function peopleToRemind({ register, setting, me, today }: Context, said: string): Promise<Person[]> {
  const people = (await register.people.inPost(setting.id, today)).filter(({ id }) => id !== me.id);
  if (fold(said) === 'all') return people;
  return said
    .split(/[,;]/)
    .filter((name) => fold(name) !== '')
    .map((name) => {
      const found = resolveAmong(name.trim(), people, STAFF.by);
      if (found.kind === 'one') return found.is;
      throw new Refusal(
        found.kind === 'several'
          ? `Several people here are called ${name.trim()}. Please write their e-mail instead.`
          : `Nobody called ${name.trim()} works here. Please write whole names, with commas between them, or all.`,
        { field: 'remind' },
      );
    });
}

/** Sends at most one reminder a day to a person, in the usual windows. The words are the same for everybody. */
async function remindOf(context: Context, person: Person): Promise<void> {
  const [policy] = (await context.register.policies.inForce(context.setting.id)).filter(
    ({ kind }) => kind === 'policy',
  );
  await tell(context, person.id, reminderOfP5(policy?.code, context.today));
}

/** The reminder of P5: the same words for everybody, once a day at most. `code`: the policy in force. */
function reminderOfP5(code: string | undefined, today: Day): Telling {
  return {
    subject: code ?? 'P5',
    content: { kind: 'p5' },
    occasion: today,
    title: 'A reminder of our policy (P5)',
    text: 'Wherever a safeguarding matter touches people we know, we stay impartial and professional, and leave it to those whose task it is (P5).',
    ...(code === undefined ? {} : { button: button('Read the policy', 'policy', { code }) }),
  };
}
