import { loadOfficers } from '../cases/officers.ts';
import type { Person } from '../people/person.ts';
import { showDay } from '../rules/days.ts';
import { type LinkAnswer, mayLink } from '../rules/links.ts';
import { fold } from '../rules/names.ts';
import { networkLabel } from '../rules/networks.ts';
import { basis } from '../rules/relationship.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice } from '../talk/field.ts';
import { button, buttons, clip, facts, text, type View, view } from '../talk/view.ts';
import { CARERS, carer } from '../who/carers.ts';
import { maySeeFamilies } from '../who/family.ts';
import { toResolved } from '../who/match.ts';
import { only } from '../who/resolve.ts';
import type { Declaration } from './declaration.ts';
import { NETWORK_CHOICES } from './questions.ts';
import { childrenOf } from './reach.ts';
import { isOpen } from './states.ts';

interface LinkDecision {
  person: Person | undefined;
  answer: LinkAnswer;
  /** The declaration that the answer rests on, and whether it names the network. */
  declaration: Declaration | undefined;
}

/** Answers "May I accept this parent?" (G2) before they do. The question is not recorded. */
export const connect = command({
  name: 'connect',
  aliases: ['accept'],
  title: 'May I accept them?',
  summary: 'Ask whether you may accept a parent on a network.',
  roles: 'in_post',
  writes: false,
  submit: 'Ask',
  fields: {
    who: carer('Who would like to be linked with you?', { required: true }),
    network: choice('On which network?', NETWORK_CHOICES, { required: true }),
  },
  execute: async (context, { who, network }) => {
    const on = networkLabel(network);
    if (!maySeeFamilies(context)) return toCommittee(on);
    const people = who.people.filter((person) => person.id !== context.me.id);
    if (people.length < who.people.length && people.length === 0)
      return view('That is you', text('G2 speaks of staff and parents who are two people.'));
    const verdicts: LinkDecision[] = [];
    for (const person of people) verdicts.push(await verdictOn(context, person));
    const parents = verdicts.filter(({ answer }) => answer !== 'free');
    const [first = { person: undefined, answer: 'free', declaration: undefined }, ...others] = parents;
    // The answers differ between the people of that name, so it asks which one is meant and never guesses.
    if (others.some(({ answer }) => answer !== first.answer))
      await only(context, toResolved(parents.flatMap(({ person }) => person ?? [])), CARERS, 'who');
    return answerTo(context, first, who.name, on, network);
  },
});

async function verdictOn(context: Context, person: Person): Promise<LinkDecision> {
  const { register, setting, me, today } = context;
  const children = (await register.children.ofPerson(setting.id, person.id)).filter(
    ({ child, standing }) => standing === 'carer' && (child.leavesOn === null || child.leavesOn >= today),
  );
  const mine = (await register.declarations.ofDeclarer(setting.id, me.id)).filter(({ state }) =>
    isOpen(state),
  );
  const about = mine.filter((declaration) => declaration.counterpart === person.id);
  const withBasis = [];
  for (const declaration of about) {
    const starts = [...(await childrenOf(context, declaration)).values()].sort();
    withBasis.push({
      declaration,
      state: declaration.state,
      basis: basis({ kind: declaration.kind, since: declaration.since, childStartsOn: starts[0] ?? null }),
    });
  }
  let unmatched = false;
  for (const declaration of mine) {
    if (declaration.counterpart !== null || fold(declaration.counterpartName) !== fold(person.name)) continue;
    const verdicts = await register.declarations.matchDecisionsOn(setting.id, declaration.id);
    if (!verdicts.some(({ candidate, answer: verdict }) => candidate === person.id && verdict === 'rejected'))
      unmatched = true;
  }
  const decisive =
    withBasis.find((each) => each.basis === 'prior' && each.state === 'active') ?? withBasis[0];
  return {
    person,
    answer: mayLink({ isParent: children.length > 0, declarations: withBasis, unmatched }),
    declaration: decisive?.declaration,
  };
}

async function answerTo(
  context: Context,
  { person, answer, declaration }: LinkDecision,
  typed: string,
  on: string,
  network: string,
): Promise<View> {
  const name = clip(person?.name ?? typed, 80);
  const about = (words: string) => facts(['Who', name], ['Network', on], ['Answer', words]);
  const ref = declaration && `D-${declaration.number}`;
  switch (answer) {
    case 'free':
      return view(
        'G2 does not apply',
        about('Not a parent here'),
        text(
          'Nobody of that name is a parent of a child here, so G2 does not apply. If they become one, please declare that you know them.',
        ),
        buttons(button('Declare that I know them', 'declare', { who: person?.id ?? typed })),
      );
    case 'yes':
      return view(
        'Yes, you may',
        about('Yes'),
        text(
          `You knew each other before the child's place here (${ref}), so G2 allows the link. The two of you still do not talk about the child there (P2).`,
          ...(declaration?.networks.includes(network)
            ? []
            : [`Please add ${on} to ${ref}, so that it is complete.`]),
        ),
        declaration && !declaration.networks.includes(network)
          ? buttons(
              button('Add the network', 'update', {
                ref: `D-${declaration.number}`,
                networks: [...declaration.networks, network],
              }),
            )
          : undefined,
      );
    case 'ask_first': {
      const officers = await loadOfficers(context);
      const officer = declaration
        ? officers.ofDeclaration(declaration)
        : officers.ofFamily([], { declarer: context.me.id });
      return view(
        'Ask first',
        about('Ask first'),
        text(
          ref === undefined
            ? 'You have declared a name that may be this parent. Until the officer has matched it, please do not accept (G2).'
            : `${ref} is not settled yet. Until your officer has decided, please do not accept (G2).`,
          officer === undefined
            ? `Please ask your ${context.setting.titles.dso} in person.`
            : `${officers.nameOf(officer)} can tell you more.`,
        ),
        buttons(button('My declarations', 'declarations')),
      );
    }
    case 'no':
      return view(
        'No, please do not accept',
        about('No'),
        text(
          declaration
            ? `Your relationship (${ref}) began after the child's place here${declaration.since ? `, ${showDay(declaration.since)}` : ''}: G2 does not allow the link while the child attends.`
            : 'G2: parents are not on staff’s networks unless they knew each other before the child’s place.',
          NICELY,
          ...(declaration
            ? []
            : ['If you did know them before, please declare it: that changes the answer.']),
        ),
        declaration
          ? buttons(button('My declarations', 'declarations'))
          : buttons(
              button('I knew them before: declare', 'declare', {
                who: person?.id ?? typed,
                networks: network,
              }),
            ),
      );
  }
}

const NICELY =
  'You could answer: “Thank you for asking. Our policy is that staff and parents are not linked online while a child is with us; please do not take it personally. I am always glad to talk at the door.” If you are linked already, please end it and tell your officer.';

/** The answer for people who may not see the list of families: the rule, and nothing about who is a parent here. */
function toCommittee(on: string): View {
  return view(
    'It depends on whether you knew them',
    facts(['Network', on]),
    text(
      'I cannot tell you who is a parent here. Where they are one, G2 allows a link only if you knew each other before their child’s place, and have declared it. Where they are not, G2 does not apply.',
      NICELY,
    ),
    buttons(button('I know them: declare', 'declare'), button('My declarations', 'declarations')),
  );
}
