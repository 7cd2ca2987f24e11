import { loadOfficers } from '../cases/officers.ts';
import { countedStanding } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import { likeness } from '../rules/alike.ts';
import { showDay } from '../rules/days.ts';
import { type LinkAnswer, mayLink } from '../rules/links.ts';
import { networkLabel } from '../rules/networks.ts';
import { basis } from '../rules/relationship.ts';
import { order } from '../rules/routing.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice } from '../talk/field.ts';
import { button, buttons, clip, facts, LIMITS, list, text, type View, view } from '../talk/view.ts';
import {
  CARERS,
  carer,
  carersOffered,
  closeCarers,
  describeAcquaintance,
  type TypedCarer,
} from '../who/carers.ts';
import { maySeeFamilies } from '../who/family.ts';
import { toResolved } from '../who/match.ts';
import { choicesOf, only } from '../who/resolve.ts';
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
  aliases: ['accept', 'may i accept', 'can i accept'],
  said: ['May I accept this parent?', 'friend request'],
  title: 'May I accept them?',
  summary: 'Ask whether you may accept a parent on a network.',
  roles: 'in_post',
  writes: false,
  submit: 'Ask',
  fields: {
    who: carer('Who would like to be linked with you?', { required: true }),
    network: choice('On which network?', NETWORK_CHOICES, {
      required: true,
      among: 'the networks',
      prefill: () => 'facebook',
      hint: 'The rule is the same on each (G2).',
    }),
  },
  execute: async (context, { who, network }) => {
    const on = networkLabel(network);
    if (!maySeeFamilies(context)) return toCommittee(on);
    // Of somebody about whom they may not be told, the answer is that of an unknown name.
    const fits = who.isShown ? who.people : [];
    const people = fits.filter((person) => person.id !== context.me.id);
    if (people.length < fits.length && people.length === 0)
      return view('That is you', text('G2 speaks of staff and parents who are two people.'));
    const verdicts: LinkDecision[] = [];
    for (const person of people) verdicts.push(await verdictOn(context, person));
    const parents = verdicts.filter(({ answer }) => answer !== 'free');
    const [first, ...others] = parents;
    // The answers differ between the people of that name, so it asks which one is meant and never guesses.
    if (first && others.some(({ answer }) => answer !== first.answer))
      await only(context, toResolved(parents.flatMap(({ person }) => person ?? [])), CARERS, 'who');
    if (first)
      return answerTo(
        context,
        parents.length > 1 ? { ...first, person: undefined } : first,
        who.name,
        on,
        network,
      );
    const [known] = verdicts;
    const like = known ? await closeCarers(context, who.name) : who.like;
    if (like.length > 0 || who.children.length > 0 || who.likeChildren.length > 0)
      return toLikeness(context, { ...who, like }, on, network);
    return known ? answerTo(context, known, who.name, on, network) : toUnknown(context, who.name, on);
  },
});

async function verdictOn(context: Context, person: Person): Promise<LinkDecision> {
  const { register, setting, me, today } = context;
  const links = (await register.children.ofPerson(setting.id, person.id)).filter(
    ({ child }) => child.leavesOn === null || child.leavesOn >= today,
  );
  const isParent = links.some((link) => countedStanding(link) === 'carer');
  const mine = (await register.declarations.ofDeclarer(setting.id, me.id)).filter(({ state }) =>
    isOpen(state),
  );
  const withBasis = [];
  for (const declaration of mine.filter(({ counterpart }) => counterpart === person.id)) {
    const starts = [...(await childrenOf(context, declaration)).values()].sort();
    withBasis.push({
      declaration,
      state: declaration.state,
      basis: basis({ kind: declaration.kind, since: declaration.since, childStartsOn: starts[0] ?? null }),
    });
  }
  const decisive =
    withBasis.find((each) => each.basis === 'prior' && each.state === 'active') ?? withBasis[0];
  return {
    person,
    answer: mayLink({
      isParent,
      isRelative: links.some((link) => countedStanding(link) === 'relative'),
      declarations: withBasis,
      unmatched: await isUnmatched(context, person, mine),
    }),
    declaration: decisive?.declaration,
  };
}

