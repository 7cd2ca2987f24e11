import { type AccountState, NEVER_USED } from '../accounts/account.ts';
import { ALLOCATION_LABELS } from '../allocations/allocation.ts';
import type { ArrangementState } from '../arrangements/arrangement.ts';
import { ARRANGEMENT_LABELS } from '../arrangements/words.ts';
import { boundaryState, termsOf } from '../boundaries/terms.ts';
import type { Standing } from '../children/child.ts';
import type { FamilyReply } from '../children/family.ts';
import { stateOf } from '../declarations/outcomes.ts';
import { detailsCopied } from '../declarations/questions.ts';
import type { Notice } from '../notices/notice.ts';
import { type Person, ROLE_LABELS, rolesOn } from '../people/person.ts';
import { whenInWords } from '../policies/on-paper.ts';
import type { PolicyVersion } from '../policies/policy.ts';
import { type Day, showDay, showInstant } from '../rules/days.ts';
import { KIND_LABELS } from '../rules/relationship.ts';
import { sessionsInWords } from '../rules/sessions.ts';
import type { Setting } from '../settings/setting.ts';
import type { Nouns } from '../store.ts';
import type { Scene } from '../talk/context.ts';
import { capital } from '../talk/view.ts';
import { MESSAGE_DAYS } from './retention.ts';
import { KEPT, rights } from './rights.ts';

/** What one record says, by label, for machines. Unknown values are left out. */
export type Entry = Record<string, string | string[]>;

/** One record of the copy: as sentences to its person, and as data. */
export interface OwnEntry {
  /** What it is, where a section has several records that need telling apart. */
  heading?: string;
  said: string[];
  data: Entry;
}

/** What is held about one person, for that person, in sections, some of which may be empty. */
export interface OwnRecord {
  setting: string;
  person: string;
  madeAt: string;
  /** The day on which it was made, in words. */
  madeOn: string;
  sections: { title: string; entries: OwnEntry[] }[];
  /** That some records may be left out, and whom to ask: the same whether or not anything was. */
  exempt: string;
  /** How long each kind of record is kept: all kinds, the same for everybody. */
  kept: string[];
  /** What one may ask, and how to complain. */
  rights: string[];
}

/** How many messages are listed at most, newest first. */
const MESSAGES = 2000;
const EVER = '0000-01-01';

/**
 * What is held about a person (rules: Privacy): what they said, signed and were told, and nothing about anybody else.
 * Holds, recusals, matters of conduct and what others declared are left out; the closing sentence is the same whether or
 * not there are any.
 */
export async function ownRecord(scene: Scene, person: Person): Promise<OwnRecord> {
  const { setting, now, today } = scene;
  const whom = await whomToAsk(scene, person);
  return {
    setting: setting.name,
    person: person.name,
    madeAt: now.toISOString(),
    madeOn: showDay(today),
    sections: await sectionsOf(scene, person),
    exempt: `Some records may be exempt from such a copy, and other people’s data is left out. Please ask ${whom} about that, and about anything that is wrong or missing.`,
    kept: KEPT_FOR,
    rights: rights(setting, whom),
  };
}

interface Section {
  title: string;
  entries(scene: Scene, person: Person): Promise<OwnEntry[]>;
}

/**
 * A section for each noun, in the order of the export, or the reason why it has none. A new noun does not compile without a
 * row here.
 */
const SECTIONS: Readonly<
  Record<keyof Nouns | 'posts' | 'accounts' | 'families' | 'messages', Section | `none: ${string}`>
> = {
  people: { title: 'Who you are', entries: async (_scene, person) => [self(person)] },
  posts: { title: 'Roles', entries: async (_scene, person) => roles(person) },
  accounts: { title: 'Accounts', entries: accounts },
  absences: { title: 'Absences', entries: absences },
  declarations: { title: 'Your declarations', entries: declarations },
  arrangements: { title: 'Your arrangements', entries: arrangements },
  boundaries: { title: 'Professional boundaries', entries: boundaries },
  acknowledgements: { title: 'Policies you answered', entries: acknowledgements },
  signatures: { title: 'Agreements you signed', entries: signatures },
  allocations: { title: 'Children you look after, or did', entries: allocations },
  families: { title: 'Answers about new families', entries: answers },
  carerLinks: { title: 'Your own children here', entries: carerOf },
  messages: { title: 'Messages to you', entries: messages },
  children: 'none: what is held about a child is the child’s',
  proposals: 'none: the officers’ alone; what became of them stands under Roles',
  holds: 'none: an officer’s alone',
  conduct: 'none: the officers’ alone',
  policies: 'none: the setting’s own',
};

