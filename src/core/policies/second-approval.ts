import type { ToConfirm } from '../cases/to-confirm.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { type Person, rolesOn } from '../people/person.ts';
import { record } from '../records/record.ts';
import { localDay, showDay } from '../rules/days.ts';
import { isOfficer } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { button, buttons, facts, inPlainWords, text, type View, view } from '../talk/view.ts';
import { type Adopting, adopted, adoptVersion, wordsOfAdoption } from './adopting.ts';
import { called, calledFirst } from './called.ts';
import { type Decision, type PolicyVersion, type Recorded, waitingOf } from './policy.ts';
import { whatDiffers, wholeText } from './what-differs.ts';

type Waiting = Recorded & { waits: Decision };

/** Who may say the second word to an adoption that this person recorded: another officer, or the administrator. */
async function secondPersons({ register, setting, today }: Context, by: string): Promise<Person[]> {
  return (await register.people.inPost(setting.id, today)).filter((person) => {
    const roles = rolesOn(person, today);
    return person.id !== by && (isOfficer(roles) || roles.includes('admin'));
  });
}

/**
 * Adopts it, or, where the setting wants a second person's word and there is somebody to give it, puts it to them (rules: profile). The same
 * decision, recorded by another while it waits, is that word.
 */
export async function adoptOrPropose(context: Context, adopting: Adopting): Promise<View> {
  const { setting, me, now } = context;
  const { source, decision } = adopting;
  const waiting = waitingOf(source, now);
  const isSame = waiting !== undefined && JSON.stringify(waiting.waits) === JSON.stringify(decision);
  const asked = setting.profile.second_approval ? await secondPersons(context, me.id) : [];
  if (isSame && waiting.by !== me.id) {
    const after = await adoptVersion(context, { ...adopting, by: waiting.by, confirmedBy: me.id });
    await tell(context, waiting.by, adoptionAnswered(after, true));
    return adopted(after, wordsOfAdoption(after));
  }
  if (asked.length === 0) {
    const after = await adoptVersion(context, adopting);
    return adopted(after, wordsOfAdoption(after));
  }
  if (isSame) return proposed(context, source, decision, 'Recorded already');
  const recorded: Recorded = { by: me.id, at: now.toISOString(), confirmedBy: null, waits: decision };
  await record(
    context,
    {
      action: 'policy.adoption_proposed',
      subject: source.code,
      payload: { ...decision, sha256: source.sha256 },
    },
    { policies: [{ ...source, recorded }] },
  );
  for (const { id } of asked) await tell(context, id, adoptionProposed(source, recorded));
  return proposed(context, source, decision, 'Waits for a second person');
}

function proposed({ setting }: Context, source: PolicyVersion, decision: Decision, title: string): View {
  return view(
    title,
    facts(...detailsOf(source, decision)),
    text(
      `Here an adoption takes two: it is in force once another officer (${setting.titles.dso}, ${setting.titles.manager}, ${setting.titles.chair}) or the administrator has said yes. Until then nothing changes.`,
    ),
    buttons(button('My page', 'me')),
  );
}

function detailsOf(source: PolicyVersion, { change, version, adoptedOn, nextReview, ...rest }: Decision) {
  return [
    ['Policy', calledFirst(source, { version })],
    ['Change', change],
    ['Adopted on', showDay(adoptedOn)],
    ['Next review', showDay(nextReview)],
    ['Signed', `${rest.signatory}, ${rest.signatoryRole}`],
  ] satisfies [string, string][];
}

/** The adoptions that wait for my word: never one that I recorded. */
export async function adoptionsToConfirm(context: Context): Promise<ToConfirm[]> {
  const { register, setting, me, now, today, roles } = context;
  if (!isOfficer(roles) && !roles.includes('admin')) return [];
  const proposed = await register.policies.proposed(setting.id);
  if (proposed.length === 0) return [];
  const inForce = await register.policies.inForce(setting.id);
  const found: ToConfirm[] = [];
  for (const source of proposed) {
    const waiting = waitingOf(source, now);
    if (waiting === undefined || waiting.by === me.id) continue;
    const by = await register.people.byId(setting.id, waiting.by);
    // It is one of two words only while whoever said it is still in post.
    if (by === undefined || !rolesOn(by, today).some((role) => role === 'chair' || role === 'manager'))
      continue;
    const current = inForce.find(({ code }) => code === source.code);
    const blocks =
      current && current.id !== source.id ? await whatDiffers(current, source) : wholeText(source);
    const details = detailsOf(source, waiting.waits).map(([label, value]) => `${label}: ${value}`);
    const name = calledFirst(source, { version: waiting.waits.version });
    found.push({
      value: `adoption:${source.id}`,
      label: `Adopt ${called(source, { version: waiting.waits.version, most: 60 })}`,
      question: 'Was it adopted so?',
      names: [source.title, source.code],
      on: localDay(new Date(waiting.at), setting.timezone),
      standsOn: [source.id, source.sha256, JSON.stringify([waiting, source.statements, current?.id])],
      intro: [
        `${by.name} has recorded that ${name} was adopted. It is in force once you have answered yes.`,
        details.join('\n'),
        inPlainWords(blocks),
      ].join('\n\n'),
      isReview: false,
      isInPerson: false,
      answer: ({ isTrue }) => answer(context, { source, current, waiting }, isTrue),
    });
  }
  return found;
}

async function answer(
  context: Context,
  {
    source,
    current,
    waiting,
  }: { source: PolicyVersion; current: PolicyVersion | undefined; waiting: Waiting },
  isTrue: boolean,
): Promise<View> {
  const { by, waits: decision } = waiting;
  if (isTrue) {
    const after = await adoptVersion(context, { source, current, decision, by, confirmedBy: context.me.id });
    await tell(context, by, adoptionAnswered(after, true));
    return adopted(after, wordsOfAdoption(after));
  }
  await record(
    context,
    {
      action: 'policy.adoption_declined',
      subject: source.code,
      payload: { version: decision.version, by },
    },
    { policies: [{ ...source, recorded: null }] },
  );
  await tell(context, by, adoptionAnswered({ ...source, version: decision.version }, false));
  return view(
    'Not agreed',
    text(
      'Nothing changes: what was in force stays in force, and the draft stays a draft. Whoever recorded it is told.',
    ),
    buttons(button('My page', 'me')),
  );
}

function adoptionProposed(source: PolicyVersion, { at, waits }: Recorded): Telling {
  const version = waits?.version ?? source.version;
  return {
    subject: source.code,
    content: { kind: 'adoption-proposed', version: source.id, at },
    occasion: at,
    title: `A second word is needed: ${called(source, { version, most: 60 })}`,
    text: `The adoption of ${called(source, { version })} is recorded and waits for a second person. Please look at it.`,
    button: button('Look at it', 'confirm', { ref: `adoption:${source.id}` }),
  };
}

function adoptionAnswered(source: PolicyVersion, isTrue: boolean): Telling {
  const { code, version } = source;
  return {
    subject: code,
    content: { kind: 'adoption-answered' },
    occasion: `${version} ${isTrue}`,
    title: isTrue
      ? `Confirmed: ${called(source, { version, most: 60 })} is in force`
      : `Not agreed: ${called(source, { version, most: 60 })}`,
    text: isTrue
      ? `A second person has confirmed that ${called(source, { version })} was adopted.`
      : `A second person did not agree that ${called(source, { version })} was adopted. Nothing has changed.`,
    button: button('Read what is in force', 'policy', { code }),
  };
}