/** Whether a name that I declared may be this person's, while no officer has said that it is not. */
async function isUnmatched(
  { register, setting }: Context,
  { id, name }: Person,
  mine: readonly Declaration[],
): Promise<boolean> {
  for (const declaration of mine) {
    if (declaration.counterpart !== null) continue;
    const alike = likeness(declaration.counterpartName, name);
    if (alike !== 'equal' && alike !== 'close') continue;
    const verdicts = await register.declarations.matchDecisionsOn(setting.id, declaration.id);
    if (!verdicts.some(({ candidate, answer }) => candidate === id && answer === 'rejected')) return true;
  }
  return false;
}

/** Whom to ask before accepting: alike for every question, since whose case it is would tell who has a part in it. */
async function whomToAsk(context: Context): Promise<string> {
  const { listed, nameOf } = await loadOfficers(context, []);
  const first = order(listed).find(({ person }) => person !== context.me.id);
  return first === undefined ? `your ${context.setting.titles.dso}` : nameOf(first.person);
}

/** A name like a parent's, or a child's: which one is meant is asked, and nobody is cleared. */
async function toLikeness(context: Context, who: TypedCarer, on: string, network: string): Promise<View> {
  const whose =
    who.like.length > 0 ? who.like : await carersOffered(context, [...who.children, ...who.likeChildren]);
  const choices = await choicesOf(context, whose, CARERS);
  return view(
    'Ask first',
    facts(['Who', clip(who.name, 80)], ['Network', on], ['Answer', 'Ask first']),
    text(
      who.like.length > 0
        ? 'I know no parent here of exactly that name, but somebody like it. If it is one of these, press it.'
        : `A child here has that name, or one like it.${choices.length > 0 ? ' If it is one of the parents, press it.' : ''}`,
      `Otherwise please wait, do not accept yet (G2), and ask ${await whomToAsk(context)}.`,
    ),
    choices.length > 0 && list(choices.map(({ label }) => label)),
    buttons(
      ...choices.map(({ value, label }) => button(buttonLabel(label), 'connect', { who: value, network })),
      button('I know them: declare', 'declare', { who: who.name }),
    ),
  );
}

/** The beginning of a choice's label, which stands whole in the list above the buttons. */
function buttonLabel(label: string): string {
  return clip(label, LIMITS.buttonLabel);
}

async function shownName(context: Context, person: Person): Promise<string> {
  const links = await context.register.children.ofPerson(context.setting.id, person.id);
  return describeAcquaintance(context, person, links);
}

async function toUnknown(context: Context, name: string, on: string): Promise<View> {
  return view(
    'I know no parent here of that name',
    facts(['Who', clip(name, 80)], ['Network', on], ['Answer', 'Not known here']),
    text(
      `I know no parent here of that name. If you know them through work here, or they may be family of a child here, please wait and ask ${await whomToAsk(context)}. If you know them from elsewhere, this rule (G2) is not about them.`,
    ),
    buttons(button('Declare that I know them', 'declare', { who: name })),
  );
}

async function answerTo(
  context: Context,
  { person, answer, declaration }: LinkDecision,
  typed: string,
  on: string,
  network: string,
): Promise<View> {
  const name = clip(person ? await shownName(context, person) : typed, 80);
  const about = (words: string) => facts(['Who', name], ['Network', on], ['Answer', words]);
  const ref = declaration && `D-${declaration.number}`;
  switch (answer) {
    case 'free':
      return view(
        'G2 does not apply',
        about('Not a parent here'),
        text(
          `${clip(person?.name ?? typed, 80)} is no parent of a child here, so G2 does not apply. If they become one, please declare that you know them.`,
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
      const ask = await whomToAsk(context);
      return view(
        'Ask first',
        about('Ask first'),
        text(
          ref === undefined
            ? 'They are family of a child here, or a name that you declared may be theirs. Until the officer has settled it, please do not accept (G2).'
            : `${ref} is not settled yet. Until the safeguarding officer has decided, please do not accept (G2).`,
          `${ask} can tell you more.`,
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
            : 'Parents are not on staff’s networks unless they knew each other before the child’s place (G2).',
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
  'You could answer: “Thank you for asking. Our policy is that staff and parents are not linked online while a child is with us; please do not take it personally. I am always glad to talk at the door.” If you are linked already, please end it and tell the safeguarding officer.';

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