async function sectionsOf(scene: Scene, person: Person): Promise<OwnRecord['sections']> {
  const sections: OwnRecord['sections'] = [];
  for (const section of Object.values(SECTIONS)) {
    if (typeof section === 'string') continue;
    sections.push({ title: section.title, entries: await section.entries(scene, person) });
  }
  return sections;
}

/** What is kept how long (rules: Privacy). What an officer alone may read is named, too, since the list is the same for everybody. */
const KEPT_FOR: string[] = [
  `What you declared, and the boundaries agreed upon it: ${KEPT.case}.`,
  `Arrangements, the children you look after, your answers about families, and officers’ notes on who may look after whom: ${KEPT.children}.`,
  `What you acknowledged and signed, and matters of conduct: ${KEPT.leaver}.`,
  `Who you are, your roles, accounts and absences: ${KEPT.person}.`,
  `The words of messages: ${MESSAGE_DAYS} days.`,
  'Longer only while a legal matter needs it.',
];

/** Manager, safeguarding officer or chair, two at most, but not the person themself. */
async function whomToAsk({ register, setting, today }: Scene, person: Person): Promise<string> {
  const people = await register.people.inPost(setting.id, today);
  const named = (['manager', 'dso', 'chair'] as const).flatMap((role) => {
    const holder = people.find((other) => other.id !== person.id && rolesOn(other, today).includes(role));
    return holder ? [`${holder.name} (${setting.titles[role]})`] : [];
  });
  const whom = [...new Set(named)].slice(0, 2).join(' or ') || 'whoever runs this setting';
  return setting.phone === null ? whom : `${whom}, ${setting.phone}`;
}

/** Makes an entry without the unknown values. */
function entry(of: Record<string, string | string[] | boolean | null | undefined>): Entry {
  const known: Entry = {};
  for (const [label, value] of Object.entries(of)) {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0))
      continue;
    known[label] = typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
  }
  return known;
}

const at = (instant: Date | null) => instant?.toISOString();

/** The sentences that have something to say. */
function sentences(...said: (string | null | undefined | false)[]): string[] {
  return said.filter((sentence): sentence is string => typeof sentence === 'string' && sentence !== '');
}

function inWords(instant: Date, { timezone }: Setting): string {
  return showInstant(instant, timezone);
}

/** “from 1 Sep 2020 until 31 Aug 2026”; a beginning that is not known is left out. */
function period(from: Day | null, until: Day | null): string {
  return sentences(from && `from ${showDay(from)}`, until && `until ${showDay(until)}`).join(' ');
}

function quoted(words: string): string {
  return `“${words}”`;
}

function self(person: Person): OwnEntry {
  const mayBe = person.posts.length > 0 ? person.keyPersonCapable : null;
  return {
    said: sentences(
      `You are ${person.name}.`,
      person.ref && `The setting’s own lists know you as ${person.ref}.`,
      person.email && `Your address here is ${person.email}.`,
      person.startsOn && `Your first day was ${showDay(person.startsOn)}.`,
      person.leavesOn && `Your last day is ${showDay(person.leavesOn)}.`,
      mayBe !== null && `You may ${mayBe ? '' : 'not '}be chosen as key person.`,
      ...person.sessions.map(
        ({ from, sessions }) =>
          `${from === null ? 'You work' : `From ${showDay(from)} you work`}: ${sessionsInWords(sessions)}.`,
      ),
    ),
    data: entry({
      Name: person.name,
      Reference: person.ref,
      'E-mail': person.email,
      'First day': person.startsOn,
      'Last day': person.leavesOn,
      'May be key person': mayBe,
      'Days you work': person.sessions.map(
        ({ from, sessions }) => `${sessions}${from === null ? '' : ` from ${from}`}`,
      ),
    }),
  };
}

