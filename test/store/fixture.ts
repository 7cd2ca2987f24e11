import { hash } from 'node:crypto';
import type { Allocation } from '../../src/core/allocations/allocation.ts';
import type { Arrangement } from '../../src/core/arrangements/arrangement.ts';
import type { BoundaryAgreement } from '../../src/core/boundaries/boundary.ts';
import type { Child } from '../../src/core/children/child.ts';
import type { ConductMatter } from '../../src/core/conduct/matter.ts';
import type { Declaration } from '../../src/core/declarations/declaration.ts';
import { newId } from '../../src/core/identifier.ts';
import type { Notice } from '../../src/core/notices/notice.ts';
import type { Person, Role } from '../../src/core/people/person.ts';
import type { Acknowledgement, PolicyVersion, Signature } from '../../src/core/policies/policy.ts';
import {
  DEFAULT_PROFILE,
  DEFAULT_TITLES,
  DEFAULT_WINDOWS,
  type Setting,
} from '../../src/core/settings/setting.ts';
import type { Store } from '../../src/core/store.ts';
import { explain } from '../support/put.ts';

export const NOW = new Date('2026-11-22T09:30:00.000Z');
export const TODAY = '2026-11-22';

export function aSetting(given: Partial<Setting> = {}): Setting {
  const id = newId(NOW);
  return {
    id,
    code: `elm-${id.slice(-6)}`,
    name: 'Elm Pre-school',
    timezone: 'Europe/London',
    nation: 'england-and-wales',
    closures: [{ from: '2026-12-21', to: '2027-01-01', why: 'Christmas' }],
    deliveryWindows: DEFAULT_WINDOWS,
    ladoPhone: '01632 960000',
    ladoTitle: null,
    socialCarePhone: null,
    socialCareOutOfHours: null,
    whistleblowingPhone: null,
    witness: null,
    phone: null,
    framework: null,
    tenants: { slack: 'T1' },
    titles: DEFAULT_TITLES,
    profile: DEFAULT_PROFILE,
    firstImportOn: '2026-09-01',
    demo: false,
    ...given,
  };
}

/** A person with roles held since always. */
export function aPerson(
  setting: string,
  name: string,
  roles: Role[] = [],
  given: Partial<Person> = {},
): Person {
  return {
    setting,
    id: newId(NOW),
    ref: null,
    name,
    email: null,
    startsOn: null,
    leavesOn: null,
    keyPersonCapable: roles.includes('staff'),
    lineManager: null,
    sessions: [],
    emailTypedBy: null,
    posts: roles.map((role) => ({ role, from: null, until: null })),
    ...given,
  };
}

export function aChild(setting: string, number: number, name: string, given: Partial<Child> = {}): Child {
  const startsOn = given.startsOn ?? '2025-09-03';
  return {
    setting,
    id: newId(NOW),
    number,
    ref: null,
    name,
    startsOn,
    leavesOn: null,
    firstStartsOn: startsOn,
    protected: false,
    wasProtected: false,
    sessions: [],
    lookedWith: null,
    ...given,
  };
}

export function anAllocation(
  setting: string,
  number: number,
  child: string,
  staff: string,
  given: Partial<Allocation> = {},
): Omit<Allocation, 'childName' | 'childNumber' | 'staffName'> {
  return {
    setting,
    id: newId(NOW),
    number,
    child,
    staff,
    role: 'key_person',
    from: '2025-09-03',
    until: null,
    flaggedOn: null,
    dueOn: null,
    endReason: null,
    toldOn: null,
    ...given,
  };
}

export function aDeclaration(
  declarer: Person,
  number: number,
  counterpart: Person | string,
  given: Partial<Declaration> = {},
): Declaration {
  return {
    setting: declarer.setting,
    id: newId(NOW),
    version: 1,
    number,
    declarer: declarer.id,
    declarerName: declarer.name,
    counterpart: typeof counterpart === 'string' ? null : counterpart.id,
    counterpartName: typeof counterpart === 'string' ? counterpart : counterpart.name,
    child: null,
    childName: null,
    kind: 'friend',
    since: '2019-03',
    networks: ['facebook', 'whatsapp'],
    note: null,
    state: 'submitted',
    outcome: null,
    submittedAt: NOW,
    dueOn: '2026-11-24',
    decidedAt: null,
    decidedBy: null,
    officerNote: null,
    affectedChild: null,
    nextReview: null,
    raisedAt: null,
    askedAt: null,
    endedOn: null,
    endReason: null,
    onBehalfBy: null,
    confirmedAt: null,
    voidProposedBy: null,
    resumes: null,
    earlier: [],
    openSince: NOW,
    ...given,
  };
}

export function anArrangement(
  staff: Person,
  number: number,
  child: Child,
  given: Partial<Arrangement> = {},
): Arrangement {
  return {
    setting: staff.setting,
    id: newId(NOW),
    version: 1,
    number,
    staff: staff.id,
    staffName: staff.name,
    child: child.id,
    childName: child.name,
    kind: 'babysitting',
    startsOn: '2026-12-01',
    note: null,
    state: 'declared',
    declaredAt: NOW,
    dueOn: '2026-11-24',
    decidedAt: null,
    decidedBy: null,
    officerNote: null,
    endedOn: null,
    ...given,
  };
}

