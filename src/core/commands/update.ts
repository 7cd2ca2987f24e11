import { arrive } from '../arrival.ts';
import type { Declaration } from '../declaration.ts';
import { attending } from '../facts/families.ts';
import { ownChoices, ownOpen } from '../facts/own.ts';
import { fold } from '../rules/names.ts';
import { needsSince } from '../rules/relationship.ts';
import { decisionDue } from '../rules/reviews.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { choice, choices, line, looseDate, reference } from '../talk/field.ts';
import { anyChild, carer } from '../talk/naming.ts';
import { Refusal } from '../talk/refusal.ts';
import type { Input } from '../talk/view.ts';
import { receipt } from '../words/receipt.ts';
import { evidence, KIND_CHOICES, NETWORK_CHOICES, SINCE_HINT, whoReads } from './declare.ts';

/** What the declaration says now, for the form; nothing of it for anyone but its declarer. */
function now(pick: (declaration: Declaration) => string | string[] | null) {
  return async (context: Context, input: Input): Promise<string | string[] | undefined> => {
    const number = /^(?:[\w-]+\/)?D-?(\d+)$/i.exec(String(input.ref ?? ''))?.[1];
    if (number === undefined) return undefined;
    const found = await context.register.declarations.byNumber(context.setting.id, Number(number));
    return found?.declarer === context.me.id ? (pick(found) ?? undefined) : undefined;
  };
}

/** Changes an open declaration, which is submitted anew; what is left out stays as it was. */
export const update = command({
  name: 'update',
  title: 'Change a declaration',
  summary: 'Change one of your open declarations; it is submitted anew.',
  roles: 'in_post',
  writes: true,
  submit: 'Submit anew',
  fields: {
    ref: reference('Which declaration?', ['D'], { required: true, choices: ownChoices }),
    who: carer('Whom do you know?', { prefill: now((each) => each.counterpartName) }),
    kind: choice('How do you know them?', KIND_CHOICES, { prefill: now((each) => each.kind) }),
    child: anyChild('About one child?', { prefill: now((each) => each.childName) }),
    since: looseDate('Since when?', { hint: SINCE_HINT, prefill: now((each) => each.since) }),
    networks: choices('On which networks are you linked?', NETWORK_CHOICES, {
      prefill: now((each) => each.networks),
    }),
    note: line('Anything your officer should know?', 280, { prefill: now((each) => each.note) }),
  },
  intro: whoReads,
  execute: async (context, input, mentioned) => {
    const { register, setting, today } = context;
    const before = await ownOpen(context, input.ref.number);
    const person = counterpart(before, input.who);
    const child = input.child?.children.length === 1 ? input.child.children[0] : undefined;
    if (before.child !== null && mentioned.has('child') && child?.id !== before.child) {
      throw new Refusal(
        'The child cannot be taken back here. Please end this declaration and declare anew.',
        { field: 'child' },
      );
    }
    const kind = input.kind ?? before.kind;
    const since = mentioned.has('since') ? (input.since ?? null) : before.since;
    if (since === null && needsSince(kind)) throw new Refusal('Please say since when.', { field: 'since' });
    const after: Declaration = {
      ...before,
      kind,
      since,
      counterpart: person?.id ?? before.counterpart,
      counterpartName:
        person?.name ??
        (before.counterpart === null ? (input.who?.name ?? before.counterpartName) : before.counterpartName),
      child: child?.id ?? before.child,
      childName: child?.name ?? (mentioned.has('child') ? (input.child?.name ?? null) : before.childName),
      networks: mentioned.has('networks') ? (input.networks ?? []) : before.networks,
      note: mentioned.has('note') ? (input.note ?? null) : before.note,
    };
    if (
      before.state === 'submitted' &&
      JSON.stringify(evidence(before)) === JSON.stringify(evidence(after))
    ) {
      return receipt(context, before, await arrive(context, before, 'submitted'), 'again');
    }
    after.state = 'submitted';
    after.submittedAt = context.now;
    after.raisedAt = null;
    after.confirmedAt = before.onBehalfBy === null ? before.confirmedAt : context.now;
    after.dueOn = decisionDue(
      today,
      await attending(context, after.counterpart ?? undefined, after.child ?? undefined),
      { ...setting, calendar: context.calendar },
    );
    await register.declarations.save(after);
    await register.audit.append(
      setting.id,
      {
        action: 'declaration.updated',
        actor: context.me.id,
        subject: `D-${after.number}`,
        payload: { before: evidence(before), after: evidence(after) },
      },
      context.now,
    );
    return receipt(
      context,
      after,
      await arrive(context, after, `updated:${context.now.toISOString()}`),
      'updated',
    );
  },
});

/** A link to a parent is never taken back by its declarer: that would lift a block which only the officer's closing lifts. */
function counterpart(
  before: Declaration,
  who: { name: string; people: { id: string; name: string }[] } | undefined,
) {
  if (!who) return undefined;
  const same = fold(who.name) === fold(before.counterpartName);
  if (before.counterpart !== null) {
    if (same || who.people.some((person) => person.id === before.counterpart)) return undefined;
    throw new Refusal('Whom you know cannot be changed here. Please end this declaration and declare anew.', {
      field: 'who',
    });
  }
  if (who.people.length > 1)
    throw new Refusal('Several parents here have that name. Your officer will match it.', { field: 'who' });
  if (who.people.length === 0 && !same)
    throw new Refusal(
      'A name cannot be exchanged for another here. Please end this declaration and declare anew.',
      { field: 'who' },
    );
  return who.people[0];
}