function roles(person: Person): OwnEntry[] {
  return person.posts.map(({ role, from, until }) => ({
    said: [
      `${capital(ROLE_LABELS[role])}${from === null && until === null ? '' : `, ${period(from, until)}`}.`,
    ],
    data: entry({ Role: role, From: from, Until: until }),
  }));
}

const ACCOUNT_STATES: Record<AccountState, string> = {
  bound: 'yours',
  waiting: 'waits to be confirmed',
  gone: 'gone from there',
  readdressed: 'ended with a former address',
  replaced: 'replaced by another',
  declined: 'said not to be yours',
};

async function accounts({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  return (await register.accounts.knownOf(setting.id, person.id)).map((account) => {
    const used = account.lastUsedAt > NEVER_USED;
    return {
      said: [
        `${capital(account.platform)}, workspace ${account.tenant}, account ${account.user}: ${ACCOUNT_STATES[account.state]}, ${used ? `last used on ${inWords(account.lastUsedAt, setting)}` : 'not used yet'}.`,
      ],
      data: entry({
        Platform: account.platform,
        Workspace: account.tenant,
        Account: account.user,
        State: ACCOUNT_STATES[account.state],
        'Last used': used ? at(account.lastUsedAt) : 'not yet',
        'Home opened': at(account.homeOpenedAt),
      }),
    };
  });
}

async function absences({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  return (await register.people.absencesOf(setting.id, person.id)).map(({ from, to }) => ({
    said: [`Away ${period(from, to)}.`],
    data: entry({ From: from, To: to }),
  }));
}

async function declarations({ register, setting, today }: Scene, person: Person): Promise<OwnEntry[]> {
  const entries: OwnEntry[] = [];
  for (const declaration of await register.declarations.ofDeclarer(setting.id, person.id)) {
    const openings = await register.declarations.openings(setting.id, declaration.id);
    const { affectedChild, endReason, officerNote } = declaration;
    const answer = ({ kind, since, note }: Pick<typeof declaration, 'kind' | 'since' | 'note'>) =>
      sentences(KIND_LABELS[kind], since && `since ${showDay(since)}`, note && quoted(note)).join(', ');
    entries.push({
      heading: `${declaration.counterpartName} (D-${declaration.number})`,
      said: sentences(
        `You declared on ${inWords(declaration.submittedAt, setting)} that you know ${declaration.counterpartName}: ${answer({ ...declaration, note: null })}.`,
        declaration.childName && `You named the child ${declaration.childName}.`,
        ...Object.entries(detailsCopied(declaration)).map(
          ([label, said]) =>
            said !== null &&
            said.length > 0 &&
            `${label}: ${typeof said === 'string' ? quoted(said) : said.join(', ')}.`,
        ),
        declaration.earlier.length > 0 &&
          `Before that you had answered: ${declaration.earlier.map(answer).join('; ')}.`,
        declaration.onBehalfBy !== null && 'An officer recorded it on your behalf.',
        declaration.resumes !== null && `It takes up D-${declaration.resumes}, which is closed.`,
        `How it stands: ${stateOf(declaration, today, undefined)}.`,
        declaration.decidedAt && `It was decided on ${inWords(declaration.decidedAt, setting)}.`,
        officerNote && `The safeguarding officer wrote to you: ${quoted(officerNote)}.`,
        affectedChild !== null &&
          `You were asked whether it has affected the child: ${affectedChild ? 'yes' : 'no'}.`,
        declaration.endedOn && `It ended on ${showDay(declaration.endedOn)}.`,
        endReason && `Why it ended: ${quoted(endReason)}.`,
        openings.length > 0 &&
          `An officer opened it on ${openings.map((opening) => inWords(opening.at, setting)).join('; ')}.`,
      ),
      data: entry({
        Reference: `D-${declaration.number}`,
        'Whom you named': declaration.counterpartName,
        'Child you named': declaration.childName,
        Kind: KIND_LABELS[declaration.kind],
        Since: declaration.since,
        ...detailsCopied(declaration),
        'Answered before': declaration.earlier.map(({ kind, since, note }) =>
          [KIND_LABELS[kind], since, note].filter((word) => word !== null).join(', '),
        ),
        State: declaration.state,
        Outcome: declaration.outcome,
        Submitted: at(declaration.submittedAt),
        Decided: at(declaration.decidedAt),
        'Note to you': officerNote,
        'Has it affected the child': affectedChild,
        'Next review': declaration.nextReview,
        'Ended on': declaration.endedOn,
        'Why it ended': endReason,
        'Recorded on your behalf': declaration.onBehalfBy !== null,
        'Opened by an officer': openings.map((opening) => opening.at.toISOString()),
        'Takes up': declaration.resumes === null ? null : `D-${declaration.resumes}`,
      }),
    });
  }
  return entries;
}

const ARRANGEMENT_STANDS: Record<ArrangementState, string> = {
  declared: 'it waits for the safeguarding officer',
  acknowledged: 'the safeguarding officer has acknowledged it',
  declined: 'the safeguarding officer asked you to leave it',
  ended: 'it has ended',
};

async function arrangements({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  return (await register.arrangements.ofStaff(setting.id, person.id)).map((arrangement) => ({
    heading: `${ARRANGEMENT_LABELS[arrangement.kind]} (A-${arrangement.number})`,
    said: sentences(
      `You told us on ${inWords(arrangement.declaredAt, setting)}: ${ARRANGEMENT_LABELS[arrangement.kind]}, for ${arrangement.childName}, from ${showDay(arrangement.startsOn)}.`,
      arrangement.note && `Your note: ${quoted(arrangement.note)}.`,
      `How it stands: ${ARRANGEMENT_STANDS[arrangement.state]}.`,
      arrangement.decidedAt && `It was decided on ${inWords(arrangement.decidedAt, setting)}.`,
      arrangement.officerNote && `The safeguarding officer wrote to you: ${quoted(arrangement.officerNote)}.`,
      arrangement.endedOn && `It ended on ${showDay(arrangement.endedOn)}.`,
    ),
    data: entry({
      Reference: `A-${arrangement.number}`,
      Kind: ARRANGEMENT_LABELS[arrangement.kind],
      'Child you named': arrangement.childName,
      From: arrangement.startsOn,
      'Your note': arrangement.note,
      State: arrangement.state,
      Recorded: at(arrangement.declaredAt),
      Decided: at(arrangement.decidedAt),
      'Note to you': arrangement.officerNote,
      'Ended on': arrangement.endedOn,
    }),
  }));
}

async function boundaries({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  return (await register.boundaries.ofStaff(setting.id, person.id)).map((agreement) => ({
    heading: `Boundaries upon D-${agreement.declarationNumber} (B-${agreement.number})`,
    said: sentences(
      `How it stands: ${boundaryState(agreement)}.`,
      agreement.staffSignedAt &&
        `You signed on ${inWords(agreement.staffSignedAt, setting)}${agreement.staffAccount === null ? '' : `, with the account ${agreement.staffAccount}`}.`,
      agreement.staffSignedAt === null &&
        agreement.staffAccount &&
        `With the account ${agreement.staffAccount}.`,
      agreement.endedOn && `It ended on ${showDay(agreement.endedOn)}.`,
      'Its terms:',
      ...termsOf(agreement).map((term) => `• ${term}`),
    ),
    data: entry({
      Reference: `B-${agreement.number}`,
      For: `D-${agreement.declarationNumber}`,
      Terms: termsOf(agreement),
      State: boundaryState(agreement),
      'Signed by you': at(agreement.staffSignedAt),
      'With the account': agreement.staffAccount,
      'Ended on': agreement.endedOn,
    }),
  }));
}

async function acknowledgements({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  const entries: OwnEntry[] = [];
  for (const acknowledgement of await register.policies.acknowledgementsOf(setting.id, person.id)) {
    const version = await register.policies.byId(setting.id, acknowledgement.version);
    const { answer, reason, account } = acknowledgement;
    const agreedTo = acknowledgement.statements.map(
      (id) => version?.statements.find((statement) => statement.id === id)?.text ?? id,
    );
    entries.push({
      heading: titleInWords(version),
      said: sentences(
        `You ${answer === 'acknowledge' ? 'acknowledged' : 'did not acknowledge'} it on ${whenInWords(acknowledgement, setting.timezone)}${acknowledgement.source === 'paper' ? ' on paper' : `, with the account ${account}`}.`,
        reason && `Your reason: ${quoted(reason)}.`,
        agreedTo.length > 0 && 'You agreed to each of these:',
        ...agreedTo.map((statement) => `• ${statement}`),
      ),
      data: entry({
        Policy: versionTitle(version),
        Answer: answer,
        Statements: acknowledgement.statements,
        Reason: reason,
        At: at(acknowledgement.at),
        How: acknowledgement.source,
        'With the account': account,
        'SHA-256 of the text': acknowledgement.sha256,
      }),
    });
  }
  return entries;
}

async function signatures({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  const entries: OwnEntry[] = [];
  for (const signature of await register.policies.signaturesOf(setting.id, person.id)) {
    const version = await register.policies.byId(setting.id, signature.version);
    const how = signature.source === 'paper' ? 'on paper' : `in chat, with the account ${signature.account}`;
    entries.push({
      heading: titleInWords(version),
      said: [`You signed it on ${showDay(signature.signedOn)} ${how}, as ${quoted(signature.nameTyped)}.`],
      data: entry({
        Agreement: versionTitle(version),
        'Name you typed': signature.nameTyped,
        'Signed on': signature.signedOn,
        How: signature.source,
        'With the account': signature.account,
        'SHA-256 of the text': signature.sha256,
      }),
    });
  }
  return entries;
}

function versionTitle(version: PolicyVersion | undefined): string | undefined {
  return version && `${version.code} ${version.version}: ${version.title}`;
}

function titleInWords(version: PolicyVersion | undefined): string {
  return version === undefined
    ? 'A text that is kept no more'
    : `${version.title} (version ${version.version})`;
}

async function allocations({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  return (await register.allocations.ofStaff(setting.id, person.id, EVER)).map((allocation) => ({
    said: [
      `${ALLOCATION_LABELS[allocation.role]} for child C-${allocation.childNumber}, ${period(allocation.from, allocation.until)} (KP-${allocation.number}).${allocation.toldOn === null ? '' : ` The parents were told on ${showDay(allocation.toldOn)}.`}`,
    ],
    data: entry({
      Reference: `KP-${allocation.number}`,
      As: allocation.role,
      Child: `C-${allocation.childNumber}`,
      From: allocation.from,
      Until: allocation.until,
      'Parents told on': allocation.toldOn,
    }),
  }));
}

const REPLIES: Record<FamilyReply, string> = {
  nothing: 'that you have nothing to declare',
  declare: 'that you know them, and would declare it',
};

async function answers({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  return (await register.families.answersOf(setting.id, person.id)).map(({ question, answer, at: said }) => {
    const children = question.children.map(({ number }) => `C-${number}`);
    return {
      said: [
        `About the family of ${children.join(', ')} you answered on ${inWords(said, setting)} ${REPLIES[answer]}.`,
      ],
      data: entry({ Children: children, 'Your answer': answer, At: said.toISOString() }),
    };
  });
}

const STANDINGS: Record<Standing, string> = {
  carer: 'a carer',
  relative: 'a relative',
  parent: 'a parent or family, though on the form no more',
  former: 'a carer formerly',
  error: 'recorded in error',
};

async function carerOf({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  return (await register.children.ofPerson(setting.id, person.id)).map(({ child, relation, standing }) => ({
    said: [
      `For child C-${child.number} you are ${STANDINGS[standing]}${relation === null ? '' : ` (${relation})`}.`,
    ],
    data: entry({ Child: `C-${child.number}`, 'You are': relation, Standing: standing }),
  }));
}

const MESSAGE_STATES: Record<Notice['state'], string> = {
  queued: 'waits to be sent',
  sent: 'sent',
  failed: 'not delivered yet',
  dead: 'could not be delivered',
  suppressed: 'not sent, as it held no more',
};

/**
 * The titles of messages; their texts may name other people. Messages about matters that are not the reader's own are left
 * out.
 */
async function messages({ register, setting }: Scene, person: Person): Promise<OwnEntry[]> {
  return (await register.notices.ofRecipient(setting.id, person.id, MESSAGES))
    .filter(({ subject }) => !subject.startsWith('M-'))
    .map((notice) => ({
      said: [
        `${inWords(notice.createdAt, setting)}: ${notice.title || 'its words are erased'} (${MESSAGE_STATES[notice.state]}).`,
      ],
      data: entry({
        At: at(notice.createdAt),
        About: notice.subject,
        Title: notice.title,
        State: notice.state,
      }),
    }));
}
