import type { Answer, Run } from '../../src/core/talk/view.ts';
import type { Demo } from './demo.ts';
import { commands } from './platforms.ts';

/** What somebody was answered, and what they had done for it. */
export interface Answered {
  /** `Zoë Adeyemi: declare {…}`. */
  to: string;
  run: Run;
  answer: Answer;
}

const [ZOE, TOM, ELLIS, AMINA] = ['Zoë Adeyemi', 'Tom Ridley', 'Ellis Farrow', 'Amina Yusuf'];
const [MAEVE, PRIYA, RUTH, HELEN, COLIN] = [
  "Maeve O'Sullivan",
  'Priya Raman-Clarke',
  'Ruth Hallam',
  'Helen Whitcombe',
  'Colin Threadgold',
];

/** A morning in which each verb is carried out that does something. */
const DEEDS: readonly (readonly [who: string, said: string])[] = [
  [ZOE, 'declare "Laura Ashdown" friend since=2019 networks=facebook,whatsapp note="From school."'],
  [TOM, 'declare "Kofi\'s mum" neighbour since=2020'],
  [AMINA, 'declare "Alise Mortimer" friend since=2021 none_of_these=yes'],
  [MAEVE, 'declare "Hazel Dacre" friend since=2020 on_behalf_of="Bethany Marsh"'],
  [MAEVE, 'decide D-1 managed note="Please agree boundaries."'],
  [MAEVE, 'decide D-2 returned note="Since which month?"'],
  [MAEVE, 'match D-3 reject=yes'],
  [TOM, 'update D-2 since=2020-03'],
  [MAEVE, 'boundary D-1'],
  [ZOE, 'boundary B-1 agree=yes'],
  [MAEVE, 'boundary B-1 parent_answer=page'],
  [MAEVE, 'boundary B-1 parent_answer=paper parent_signed_on=2026-11-23 name_is_theirs=yes'],
  [ZOE, 'connect "Alice Mortimer" facebook'],
  [ZOE, 'connect "Laura Ashdown" facebook'],
  [ZOE, 'connect "Nobody Atall" facebook'],
  [ZOE, 'arrange "Ivy Mortimer" babysitting starts_on=2026-12-01'],
  [ZOE, 'families none'],
  [TOM, 'family "Ivy Mortimer" nothing'],
  [ZOE, 'acknowledge answer=acknowledge statements=S1,S2,S3,S4,S5,S6,S7,S8'],
  [ELLIS, 'acknowledge answer=decline reason="I would rather speak first."'],
  [ELLIS, 'sign full_name="Ellis Farrow" agree=yes'],
  [ZOE, 'contacts "Ivy Mortimer"'],
  [ZOE, 'mydata'],
  [ZOE, 'away from=2026-12-01 to=2026-12-11'],
  [RUTH, 'away staff="Karolina Nowak" from=2026-12-01 to=2026-12-18'],
  [RUTH, 'keyperson "Callum McBride"'],
  [RUTH, 'keypeople'],
  [RUTH, 'assign "Callum McBride" "Ruth Hallam"'],
  [RUTH, 'assign "Freya Ashdown" "Zoë Adeyemi"'],
  [RUTH, 'assign "Ivy Mortimer" "Tom Ridley"'],
  [RUTH, 'unassign "Callum McBride" "Ruth Hallam" on=2026-12-01 reason="She asked."'],
  [MAEVE, 'hold "Ivy Mortimer" staff="Tom Ridley" reason="Asked by the family."'],
  [MAEVE, 'unhold "Ivy Mortimer" staff="Tom Ridley" reason="Settled."'],
  [MAEVE, 'recuse "Ivy Mortimer"'],
  [MAEVE, 'register'],
  [MAEVE, 'carers'],
  [MAEVE, 'match child="Ivy Mortimer"'],
  [RUTH, 'conduct "Tom Ridley" clause=G5 note="A post about work."'],
  [RUTH, 'outstanding'],
  [RUTH, 'remind'],
  [RUTH, 'child "New Child" starts_on=2027-01-04 carers="Una Reed (mother)"'],
  [RUTH, 'child "Ivy Mortimer" carers="Alice Mortimer (mother); Joe Mortimer (father)"'],
  [RUTH, 'person "Uma Reed" email=uma@willowmere.test roles=staff starts_on=2027-01-04'],
  [HELEN, 'adopt SM reaffirmed next_review=2027-07'],
  [MAEVE, 'due'],
  [PRIYA, 'pass D-3'],
  [ZOE, 'end D-1 ended_on=2026-11-20 reason="We lost touch."'],
  [ZOE, 'confirm D-1 still_true=yes affected_child=no'],
  [ZOE, 'concern'],
  [ZOE, 'worried about Ivy'],
  [ZOE, 'declrae'],
];

/** One of each role. */
const EVERYBODY = [ZOE, MAEVE, RUTH, HELEN, COLIN] as const;

/**
 * What Candour answers: each verb done, then each verb asked for by one of each role, with and without an answer to its form, and
 * every button of these pressed once. What is answered alike, it answers once.
 */
export async function everyAnswer({ app, identity, say }: Demo): Promise<Answered[]> {
  const found = new Map<string, Answered>();
  function keep(to: string, run: Run, answer: Answer): void {
    const alike = JSON.stringify(answer).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
    if (!found.has(alike)) found.set(alike, { to, run, answer });
  }
  for (const [who, said] of DEEDS) {
    const { command, input } = app.parse(said);
    keep(`${who}: ${said}`, { command, input }, await say(who, said));
  }
  for (const who of EVERYBODY) {
    const known = await identity(who);
    const run = async (run: Run & { submitted?: boolean }) => {
      const answer = await app.run(known, run);
      keep(`${who}: ${JSON.stringify(run)}`, run, answer);
      return answer;
    };
    const pressed = new Map<string, Run>();
    for (const { name } of commands) {
      const answer = await run({ command: name, input: {} });
      await run({ command: name, input: {}, submitted: true });
      const ways =
        answer.kind === 'form'
          ? (answer.buttons ?? [])
          : answer.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
      // Of many alike the first few: one child is drawn as the next.
      const perCommand = new Map<string, number>();
      for (const { run: way } of ways) {
        const before = perCommand.get(way.command) ?? 0;
        perCommand.set(way.command, before + 1);
        if (before < 2) pressed.set(JSON.stringify(way), way);
      }
    }
    for (const way of pressed.values()) await run(way);
  }
  return [...found.values()];
}