export function aBoundary(
  declaration: Declaration,
  number: number,
  given: Partial<BoundaryAgreement> = {},
): BoundaryAgreement {
  return {
    setting: declaration.setting,
    id: newId(NOW),
    version: 1,
    number,
    declaration: declaration.id,
    declarationNumber: declaration.number,
    staff: declaration.declarer,
    staffName: declaration.declarerName,
    parentName: declaration.counterpartName,
    terms: 'We greet each other as everybody does.',
    state: 'awaiting_staff',
    draftedBy: declaration.declarer,
    draftedAt: NOW,
    staffSignedAt: null,
    staffAccount: null,
    parentAnswer: null,
    parentTyped: null,
    parentAnsweredOn: null,
    recordedBy: null,
    endedOn: null,
    ...given,
  };
}

export function aMatter(subject: Person, number: number, openedBy: Person): ConductMatter {
  return {
    setting: subject.setting,
    id: newId(NOW),
    version: 1,
    number,
    subject: subject.id,
    subjectName: subject.name,
    clause: 'G2',
    note: null,
    openedBy: openedBy.id,
    openedAt: NOW,
    outcome: null,
    closedBy: null,
    closedAt: null,
  };
}

/** A text, and how it is known. */
export const worded = (text: string) => ({ text, sha256: hash('sha256', text, 'hex') });

export function aPolicy(setting: string, code: string, given: Partial<PolicyVersion> = {}): PolicyVersion {
  const id = given.id ?? newId(NOW);
  return {
    setting,
    id,
    code,
    title: 'Social media and relationships',
    kind: 'policy',
    version: '1',
    change: 'material',
    ...worded('We say whom we know.'),
    statements: [{ id: 'P1', text: 'I declare whom I know.' }],
    adoptedOn: '2020-03',
    adoptedAt: 'a meeting',
    reviewedOn: null,
    nextReview: '2027-03',
    signatory: 'Helen',
    signatoryRole: 'chair',
    state: 'adopted',
    root: id,
    rootAdoptedOn: '2020-03-31',
    recorded: null,
    ...given,
  };
}

export function anAcknowledgement(
  person: Person,
  policy: PolicyVersion,
  given: Partial<Acknowledgement> = {},
): Acknowledgement {
  return {
    setting: person.setting,
    id: newId(NOW),
    person: person.id,
    root: policy.root,
    version: policy.id,
    sha256: policy.sha256,
    answer: 'acknowledge',
    statements: ['P1'],
    reason: null,
    at: NOW,
    account: 'slack:T1:U1',
    source: 'chat',
    witness: null,
    ...given,
  };
}

export function aSignature(person: Person, policy: PolicyVersion, given: Partial<Signature> = {}): Signature {
  return {
    setting: person.setting,
    id: newId(NOW),
    person: person.id,
    root: policy.root,
    version: policy.id,
    sha256: policy.sha256,
    nameTyped: person.name,
    source: 'chat',
    witness: null,
    signedOn: TODAY,
    at: NOW,
    account: 'slack:T1:U1',
    ...given,
  };
}

export function aNotice(recipient: Person, given: Partial<Notice> = {}): Notice {
  return {
    setting: recipient.setting,
    id: newId(NOW),
    recipient: recipient.id,
    subject: 'D-1',
    content: { kind: 'submitted' },
    occasion: '',
    class: 'alert',
    title: 'D-1: your decision is due',
    text: 'Please decide.',
    button: { label: 'Open', run: { command: 'decide', input: { ref: 'D-1' } } },
    state: 'queued',
    platform: null,
    attempts: 0,
    createdAt: NOW,
    notBefore: NOW,
    sentAt: null,
    error: null,
    ...given,
  };
}

/** A setting with a manager, a key person and one family: mother, father, child. */
export async function aFamily(store: Store) {
  const setting = aSetting();
  const manager = aPerson(setting.id, 'Ruth Hallam', ['staff', 'manager']);
  const staff = aPerson(setting.id, 'Zoë Adeyemi', ['staff']);
  const mother = aPerson(setting.id, 'Sarah Reed');
  const father = aPerson(setting.id, "Mike O'Reed");
  const child = aChild(setting.id, 1, 'Barnaby Reed');
  await store.write([setting.id], async (register) => {
    await register.settings.save(setting);
    await register.people.add([manager, staff, mother, father]);
    await register.children.add([child]);
    const link = {
      setting: setting.id,
      child: child.id,
      relation: 'mother',
      standing: 'carer' as const,
      countsAs: null,
    };
    await register.children.linkAll([
      { ...link, person: mother.id },
      { ...link, person: father.id, relation: null },
    ]);
    await explain(register, setting.id);
  });
  return { setting, manager, staff, mother, father, child };
}
