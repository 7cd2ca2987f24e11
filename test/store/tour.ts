import { newClaim } from '../../src/core/claim.ts';
import type { Register, Store } from '../../src/core/store.ts';
import { explain, put } from '../support/put.ts';
import {
  aBoundary,
  aChild,
  aDeclaration,
  aFamily,
  aMatter,
  aNotice,
  anAcknowledgement,
  anAllocation,
  anArrangement,
  aPerson,
  aPolicy,
  aSignature,
  NOW,
  TODAY,
} from './fixture.ts';

type Call = (...values: unknown[]) => unknown;

/** Nouns are getters of its prototype, and a few are its own. */
function nounsOf(register: Register): [string, object][] {
  const own = ['audit', 'caseFacts', 'record', 'drawNumber', 'drawNumbers', 'stateOf', 'digest'];
  const made = Object.getOwnPropertyNames(Object.getPrototypeOf(register));
  return [...made, ...own].map((name) => [name, register[name as keyof Register] as object]);
}

/** The register, noting in `called` the name of each function as it is called. */
function noting(register: Register, called: Set<string>): Register {
  const noted: Record<string, unknown> = {};
  for (const [noun, calls] of nounsOf(register)) {
    const note =
      (name: string, call: Call) =>
      (...values: unknown[]) => {
        called.add(name);
        return call(...values);
      };
    noted[noun] =
      typeof calls === 'function'
        ? note(noun, calls as Call)
        : Object.fromEntries(
            Object.entries(calls).map(([verb, call]) => [verb, note(`${noun}.${verb}`, call as Call)]),
          );
  }
  return noted as unknown as Register;
}

