import { NEVER_USED } from '../accounts/account.ts';
import { ARRANGEMENT_LABELS } from '../arrangements/words.ts';
import { boundaryState, termsOf } from '../boundaries/terms.ts';
import { detailsCopied } from '../declarations/questions.ts';
import { type Person, rolesOn } from '../people/person.ts';
import type { PolicyVersion } from '../policies/policy.ts';
import { KIND_LABELS } from '../rules/relationship.ts';
import type { Nouns } from '../store.ts';
import type { Scene } from '../talk/context.ts';

/** One entry, by label. Unknown values are left out. */
export type Entry = Record<string, string | string[]>;

/** What is held about one person, for that person, in sections, some of which may be empty. */
export interface OwnRecord {
  setting: string;
  person: string;
  madeAt: string;
  sections: { title: string; entries: Entry[] }[];
  /** The closing sentence, which is the same whether or not anything was left out. */
  exempt: string;
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
  const { setting, now } = scene;
  return {
    setting: setting.name,
    person: person.name,
    madeAt: now.toISOString(),
    sections: await sectionsOf(scene, person),
    exempt: await exempt(scene, person),
  };
}

interface Section {
  title: string;
  entries(scene: Scene, person: Person): Promise<Entry[]>;
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
  acknowledgements: { title: 'Acknowledgements', entries: acknowledgements },
  signatures: { title: 'Signatures', entries: signatures },
  allocations: { title: 'Children you look after, or did', entries: allocations },
  families: { title: 'Answers about new families', entries: answers },
  carerLinks: { title: 'Your own children here', entries: carerOf },
  messages: { title: 'Messages to you', entries: messages },
  children: 'none: what is held about a child is the child’s',
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

/** The sentence at the end of every export. */
async function exempt({ register, setting, today }: Scene, person: Person): Promise<string> {
  const people = await register.people.inPost(setting.id, today);
  const named = (['manager', 'dso', 'chair'] as const).flatMap((role) => {
    const holder = people.find((other) => other.id !== person.id && rolesOn(other, today).includes(role));
    return holder ? [`${holder.name} (${setting.titles[role]})`] : [];
  });
  const whom = [...new Set(named)].slice(0, 2).join(' or ') || 'whoever runs this setting';
  return `Some records may be exempt from such a copy, and other people’s data is left out. Please ask ${whom} about that, and about anything that is wrong or missing.`;
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

function self(person: Person): Entry {
  return entry({
    Name: person.name,
    Reference: person.ref,
    'E-mail': person.email,
    'First day': person.startsOn,
    'Last day': person.leavesOn,
    'May be key person': person.posts.length > 0 ? person.keyPersonCapable : null,
    'Days you work': person.sessions.map(
      ({ from, sessions }) => `${sessions}${from === null ? '' : ` from ${from}`}`,
    ),
  });
}

function roles(person: Person): Entry[] {
  return person.posts.map(({ role, from, until }) => entry({ Role: role, From: from, Until: until }));
}

async function accounts({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  return (await register.accounts.ofPerson(setting.id, person.id)).map((account) =>
    entry({
      Platform: account.platform,
      Workspace: account.tenant,
      Account: account.user,
      'Last used': account.lastUsedAt > NEVER_USED ? at(account.lastUsedAt) : 'not yet',
    }),
  );
}

async function absences({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  return (await register.people.absencesOf(setting.id, person.id)).map(({ from, to }) =>
    entry({ From: from, To: to }),
  );
}

async function declarations({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const declaration of await register.declarations.ofDeclarer(setting.id, person.id)) {
    const openings = await register.declarations.openings(setting.id, declaration.id);
    entries.push(
      entry({
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
        'Note to you': declaration.officerNote,
        'Has it affected the child': declaration.affectedChild,
        'Next review': declaration.nextReview,
        'Ended on': declaration.endedOn,
        'Why it ended': declaration.endReason,
        'Recorded on your behalf': declaration.onBehalfBy !== null,
        'Opened by an officer': openings.map((opening) => opening.at.toISOString()),
        'Takes up': declaration.resumes === null ? null : `D-${declaration.resumes}`,
      }),
    );
  }
  return entries;
}

async function arrangements({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  return (await register.arrangements.ofStaff(setting.id, person.id)).map((arrangement) =>
    entry({
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
  );
}

async function boundaries({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  return (await register.boundaries.ofStaff(setting.id, person.id)).map((agreement) =>
    entry({
      Reference: `B-${agreement.number}`,
      For: `D-${agreement.declarationNumber}`,
      Terms: termsOf(agreement),
      State: boundaryState(agreement),
      'Signed by you': at(agreement.staffSignedAt),
      'With the account': agreement.staffAccount,
      'Ended on': agreement.endedOn,
    }),
  );
}

async function acknowledgements({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const acknowledgement of await register.policies.acknowledgementsOf(setting.id, person.id)) {
    entries.push(
      entry({
        Policy: versionTitle(await register.policies.byId(setting.id, acknowledgement.version)),
        Answer: acknowledgement.answer,
        Statements: acknowledgement.statements,
        Reason: acknowledgement.reason,
        At: at(acknowledgement.at),
        'With the account': acknowledgement.account,
        'SHA-256 of the text': acknowledgement.sha256,
      }),
    );
  }
  return entries;
}

async function signatures({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const signature of await register.policies.signaturesOf(setting.id, person.id)) {
    entries.push(
      entry({
        Agreement: versionTitle(await register.policies.byId(setting.id, signature.version)),
        'Name you typed': signature.nameTyped,
        'Signed on': signature.signedOn,
        How: signature.source,
        'With the account': signature.account,
        'SHA-256 of the text': signature.sha256,
      }),
    );
  }
  return entries;
}

function versionTitle(version: PolicyVersion | undefined): string | undefined {
  return version && `${version.code} ${version.version}: ${version.title}`;
}

async function allocations({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  return (await register.allocations.ofStaff(setting.id, person.id, EVER)).map((allocation) =>
    entry({
      Reference: `KP-${allocation.number}`,
      As: allocation.role,
      Child: `C-${allocation.childNumber}`,
      From: allocation.from,
      Until: allocation.until,
    }),
  );
}

async function answers({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  return (await register.families.answersOf(setting.id, person.id)).map(({ question, answer, at: said }) =>
    entry({
      Children: question.children.map(({ number }) => `C-${number}`),
      'Your answer': answer,
      At: said.toISOString(),
    }),
  );
}

async function carerOf({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  return (await register.children.ofPerson(setting.id, person.id)).map(({ child, relation, standing }) =>
    entry({ Child: `C-${child.number}`, 'You are': relation, Standing: standing }),
  );
}

/**
 * The titles of messages; their texts may name other people. Messages about matters that are not the reader's own are left
 * out.
 */
async function messages({ register, setting }: Scene, person: Person): Promise<Entry[]> {
  return (await register.notices.ofRecipient(setting.id, person.id, MESSAGES))
    .filter(({ subject }) => !subject.startsWith('M-'))
    .map((notice) =>
      entry({ At: at(notice.createdAt), About: notice.subject, Title: notice.title, State: notice.state }),
    );
}
