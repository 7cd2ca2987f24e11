import { newId } from '../identifier.ts';
import type { Telling } from '../notices/notice.ts';
import { tell } from '../notices/tell.ts';
import { rolesOn } from '../people/person.ts';
import { record } from '../records/record.ts';
import { type Day, showDay } from '../rules/days.ts';
import type { Context } from '../talk/context.ts';
import { button, buttons, facts, text, type View, view } from '../talk/view.ts';
import { called, calledFirst } from './called.ts';
import type { Decision, PolicyVersion } from './policy.ts';

/** What is adopted: a draft, or the text in force anew, with what is in force now. */
export interface Adopting {
  source: PolicyVersion;
  current: PolicyVersion | undefined;
  decision: Decision;
  /** Who recorded it, and who said yes to it besides. */
  by: string;
  confirmedBy: string | null;
}

/** Puts a version in force in place of the present one, and tells the chair where the chair took no part in it. */
export async function adoptVersion(
  context: Context,
  { source, current, decision, by, confirmedBy }: Adopting,
): Promise<PolicyVersion> {
  const { register, setting, now } = context;
  const { change, version, adoptedOn, nextReview, signatory, signatoryRole } = decision;
  const id = source.state === 'draft' ? source.id : newId(now);
  const material = change === 'material' || !current;
  const after: PolicyVersion = {
    ...source,
    id,
    version,
    change: material ? 'material' : change,
    adoptedOn,
    adoptedAt: null,
    reviewedOn: adoptedOn,
    nextReview,
    signatory,
    signatoryRole,
    state: 'adopted',
    root: material ? id : (current?.root ?? id),
    rootAdoptedOn: material ? adoptedOn : (current?.rootAdoptedOn ?? adoptedOn),
    recorded: { by, at: now.toISOString(), confirmedBy, waits: null },
  };
  // What was in force loses what waited for a second person, if it was to be reaffirmed.
  const superseded = current && {
    ...current,
    state: 'superseded' as const,
    recorded: current.recorded?.waits ? null : current.recorded,
  };
  await record(
    context,
    {
      action: 'policy.adopted',
      subject: after.code,
      payload: {
        version,
        change: after.change,
        adoptedOn,
        nextReview,
        sha256: after.sha256,
        signatory,
        ...(confirmedBy === null ? {} : { by, confirmedBy }),
      },
    },
    { policies: [...(superseded ? [superseded] : []), after] },
  );
  const chair = await chairOf(context);
  if (chair && chair.id !== by && chair.id !== confirmedBy) {
    const recorder = await register.people.byId(setting.id, by);
    await tell(context, chair.id, versionAdopted(after, recorder?.name ?? 'Somebody', adoptedOn));
  }
  return after;
}

/** The first chair in post. */
export async function chairOf({ register, setting, today }: Context) {
  return (await register.people.inPost(setting.id, today)).find((person) =>
    rolesOn(person, today).includes('chair'),
  );
}

/** What became of it, in words. */
export function wordsOfAdoption({ change }: PolicyVersion): string {
  return change === 'material'
    ? 'Everyone is asked to acknowledge or sign it anew.'
    : 'What was acknowledged and signed stands.';
}

/** The answer that shows an adopted version. */
export function adopted(version: PolicyVersion, words: string): View {
  return view(
    'Adopted',
    facts(
      ['Policy', calledFirst(version, { version: version.version })],
      ['Change', version.change],
      ['Adopted on', version.adoptedOn && showDay(version.adoptedOn)],
      ['Next review', version.nextReview && showDay(version.nextReview)],
      ['Signed', [version.signatory, version.signatoryRole].filter(Boolean).join(', ')],
    ),
    text(words),
    buttons(button('Read it', 'policy', { code: version.code })),
  );
}

/** Tells the chair that somebody else has recorded an adoption. */
function versionAdopted(given: PolicyVersion, by: string, on: Day): Telling {
  const { code, version } = given;
  return {
    subject: code,
    content: { kind: 'adopted' },
    occasion: version,
    title: `A new version is recorded: ${called(given, { version, most: 60 })}`,
    text: `${by} has recorded that version ${version} of ${called(given)} was adopted on ${showDay(on)}.`,
    button: button('Read it', 'policy', { code }),
  };
}
