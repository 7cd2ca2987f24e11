import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuditLink, canonical, hashOf } from '../../src/store/nouns/audit.ts';
import { onFile, openTestStore, POSTGRES, type TestStore } from '../support/store.ts';
import { aSetting, NOW } from './fixture.ts';

const VERIFIER = '../../scripts/verify-audit.js';

let open: TestStore;
let setting: string;
let code: string;
let tamper: TestStore['sql'];

const append = (of: string, count: number) =>
  open.store.write([of], async (register) => {
    for (let index = 0; index < count; index++) {
      await register.audit.append(
        of,
        { action: 'note.made', actor: 'operator', subject: `N-${index}`, payload: { b: index, a: 'é' } },
        NOW,
      );
    }
  });

beforeEach(async () => {
  open = await openTestStore();
  const own = aSetting();
  await open.store.write([], (register) => register.settings.save(own));
  setting = own.id;
  code = own.code;
  await append(setting, 10);
  tamper = open.sql;
});
afterEach(async () => {
  await open.close();
});

const verify = () => open.store.verifyAudit();

describe('a chain', () => {
  test('is sound as it was written, empty ones too, whatever the order of time', async () => {
    await open.store.write([], (register) => register.settings.save(aSetting()));
    await open.store.write([setting], (register) =>
      register.audit.append(
        setting,
        { action: 'late', actor: 'clock', subject: 's', payload: {} },
        new Date(0),
      ),
    );
    expect(await verify()).toEqual({ kind: 'sound', settings: 2, rows: 11, records: 2 });
  });

  test('tells what was done to one thing since an instant, however long ago, also where the clock was set back', async () => {
    const day = (number: number) => new Date(Date.UTC(2026, 8, number));
    const done = (subject: string, at: Date) =>
      open.store.write([setting], (register) =>
        register.audit.append(setting, { action: 'done', actor: 'operator', subject, payload: {} }, at),
      );
    await done('D-1', day(1));
    await done('D-1', day(3));
    await append(setting, 450);
    await done('D-2', day(4));
    await done('D-1', day(5));
    await done('D-1', day(2));
    await done('D-2', day(6));
    const told = (since: Date) =>
      open.store.read(async (register) =>
        (await register.audit.of(setting, 'D-1', since)).map(({ at }) => at.getUTCDate()),
      );
    expect(await told(day(3))).toEqual([3, 5]);
    expect(await told(day(1))).toEqual([1, 3, 5, 2]);
    expect(await told(day(6))).toEqual([]);
  });

  test('has a head that the transaction sees move, and that a failure leaves', async () => {
    const before = await open.store.read((register) => register.audit.head(setting));
    const failing = open.store.write([setting], async (register) => {
      await register.audit.append(
        setting,
        { action: 'a', actor: 'operator', subject: 's', payload: {} },
        NOW,
      );
      expect(await register.audit.head(setting)).toMatchObject({ seq: 11 });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await open.store.read((register) => register.audit.head(setting))).toEqual(before);
    expect(before).toMatchObject({
      seq: 10,
      hash: (await tamper<{ hash: string }>('SELECT hash FROM audit WHERE seq = 10'))[0]?.hash,
    });
  });

  test('continues from the head within a shared commit', async () => {
    await Promise.all([append(setting, 2), append(setting, 3), append(setting, 1)]);
    expect(await verify()).toMatchObject({ kind: 'sound', rows: 16 });
  });

  test('is sound with words that JSON writes in its own way', async () => {
    const odd = 'é"\\\n\t\u0001\u007f\u2028\u{1F600}</x>';
    await open.store.write([setting], (register) =>
      register.audit.append(setting, { action: odd, actor: odd, subject: odd, payload: { [odd]: odd } }, NOW),
    );
    expect(await verify()).toMatchObject({ kind: 'sound', rows: 11 });
  });

  test('is sound wherever its rows lie in the file', async () => {
    const [row] = await tamper<Record<string, string>>('SELECT * FROM audit WHERE seq = 3');
    if (!row) throw new Error('no third row');
    await tamper('DELETE FROM audit WHERE seq = 3');
    const names = Object.keys(row);
    await tamper(`INSERT INTO audit (${names}) VALUES (${names.map(() => '?')})`, ...Object.values(row));
    expect(await verify()).toMatchObject({ kind: 'sound', rows: 10 });
  });

  test('of an unknown setting is refused', async () => {
    await expect(append('nowhere', 1)).rejects.toThrow(/not been saved/);
  });
});

describe('verification names the first bad row when', () => {
  const broken = (seq: number, reason: RegExp) => ({
    kind: 'broken',
    setting,
    code,
    seq,
    reason: expect.stringMatching(reason),
  });

  test.each(['action', 'actor', 'subject', 'at', 'digest', 'prev', 'hash'])(
    '%s was changed',
    async (column) => {
      await tamper(
        `UPDATE audit SET ${column} = 'x' || ${column} WHERE setting = ? AND seq IN (4, 7)`,
        setting,
      );
      expect(await verify()).toEqual(broken(4, /changed/));
    },
  );

  onFile('a zero byte and more were put behind a subject, or a payload', async () => {
    await tamper("UPDATE audit SET payload = payload || char(0) || 'x' WHERE seq = 8");
    expect(await verify()).toEqual(broken(8, /payload was changed/));
    await tamper("UPDATE audit SET subject = subject || char(0) || 'x' WHERE seq = 4");
    expect(await verify()).toEqual(broken(4, /changed/));
  });

  test('a row was changed and its own hash made to fit', async () => {
    await tamper(
      "UPDATE audit SET action = 'x', hash = (SELECT hash FROM audit WHERE seq = 5) WHERE seq = 4",
    );
    expect(await verify()).toEqual(broken(4, /changed/));
  });

  test.each(POSTGRES ? ['x'] : ['x', '\u0000x'])(
    'a hash was made longer (%j), and its head made to fit',
    async (more) => {
      const [last] = await tamper<AuditLink>('SELECT * FROM audit WHERE seq = 10');
      if (!last) throw new Error('no last row');
      const { action, actor, at, digest, prev, seq, subject } = last;
      const link = more + JSON.stringify({ action, actor, at, digest, prev, seq, subject });
      const own = createHash('sha256').update(link).digest('hex');
      await tamper('UPDATE audit SET hash = ? WHERE seq = 10', own + more);
      await tamper('UPDATE chain_heads SET hash = ?', own);
      expect(await verify()).toEqual(broken(10, /changed/));
    },
  );

  test('a payload was changed, or its salt', async () => {
    await tamper(`UPDATE audit SET payload = '{"a":"e","b":5}' WHERE seq = 6`);
    expect(await verify()).toEqual(broken(6, /payload was changed/));
    await tamper("UPDATE audit SET salt = 'x' WHERE seq = 3");
    expect(await verify()).toEqual(broken(3, /payload was changed/));
  });

  test('a row was taken out', async () => {
    await tamper('DELETE FROM audit WHERE seq = 5');
    expect(await verify()).toEqual(broken(5, /missing/));
  });

  test('a chain does not begin with its first row, though all in it agrees', async () => {
    const other = aSetting();
    await open.store.write([], (register) => register.settings.save(other));
    await append(other.id, 1);
    const [link] = await tamper<AuditLink>('SELECT * FROM audit WHERE setting = ?', other.id);
    if (!link) throw new Error('no row');
    const moved = hashOf({ ...link, seq: 2 });
    await tamper('UPDATE audit SET seq = 2, hash = ? WHERE setting = ?', moved, other.id);
    await tamper('UPDATE chain_heads SET seq = 2, hash = ? WHERE setting = ?', moved, other.id);
    expect(await verify()).toMatchObject({ kind: 'broken', setting: other.id, seq: 1 });
  });

  test('the first was taken out', async () => {
    await tamper('DELETE FROM audit WHERE seq = 1');
    expect(await verify()).toEqual(broken(1, /missing/));
  });

  test('two rows changed places', async () => {
    await tamper('UPDATE audit SET seq = -1 WHERE seq = 4');
    await tamper('UPDATE audit SET seq = 4 WHERE seq = 5');
    await tamper('UPDATE audit SET seq = 5 WHERE seq = -1');
    expect(await verify()).toEqual(broken(4, /changed/));
  });

  test.each([
    ['-1', -1, /place/],
    ['0', 0, /place/],
    ['9223372036854775807', 11, /./],
  ])('a row was put in as %s', async (seq, named, reason) => {
    await tamper(
      `INSERT INTO audit SELECT setting, ${seq}, action, actor, subject, at, digest, prev, hash, salt, payload FROM audit WHERE seq = 4`,
    );
    expect(await verify()).toEqual(broken(named, reason));
  });

  test('rows were cut off its end', async () => {
    await tamper('DELETE FROM audit WHERE seq > 8');
    expect(await verify()).toEqual(broken(9, /missing from the end/));
  });

  test('all rows were cut off', async () => {
    await tamper('DELETE FROM audit');
    expect(await verify()).toEqual(broken(1, /empty/));
  });

  test('its head was moved back, or is gone', async () => {
    await tamper('UPDATE chain_heads SET seq = 9');
    expect(await verify()).toMatchObject({ kind: 'broken', seq: 10 });
    await tamper('DELETE FROM chain_heads');
    expect(await verify()).toMatchObject({ kind: 'broken', seq: 10, reason: 'its chain has no head.' });
  });

  test('all of it is gone, its head too, and its setting is still there', async () => {
    const other = aSetting();
    await open.store.write([], (register) => register.settings.save(other));
    await append(other.id, 2);
    await tamper('DELETE FROM audit');
    await tamper('DELETE FROM chain_heads');
    expect(await verify()).toMatchObject({ kind: 'broken', seq: 1 });
    const [first] = [setting, other.id].sort();
    expect(await verify()).toMatchObject({ setting: first });
    const { verifyLines } = await import(VERIFIER);
    const exported = (async function* () {
      yield* open.store.trail({ payloads: true, now: NOW });
    })();
    expect(await verifyLines(exported)).toMatchObject({ kind: 'broken', setting: first });
  });

  test('a payload is missing that nobody recorded as erased', async () => {
    await tamper('UPDATE audit SET salt = NULL, payload = NULL WHERE seq IN (3, 8)');
    expect(await verify()).toEqual(broken(3, /payload is missing/));
  });

  test('it is one of another setting, and its neighbours are sound', async () => {
    const other = aSetting();
    await open.store.write([], (register) => register.settings.save(other));
    await append(other.id, 5);
    await tamper("UPDATE audit SET action = 'x' WHERE setting = ? AND seq = 2", other.id);
    expect(await verify()).toMatchObject({ kind: 'broken', setting: other.id, code: other.code, seq: 2 });
  });

  test('chains were exchanged between two settings', async () => {
    const other = aSetting();
    await open.store.write([], (register) => register.settings.save(other));
    await append(other.id, 10);
    for (const table of ['audit', 'chain_heads']) {
      await tamper(`UPDATE ${table} SET setting = 'x' WHERE setting = ?`, setting);
      await tamper(`UPDATE ${table} SET setting = ? WHERE setting = ?`, setting, other.id);
      await tamper(`UPDATE ${table} SET setting = ? WHERE setting = 'x'`, other.id);
    }
    expect(await verify()).toMatchObject({ kind: 'broken', seq: 1, reason: expect.stringMatching(/follow/) });
  });
});

describe('an erasure', () => {
  const erase = (...seqs: number[]) =>
    open.store.write([setting], (register) => register.audit.erase(setting, seqs, 'operator', NOW));

  test('takes payload and salt, is an event itself, and the chain still verifies', async () => {
    await erase(3, 4, 99);
    expect(
      await tamper(
        'SELECT seq FROM audit WHERE seq < 6 AND payload IS NOT NULL AND salt IS NOT NULL ORDER BY seq',
      ),
    ).toEqual([{ seq: 1 }, { seq: 2 }, { seq: 5 }]);
    expect(await verify()).toMatchObject({ kind: 'sound', rows: 12 });
    await erase(3);
    expect(await verify()).toMatchObject({ kind: 'sound', rows: 12 });
  });

  test('does not cover another row', async () => {
    await erase(3);
    await tamper('UPDATE audit SET salt = NULL, payload = NULL WHERE seq = 2');
    expect(await verify()).toMatchObject({ kind: 'broken', seq: 2 });
  });

  test('recorded beyond a break still counts for the rows before it', async () => {
    await erase(3);
    await tamper("UPDATE audit SET actor = 'x' WHERE seq = 6");
    expect(await verify()).toMatchObject({ kind: 'broken', seq: 6 });
    await tamper('UPDATE audit SET salt = NULL, payload = NULL WHERE seq = 4');
    expect(await verify()).toMatchObject({ kind: 'broken', seq: 4 });
  });
});

test('canonical JSON sorts keys at every level and leaves lists as they are', () => {
  expect(canonical({ b: [{ d: 1, c: null }, 2], a: { z: 'é', y: undefined } })).toBe(
    '{"a":{"z":"é"},"b":[{"c":null,"d":1},2]}',
  );
  expect(canonical({ b: 1, a: 2 })).toBe(canonical({ a: 2, b: 1 }));
});