/** Calls everything there is, once at least, on a small setting. Resolves with what was called and what there is. */
export async function tour(store: Store): Promise<{ called: Set<string>; there: string[] }> {
  const called = new Set<string>();
  const there = await store.read(async (register) =>
    nounsOf(register).flatMap(([noun, calls]) =>
      typeof calls === 'function' ? [noun] : Object.keys(calls).map((verb) => `${noun}.${verb}`),
    ),
  );
  const { setting, manager, staff, mother, child } = await aFamily(store);
  const s = setting.id;
  const declaration = aDeclaration(staff, 1, 'S. Reed');
  const allocation = anAllocation(s, 1, child.id, staff.id);
  const arrangement = anArrangement(staff, 1, child);
  const boundary = aBoundary(declaration, 1);
  const matter = aMatter(staff, 1, manager);
  const policy = aPolicy(s, 'SM');
  const hold = {
    setting: s,
    id: 'h1',
    child: child.id,
    staff: staff.id,
    reason: 'r',
    placedBy: manager.id,
    placedAt: NOW,
    liftedAt: null,
  };
  const account = { platform: 'slack', tenant: 'T1', user: 'U1' };

  await store.write([s], async (plain) => {
    const register = noting(plain, called);
    await register.settings.save(setting);
    await register.drawNumber(s, 'D');
    await register.drawNumbers(s, 'A', 2);
    await register.children.nextNumber(s);
    // Of as many as share a statement, and of one more.
    const many = Array.from({ length: 17 }, (_, index) => index + 100);
    await register.people.add(many.map((each) => aPerson(s, `Person ${each}`)));
    const enrolled = many.map((each) => aChild(s, each, `Child ${each}`));
    await register.children.add(enrolled);
    await register.children.linkAll(
      enrolled.map(({ id }) => ({
        setting: s,
        child: id,
        person: mother.id,
        relation: null,
        standing: 'carer',
        countsAs: null,
      })),
    );
    await register.allocations.addFirst(
      enrolled.map(({ id, number }) => anAllocation(s, number, id, staff.id)),
    );
    for (const ref of ['D-1', 'A-1', 'B-1']) await register.stateOf(s, ref);
    register.digest('words');
    await put(register, { people: [staff] });
    await put(register, {
      proposals: [
        {
          setting: s,
          id: 'o1',
          person: staff.id,
          kind: 'ends',
          roles: ['staff'],
          startsOn: null,
          leavesOn: null,
          proposedBy: manager.id,
          proposedAt: NOW,
          answer: null,
          answeredBy: null,
          answeredAt: null,
          rolesThen: ['staff'],
          startsOnThen: null,
          leavesOnThen: null,
        },
      ],
    });
    await put(register, {
      absences: [
        {
          setting: s,
          id: 'a1',
          person: staff.id,
          from: TODAY,
          to: TODAY,
          recordedBy: null,
          recordedAt: new Date(0),
          confirmedBy: null,
          withdrawnAt: null,
        },
      ],
    });
    await register.accounts.bind({ ...account, setting: s, person: staff.id, lastUsedAt: NOW });
    await register.accounts.openHome(account, NOW);
    const [bound] = await register.accounts.known(account);
    if (bound) await register.accounts.save(bound);
    await register.accounts.remove({ ...account, setting: s, person: staff.id, user: 'U2' });
    await put(register, { children: [{ ...child, leavesOn: '2026-07-20' }] });
    await put(register, { children: [{ ...child, startsOn: '2026-09-03' }] });
    await put(register, {
      carerLinks: [
        {
          setting: s,
          child: child.id,
          person: mother.id,
          relation: 'mother',
          standing: 'carer',
          countsAs: null,
        },
      ],
    });
    await put(register, { allocations: [allocation] });
    await put(register, { allocations: [{ ...allocation, until: TODAY, endReason: 'moved' }] });
    await put(register, { holds: [hold] });
    await put(register, { holds: [{ ...hold, liftedAt: NOW }] });
    await put(register, { declarations: [declaration] });
    await put(register, { declarations: [declaration] });
    await register.declarations.pass(s, 'D-1', manager.id, NOW);
    await register.declarations.clear({
      setting: s,
      declaration: declaration.id,
      child: child.id,
      may: true,
      by: staff.id,
      at: NOW,
    });
    await register.declarations.decideMatch({
      setting: s,
      declaration: declaration.id,
      candidate: mother.id,
      answer: 'rejected',
      by: manager.id,
      at: NOW,
    });
    await register.declarations.withdrawMatchDecision(s, declaration.id, mother.id);
    await register.declarations.withdrawClearances(s, declaration.id);
    await register.declarations.opened(s, declaration.id, manager.id, NOW);
    await put(register, { arrangements: [arrangement] });
    await put(register, { arrangements: [arrangement] });
    await put(register, { boundaries: [boundary] });
    await put(register, { boundaries: [boundary] });
    await register.boundaries.issue({ setting: s, boundary: boundary.id, token: 't', expiresAt: NOW });
    await register.boundaries.spend(s, boundary.id, NOW);
    await put(register, { conduct: [matter] });
    await put(register, { conduct: [matter] });
    await register.families.ask({
      setting: s,
      id: 'q1',
      askedAt: NOW,
      children: [child.id],
      carers: [mother.id],
      people: [staff.id],
    });
    await register.families.answer(s, 'q1', staff.id, 'nothing', NOW);
    await put(register, { policies: [policy] });
    await put(register, { acknowledgements: [anAcknowledgement(staff, policy)] });
    await put(register, { signatures: [aSignature(staff, policy)] });
    await register.notices.queue(aNotice(manager));
    const claim = newClaim(NOW);
    const [claimed] = await register.notices.claim(s, [manager.id], NOW, claim);
    if (!claimed) throw new Error('nothing is due');
    await register.notices.renew(s, [claimed.id], claim);
    await register.notices.reword(s, claim.token, claimed.id, { title: 't', text: 't' });
    await register.notices.mark(s, claim.token, [{ ...claimed, state: 'sent', sentAt: NOW }]);
    await register.notices.requeue(s, 'none', NOW);
    await register.notices.arrived(s, 'none', 1, 'slack', NOW);
    await register.notices.rewind(s, NOW);
    const message = {
      setting: s,
      id: 'm1',
      recipient: manager.id,
      account: { platform: 'slack', tenant: 'T1', user: 'U1' },
      at: { chat: 'D1', handle: '1.1' },
      notices: ['n1', 'n2'],
      open: ['n1', 'n2'],
      sentAt: NOW,
      attempts: 0,
    };
    await register.sentMessages.keep(message);
    await register.sentMessages.outdate(s, 'm1', ['n2'], NOW);
    await register.sentMessages.claim(s, ['m1'], NOW, claim);
    await register.sentMessages.renew(s, 'm1', claim);
    await register.sentMessages.rewritten(s, 'm1', claim.token, { claimed: ['n2'], open: ['n2'] });
    await register.sentMessages.postpone(s, 'm1', claim.token, 1, NOW);
    await register.sentMessages.rewritten(s, 'm1', claim.token, { claimed: ['n1', 'n2'], open: [] });
    await register.sentMessages.drop(s, 'm1', claim.token);
    await register.sentMessages.again(message, NOW);
    await register.sentMessages.purge(NOW);
    await register.notices.bringForward(s, ['none'], NOW);
    await register.notices.bringForward(s, ['none'], NOW, 'asProbe');
    const check = await register.dailyChecks.claim(s, NOW, claim);
    if (!check) throw new Error('a new setting is checked first of all');
    await register.dailyChecks.checked(check, NOW, NOW);
    await register.audit.append(s, { action: 'tour', actor: manager.id, subject: 'D-1', payload: {} }, NOW);
    await register.audit.erase(s, [1], 'clock', NOW);
    await register.intents.keep(s, staff.id, 'k', { kind: 'view', title: 't', blocks: [] }, NOW);
    await register.intents.purge(new Date(0));
    await register.imports.keep(s, new Map([['P:1', 'f']]));
    const before = await register.lastImports.before(s);
    await put(register, { people: [aPerson(s, 'Zoe Quinn', ['staff']), { ...mother, ref: 'P9' }] });
    await register.lastImports.keep(before, 'import', NOW);
    await register.lastImports.find(s);
    await register.lastImports.builtOn(s);
    await register.lastImports.takeBack(s);
    await explain(plain, s);
    await register.lastImports.purge(new Date(0));
  });

  await store.read(async (plain) => {
    const register = noting(plain, called);
    const { people, children, allocations, declarations, arrangements, policies, notices } = register;
    await register.settings.byId(s);
    await register.settings.byCode(setting.code);
    await register.settings.all();
    await people.byId(s, staff.id);
    await people.byName(s, 'sarahreed');
    await people.byEmail(s, 'a@b.test');
    await people.byRef(s, 'P1');
    await people.inPost(s, TODAY);
    await people.employed(s);
    await people.employed(s, [staff.id]);
    await people.all(s);
    await people.absencesOn(s, TODAY);
    await people.absencesOf(s, staff.id);
    await register.proposals.open(s);
    await register.accounts.find(account);
    await register.accounts.ofPerson(s, staff.id);
    await register.accounts.ofPeople(s, [staff.id]);
    await register.accounts.withHome(s, [staff.id], NOW);
    await register.accounts.known(account);
    await register.accounts.knownOf(s, staff.id);
    await register.accounts.waiting(s);
    await children.byId(s, child.id);
    await children.byIds(s, [child.id]);
    await children.byNumber(s, 1);
    await children.byName(s, 'barnabyreed');
    await children.byRef(s, 'C1');
    await children.present(s, TODAY);
    await children.enrolledOn(s, TODAY);
    await children.all(s);
    await children.kinships(s, TODAY);
    await children.linksOf(s, child.id);
    await children.carersOf(s, child.id);
    await children.links(s);
    await children.unsettled(s);
    await children.ofPerson(s, mother.id);
    await allocations.byNumber(s, 1);
    await allocations.ofChild(s, child.id, TODAY);
    await allocations.ofChildren(s, [child.id], TODAY);
    await allocations.ofStaff(s, staff.id, TODAY);
    await allocations.open(s, TODAY);
    await allocations.keyChildren(s, [TODAY]);
    await allocations.keyChildren(s, [TODAY], [staff.id]);
    await allocations.childrenInNeed(s, TODAY);
    await register.holds.ofChild(s, child.id);
    await declarations.byNumber(s, 1);
    await declarations.byId(s, declaration.id);
    await declarations.ofCases(s, [1], [1]);
    await declarations.ofDeclarer(s, staff.id);
    await declarations.reaching(s, child.id);
    await declarations.involving(s, staff.id);
    await declarations.about(s, mother.id);
    await declarations.undecided(s);
    await declarations.unconfirmed(s);
    await declarations.open(s);
    await declarations.all(s);
    await declarations.unlinked(s);
    await declarations.namesakes(s);
    await declarations.amongStaff(s);
    await declarations.passes(s);
    await declarations.matchDecisionsOn(s, declaration.id);
    await declarations.clearancesFor(s, child.id);
    await declarations.openings(s, declaration.id);
    await arrangements.byNumber(s, 1);
    await arrangements.ofStaff(s, staff.id);
    await arrangements.ofFamily(s, child.id);
    await arrangements.everOfFamily(s, child.id);
    await arrangements.open(s);
    await arrangements.undecided(s);
    await register.boundaries.byNumber(s, 1);
    await register.boundaries.ofDeclaration(s, declaration.id);
    await register.boundaries.ofStaff(s, staff.id);
    await register.boundaries.unsigned(s);
    await register.boundaries.openedBy(s, 't', NOW);
    await register.conduct.byNumber(s, 1);
    await register.conduct.all(s);
    await register.families.aboutCarer(s, mother.id);
    await register.families.answeredAbout(s, child.id);
    await register.families.askedAbout(s, [staff.id]);
    await register.families.aboutChild(s, child.id);
    await register.families.waitingFor(s, staff.id);
    await register.families.waiting(s);
    await register.families.answersOf(s, staff.id);
    await policies.inForce(s);
    await policies.versions(s, 'SM');
    await policies.proposed(s);
    await policies.byId(s, policy.id);
    await policies.codes(s);
    await policies.dutiesOf(s, staff.id);
    await policies.duties(s, TODAY);
    await policies.dutiesThen(s, TODAY);
    await policies.owing(s);
    await policies.owing(s, [staff.id]);
    await policies.inForceOn(s, TODAY);
    await policies.answered(s);
    await policies.acknowledgementsOf(s, staff.id);
    await policies.signaturesOf(s, staff.id);
    await notices.all();
    await notices.wasQueued(aNotice(manager));
    await notices.next();
    await notices.ofSubjects(s, ['D-1']);
    await notices.recipients(s, 'families', 'everybody');
    await notices.byIds(s, ['n1']);
    await register.sentMessages.ofSetting(s);
    await register.audit.of(s, 'D-1', NOW);
    await register.notices.due(NOW, 10);
    await register.sentMessages.due(NOW, 10, ['slack']);
    await register.dailyChecks.due(NOW, 10);
    await register.dailyChecks.next();
    await register.dailyChecks.latest();
    await notices.ofRecipient(s, manager.id, 5);
    await notices.dead(s);
    await notices.failed();
    await notices.failedTo(s, manager.id);
    await notices.outstanding(NOW);
    await register.audit.head(s);
    await register.audit.memories(s);
    await register.intents.find(s, staff.id, 'k');
    await register.imports.all(s);
    await register.imports.notInFolder(s, TODAY);
    await register.caseFacts(s);
    await register.caseFacts(s, [declaration.id]);
    await register.retention.due(NOW, 10);
    await register.retention.isClaimed(s, 'none');
    await register.retention.lastKnown(s);
    await register.retention.holds(s);
    await register.retention.messages(s, NOW);
    await register.retention.eventsOf(s, await register.retention.candidates(s));
  });
  await store.write([s], async (plain) => {
    const register = noting(plain, called);
    const id = 'legal-hold';
    await register.retention.place({
      setting: s,
      id,
      person: staff.id,
      why: 'w',
      placedAt: NOW,
      liftedAt: null,
    });
    await register.retention.lift(s, id, NOW);
    const claim = newClaim(NOW);
    await register.retention.claim(s, NOW, claim);
    await register.retention.recordCheck(s, NOW, NOW, claim.token);
    await register.retention.recordCheck(s, NOW, NOW);
    await register.retention.eraseMessages(s, manager.id, NOW);
    for (const record of await register.retention.candidates(s))
      await register.retention.erase(s, record, TODAY);
    await explain(plain, s);
  });
  await store.write([], async (plain) => {
    const register = noting(plain, called);
    await register.accounts.touch(account, NOW);
    await register.conversations.keep({
      ...account,
      id: 'c',
      serviceUrl: 'http://127.0.0.1',
      bot: 'b',
      usedAt: NOW,
    });
    await register.conversations.find(account);
    await register.conversations.latest('slack', 'T1');
    await register.conversations.welcome(account, NOW);
    await register.conversations.unwelcome(account);
    await register.conversations.keepPage(account, 'm1');
    await register.conversations.leavePage(account, 'm1');
    await register.conversations.answered('k', NOW);
    await register.conversations.isAnswered('k');
    await register.conversations.purge(new Date(0));
    await register.conversations.drop(account);
    await register.installations.keep({ platform: 'slack', tenant: 'T1', sealed: 'x', installedAt: NOW });
    await register.installations.find('slack', 'T1');
    await register.installations.tenants('slack');
    await register.installations.drop('slack', 'T1');
  });
  return { called, there };
}
