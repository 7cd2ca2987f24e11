import { newId } from '../identifier.ts';
import { type Day, localDay, showDay, showInstant } from '../rules/days.ts';
import type { Register, Rows } from '../store.ts';
import type { Acknowledgement, PolicyVersion, Signature, Source } from './policy.ts';

/** What somebody signed on paper, as a manager or agreements.csv tells of it. */
export interface Paper {
  person: { id: string; name: string };
  version: PolicyVersion;
  signedOn: Day;
  witness: string | null;
}

/**
 * How a paper is recorded, whoever tells of it: the event, and the answer as evidence. Whoever signed a policy on paper agreed to each
 * of its statements.
 */
export function recordOf({ person, version, signedOn, witness }: Paper, now: Date) {
  const { setting, id: shown, root, code, kind, sha256 } = version;
  const evidence = {
    setting,
    id: newId(now),
    person: person.id,
    root,
    version: shown,
    sha256,
    at: new Date(`${signedOn}T12:00:00Z`),
    account: 'paper',
    source: 'paper' as const,
    witness,
  };
  const statements = version.statements.map(({ id }) => id);
  const rows: Partial<Rows> =
    kind === 'policy'
      ? { acknowledgements: [{ ...evidence, answer: 'acknowledge', statements, reason: null }] }
      : { signatures: [{ ...evidence, nameTyped: person.name, signedOn }] };
  const payload = {
    id: evidence.id,
    person: person.id,
    root,
    version: shown,
    sha256,
    source: 'paper',
    signedOn,
    witness,
  };
  return {
    event: {
      action: kind === 'policy' ? 'policy.acknowledged' : 'agreement.signed',
      subject: code,
      payload: kind === 'policy' ? { ...payload, statements } : payload,
    },
    answer: evidence,
    rows,
  };
}

/** The acknowledgement or signature that stands for this version, given in chat or on paper; a decline is none. */
export async function answerTo(
  { policies }: Pick<Register, 'policies'>,
  { setting, root, kind }: PolicyVersion,
  person: string,
): Promise<Acknowledgement | Signature | undefined> {
  if (kind === 'confidentiality')
    return (await policies.signaturesOf(setting, person)).find((signature) => signature.root === root);
  return (await policies.acknowledgementsOf(setting, person)).find(
    (acknowledgement) => acknowledgement.root === root && acknowledgement.answer === 'acknowledge',
  );
}

/** When it was answered, in words: of a paper the hour is not known. */
export function whenInWords({ source, at }: { source: Source; at: Date }, timezone: string): string {
  return source === 'paper' ? showDay(localDay(at, timezone)) : showInstant(at, timezone);
}

/** How it was answered, in words. */
export function howInWords({ source, witness }: { source: Source; witness: string | null }): string {
  if (source === 'chat') return 'in chat';
  return witness === null ? 'on paper' : `on paper, witness ${witness}`;
}

/** The line of a receipt that says that it was signed on paper; nothing of an answer in chat. */
export function onPaper({
  source,
  witness,
}: Pick<Signature, 'source' | 'witness'>): [string, string | false] {
  return [
    'On paper',
    source === 'paper' && `recorded by the setting${witness === null ? '' : `, witness ${witness}`}`,
  ];
}
