import { hash, randomInt, randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import Driver from 'better-sqlite3';
import { loadAdapters } from '../adapters/index.ts';
import { createCalendar } from '../src/calendar.ts';
import { candidatesFor } from '../src/core/allocations/candidates.ts';
import { createApp } from '../src/core/app.ts';
import type { Declaration } from '../src/core/declarations/declaration.ts';
import { newId } from '../src/core/identifier.ts';
import { localDay } from '../src/core/rules/days.ts';
import { openStore } from '../src/store/index.ts';
import { put } from '../test/support/put.ts';
import { type Figure, median } from './figures.ts';
import { scratch } from './ours.ts';
import type { Placed, Register } from './register.ts';
import { TEAM } from './requests.ts';
import { ANSWERS, BY_HAND } from './sql.ts';

/** In milliseconds: the processor time of this process, or the time that passes. */
type By = 'processor' | 'clock';

function read(by: By): number {
  if (by === 'clock') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What a piece of work costs, each time. */
async function cost(
  times: number,
  work: (time: number) => Promise<unknown> | unknown,
  by: By = 'processor',
): Promise<number> {
  const before = read(by);
  for (let time = 0; time < times; time++) await work(time);
  return (read(by) - before) / times;
}

/** Two pieces of work in turn, round by round: what one costs more than the other. */
async function compare(
  rounds: number,
  times: number,
  ours: (time: number) => Promise<unknown>,
  theirs: (time: number) => unknown,
): Promise<{ ratio: number; ours: number; theirs: number }> {
  let time = 0;
  const next = (work: (time: number) => unknown) => () => work(time++);
  await cost(times, next(ours));
  await cost(times, next(theirs));
  const seen: [number, number][] = [];
  for (let round = 0; round < rounds; round++)
    seen.push([await cost(times, next(ours)), await cost(times, next(theirs))]);
  return {
    ratio: median(seen.map(([a, b]) => a / b)),
    ours: median(seen.map(([a]) => a)),
    theirs: median(seen.map(([, b]) => b)),
  };
}

/**
 * A declaration as it is stored (its number, its row, its audit row and the chain's head, two messages; one durable commit)
 * through the register, and by the same statements prepared by hand on the same kind of file.
 */
export async function measureCommit(register: Register, rounds: number, times: number): Promise<Figure[]> {
  const [file, other] = [scratch('port.db'), scratch('raw.db')];
  await copyFile(register.file, file);
  await copyFile(register.file, other);
  const store = await openStore(file);
  const raw = rawDeclaration(other);
  const pick = (time: number) => register.settings[time % register.settings.length] as Placed;
  const { ratio, ours, theirs } = await compare(
    rounds,
    times,
    (time) =>
      store.write([pick(time).id], async (it) => {
        const { id: setting, staff } = pick(time);
        const now = new Date();
        const number = await it.drawNumber(setting, 'D');
        await put(it, { declarations: [aDeclaration(pick(time), number, now)] });
        await it.audit.append(
          setting,
          {
            action: 'declaration.submitted',
            actor: staff[0]?.id ?? '',
            subject: `D-${number}`,
            payload: { number },
          },
          now,
        );
        for (const to of staff.slice(0, 2)) {
          await it.notices.queue({
            setting,
            id: newId(now),
            recipient: to.id,
            subject: `D-${number}`,
            content: { kind: 'submitted' },
            occasion: '',
            class: 'alert',
            title: 'A declaration',
            text: 'Please decide.',
            button: null,
            state: 'queued',
            platform: null,
            attempts: 0,
            createdAt: now,
            notBefore: now,
            sentAt: null,
            error: null,
          });
        }
      }),
    (time) => raw(pick(time)),
  );
  await store.close();
  return [
    {
      name: 'declaration transaction / raw prepared statements',
      seen: ratio,
      words: `${ours.toFixed(3)} and ${theirs.toFixed(3)} ms CPU`,
    },
  ];
}

function aDeclaration({ id: setting, staff, carers }: Placed, number: number, now: Date): Declaration {
  return {
    setting,
    id: newId(now),
    version: 1,
    number,
    declarer: staff[number % staff.length]?.id ?? '',
    declarerName: '',
    counterpart: null,
    counterpartName: carers[0] ?? '',
    child: null,
    childName: null,
    kind: 'friend',
    since: '2019',
    networks: ['whatsapp'],
    note: null,
    state: 'submitted',
    outcome: null,
    submittedAt: now,
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
    openSince: now,
  };
}

function rawDeclaration(file: string): (placed: Placed) => void {
  const driver = new Driver(file);
  driver.pragma('journal_mode = WAL');
  driver.pragma('synchronous = FULL');
  driver.pragma('foreign_keys = ON');
  driver.pragma('wal_autocheckpoint = 4000');
  const numbers = driver.prepare('SELECT number FROM declarations WHERE setting = ?').pluck();
  const head = driver.prepare('SELECT seq, hash FROM chain_heads WHERE setting = ?');
  const declare = driver.prepare(
    `INSERT INTO declarations (setting, id, version, number, declarer, counterpart_name, counterpart_key, kind, since, networks,
       state, submitted_at, due_on, earlier, open_since, awaits)
     VALUES (?, ?, 1, ?, ?, ?, ?, 'friend', '2019', '["whatsapp"]', 'submitted', ?, '2026-11-24', '[]', ?, 'officer')`,
  );
  const audit = driver.prepare(
    `INSERT INTO audit (setting, seq, action, actor, subject, at, digest, prev, hash, salt, payload)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const moved = driver.prepare('UPDATE chain_heads SET seq = ?, hash = ?, look_at = ? WHERE setting = ?');
  const tell = driver.prepare(
    `INSERT INTO notices (setting, id, recipient, subject, kind, occasion, data, class, title, text, state, attempts,
       created_at, not_before) VALUES (?, ?, ?, ?, 'submitted', '', '{}', 'alert', 'A declaration', 'Please decide.', 'queued', 0, ?, ?)`,
  );
  const once = driver.transaction(({ id: setting, staff, carers }: Placed) => {
    const at = new Date().toISOString();
    const taken = new Set(numbers.all(setting) as number[]);
    let last = randomInt(1000, 10_000);
    while (taken.has(last)) last = randomInt(1000, 10_000);
    const { seq, hash: prev } = head.get(setting) as { seq: number; hash: string };
    const name = carers[0] ?? '';
    declare.run(
      setting,
      randomUUID(),
      last,
      staff[last % staff.length]?.id,
      name,
      name.toLowerCase(),
      at,
      at,
    );
    const [salt, payload] = [randomUUID(), JSON.stringify({ number: last })];
    const digest = hash('sha256', `${salt}:${payload}`, 'hex');
    const link = { action: 'declaration.submitted', actor: staff[0]?.id, at, digest, prev, seq: seq + 1 };
    const own = hash('sha256', JSON.stringify(link), 'hex');
    audit.run(setting, seq + 1, link.action, link.actor, `D-${last}`, at, digest, prev, own, salt, payload);
    moved.run(seq + 1, own, at, setting);
    for (const to of staff.slice(0, 2)) tell.run(setting, randomUUID(), to.id, `D-${last}`, at, at);
  });
  return (placed) => once.immediate(placed);
}

/** Who may be key person: the rules over the store's facts, and one statement written by hand, which must answer the same. */
export async function measureQuery(register: Register, rounds: number, times: number): Promise<Figure[]> {
  const store = await openStore(register.file);
  const driver = new Driver(register.file, { readonly: true });
  const byHand = driver.prepare(BY_HAND);
  const today = localDay(new Date(), 'Europe/London');
  const pick = (time: number) => {
    const placed = register.settings[time % register.settings.length] as Placed;
    return { placed, child: placed.children[(time * 7) % placed.children.length] };
  };
  const ours = (time: number) =>
    store.read(async (it) => {
      const { placed, child: asked } = pick(time);
      const setting = await it.settings.byId(placed.id);
      const child = await it.children.byId(placed.id, asked?.id ?? '');
      if (!setting || !child) throw new Error('the register has lost somebody');
      const candidates = await candidatesFor({ register: it, setting, today }, child, today);
      return candidates.map(({ person, result, facts }) => [
        person.id,
        result.answer === 'no',
        facts.keyChildren,
      ]);
    });
  const theirs = (time: number) => {
    const { placed, child } = pick(time);
    const rows = byHand.all({ setting: placed.id, child: child?.id, on: today }) as {
      id: string;
      answer: number;
      children: number;
    }[];
    // Who may not, and of how many children they are key person: how alike names are is the core's alone (K5).
    return rows.map(({ id, answer, children }) => [id, ANSWERS[answer] === 'no', children]);
  };
  let differing = 0;
  for (let time = 0; time < 300; time++) {
    const [a, b] = [await ours(time), theirs(time)];
    if (JSON.stringify(a.toSorted()) !== JSON.stringify(b.toSorted())) differing += 1;
  }
  const seen = await compare(rounds, times, ours, theirs);
  driver.close();
  await store.close();
  return [
    {
      name: 'keyperson query / hand-written SQL',
      seen: seen.ratio,
      words: `${seen.ours.toFixed(3)} and ${seen.theirs.toFixed(3)} ms CPU`,
      ...(differing === 0 ? {} : { failed: `${differing} of 300 answers differ` }),
    },
  ];
}

/** What a verb took, round by round, in milliseconds. */
type Verbs = Record<'keyperson' | 'declaration', number[]>;

/** How much more each verb takes in the larger of two registers. `on`: what is said behind each name. */
export function toGrowth([small, large]: readonly Verbs[], on: string, by: string): Figure[] {
  if (!small || !large) return [];
  const figure = (name: string, verb: keyof Verbs): Figure => ({
    name: `growth of ${name}${on}`,
    seen: median(large[verb]) / median(small[verb]),
    words: `${median(small[verb]).toFixed(2)} and ${median(large[verb]).toFixed(2)} ms ${by}`,
  });
  return [figure('keyperson', 'keyperson'), figure('a declaration', 'declaration')];
}

/**
 * The same verbs through the whole core, asked in settings of one size, on a register of any. Milliseconds.
 * @param database a path or an address that holds the register, and is written to
 */
export async function measureVerbs(
  database: string,
  register: Register,
  rounds: number,
  times: number,
  by: By,
): Promise<Verbs> {
  const store = await openStore(database);
  const app = createApp({
    store,
    calendar: createCalendar(),
    clock: () => new Date(),
    platformNames: await loadAdapters(),
  });
  const asked = register.settings.slice(0, register.size.asked);
  let count = 0;
  const say = async (placed: Placed, at: number, text: string, title: RegExp) => {
    const account = { platform: 'slack', tenant: TEAM, user: placed.staff[at]?.slack ?? '' };
    const identity = await app.identify(account);
    if (!identity) throw new Error('nobody is known');
    count += 1;
    const answer = await app.run(identity, { ...app.parse(text), keys: [`bench:${count}`] });
    if (answer.kind !== 'view' || !title.test(answer.title)) throw new Error(`${text}: ${answer.title}`);
  };
  const pick = (time: number) => asked[time % asked.length] as Placed;
  const keyperson = (time: number) =>
    say(pick(time), 0, `keyperson C-${1 + (Math.floor(time / asked.length) % 60)}`, /^Key person for /);
  const declare = (time: number) => {
    const placed = pick(time);
    const turn = Math.floor(time / asked.length);
    const at = turn % placed.staff.length;
    const carer = placed.carers[(turn * 3) % placed.carers.length];
    return say(placed, at, `declare "${carer}" kind=business since=2019`, /^Declared/);
  };
  const seen = { keyperson: [] as number[], declaration: [] as number[] };
  let time = 0;
  await cost(times, () => keyperson(time++), by);
  for (let round = 0; round < rounds; round++)
    seen.keyperson.push(await cost(times, () => keyperson(time++), by));
  time = 0;
  await cost(times, () => declare(time++), by);
  for (let round = 0; round < rounds; round++)
    seen.declaration.push(await cost(times, () => declare(time++), by));
  await store.close();
  return seen;
}
