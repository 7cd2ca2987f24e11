import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toProxies } from '../../src/proxy.ts';
import { words } from '../support/setting.ts';
import { DSO, type Served, serveAgreement } from './agreement.ts';

let served: Served;
beforeEach(async () => {
  served = await serveAgreement();
});
afterEach(() => served.close());

const get = (key: string) => fetch(served.at(key));
const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${served.origin}/agreement`, {
    method: 'POST',
    body: new URLSearchParams({ setting: served.elm.id, ...fields }),
    headers,
  });
const state = async () => words(await served.elm.view(DSO, 'boundary B-1'));

describe('the parent’s page', () => {
  it('shows the terms and the setting, and no child', async () => {
    const page = await (await get(await served.key())).text();
    expect(page).toContain('Elm Pre-school');
    expect(page).toContain('We say &#60;b&#62;hello&#60;/b&#62; &#38; mean it.');
    expect(page).toContain('(P2)');
    expect(page).not.toMatch(/Mia|Sarah|<script/);
  });

  it('shows nothing of the family of a protected child, though the link was made before', async () => {
    const key = await served.key();
    await served.elm.view('Ruth Hallam', 'child "Mia Reed" protected=yes');
    expect((await get(key)).status).toBe(404);
    expect((await post({ key, answer: 'agree', name: 'Sarah Reed' })).status).toBe(404);
    expect(served.answered.count).toBe(0);
  });

  it('takes a typed name and consent, once, and brings the agreement into force', async () => {
    const key = await served.key();
    const done = await post({ key, answer: 'agree', name: '  Sarah  Reed ' });
    expect(done.status).toBe(200);
    expect(await done.text()).toContain('You have signed as Sarah Reed');
    expect(await state()).toContain('in force since 23 Nov 2026');
    expect(await state()).toContain('as Sarah Reed');
    expect(served.answered.count).toBe(1);
    const told = await served.elm.told();
    expect(
      told.filter(({ title }) => title === 'B-1: an answer has come').map((each) => each.recipientName),
    ).toEqual([DSO]);
    expect(told.filter(({ title }) => title === 'B-1 is in force').map((each) => each.recipientName)).toEqual(
      ['Tom Ridley'],
    );
    expect((await post({ key, answer: 'decline', name: '' })).status).toBe(404);
    expect(await state()).toContain('in force');
  });

  it('takes a refusal without a name, and says what follows', async () => {
    const key = await served.key();
    const done = await post({ key, answer: 'decline', name: '' });
    expect(await done.text()).toContain('no effect on your child’s place');
    expect(await state()).toContain('the parent declined on 23 Nov 2026');
    expect((await get(key)).status).toBe(404);
  });

  it('asks again for what is missing, keeps what was said, and spends nothing', async () => {
    const key = await served.key();
    const again = await post({ key, answer: 'agree', name: ' ' });
    expect(again.status).toBe(422);
    const page = await again.text();
    expect(page).toContain('Write your full name');
    expect(page).toContain('value="agree" checked');
    expect((await post({ key, name: 'Sarah <i>Reed' })).status).toBe(422);
    expect(await (await post({ key, name: 'Sarah <i>Reed' })).text()).toContain(
      'value="Sarah &#60;i&#62;Reed"',
    );
    expect((await post({ key, answer: 'agree', name: 'x'.repeat(201) })).status).toBe(422);
    expect((await post({ key, answer: 'agree', name: 'Sarah\0' })).status).toBe(422);
    expect((await get(key)).status).toBe(200);
  });

  it('says the same to a wrong, a spent, an expired and a withdrawn link', async () => {
    const [first, second] = [await served.key(), await served.key()];
    const wrong = await get('0'.repeat(64));
    const bodies = [
      await wrong.text(),
      await (await get('')).text(),
      await (await fetch(`${served.origin}/agreement`)).text(),
    ];
    // A link opens in its own setting.
    for (const setting of ['', 'other', '%00', '0'.repeat(65)])
      bodies.push(await (await fetch(`${served.origin}/agreement?setting=${setting}&key=${first}`)).text());
    bodies.push(await (await post({ setting: 'other', key: first, answer: 'decline', name: '' })).text());
    bodies.push(await (await fetch(`${served.origin}/agreement?key=${first}`)).text());
    await post({ key: first, answer: 'decline', name: '' });
    // Another link to what has been answered is spent with it.
    for (const key of [first, second]) bodies.push(await (await get(key)).text());
    const late = await served.key();
    served.clock.now = new Date('2026-12-07T10:00:01Z');
    bodies.push(await (await get(late)).text());
    bodies.push(await (await post({ key: late, answer: 'agree', name: 'Sarah Reed' })).text());
    expect(new Set(bodies).size).toBe(1);
    expect(bodies[0]).not.toMatch(/Elm|Tom|hello/);
    expect(wrong.status).toBe(404);
    expect(await state()).toContain('declined');
  });

  it('dies with a signature that was taken back', async () => {
    const key = await served.key();
    await served.elm.view('Tom Ridley', 'boundary B-1 agree=no');
    expect((await get(key)).status).toBe(404);
    await served.elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    expect((await get(key)).status).toBe(404);
  });

  it('counts the first of two answers that come at once', async () => {
    const key = await served.key();
    const answers = await Promise.all(
      ['agree', 'decline', 'agree', 'decline'].map((answer) => post({ key, answer, name: 'Sarah Reed' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404]);
    expect(served.answered.count).toBe(1);
  });

  it('lets nothing in, nothing out and nothing be kept', async () => {
    const response = await get(await served.key());
    const policy = response.headers.get('content-security-policy') ?? '';
    const style = /<style>([\s\S]*)<\/style>/.exec(await response.text())?.[1] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  it('reads no body but a form of a sensible length', async () => {
    const key = await served.key();
    const json = { 'content-type': 'application/json' };
    expect((await post({ key, answer: 'agree', name: 'Sarah Reed' }, json)).status).toBe(404);
    expect((await post({ key, answer: 'agree', name: 'x'.repeat(10_000) })).status).toBe(404);
    expect((await fetch(`${served.origin}/agreement`, { method: 'PUT' })).status).toBe(405);
    expect((await get(key)).status).toBe(200);
  });

  it('answers thirty requests a minute of one address, and then asks for patience', async () => {
    const key = await served.key();
    for (let i = 0; i < 30; i++) expect((await get(i % 2 ? key : '0')).status).not.toBe(429);
    const busy = await get(key);
    expect(busy.status).toBe(429);
    expect(busy.headers.get('retry-after')).toBe('60');
    served.clock.now = new Date('2026-11-23T10:01:00Z');
    expect((await get(key)).status).toBe(200);
  });
});

describe('whose requests are counted', () => {
  const from = async ({ origin }: Served, forwarded: string) =>
    (await fetch(`${origin}/agreement`, { headers: { 'x-forwarded-for': forwarded } })).status;

  it('does not read what anybody says of themselves', async () => {
    for (let i = 0; i < 30; i++) expect(await from(served, `198.51.100.${i}`)).toBe(404);
    expect(await from(served, '198.51.100.200')).toBe(429);
  });

  it('counts the address that its own proxy saw, whatever the caller wrote before it', async () => {
    const behind = await serveAgreement(toProxies('127.0.0.1, 10.0.0.0/8'));
    try {
      const hops = ['203.0.113.7', '198.51.100.1, 203.0.113.7', '203.0.113.7:4711, 10.1.2.3'];
      for (let i = 0; i < 30; i++) expect(await from(behind, hops[i % 3] ?? '')).toBe(404);
      for (const each of hops) expect(await from(behind, each)).toBe(429);
      expect(await from(behind, '203.0.113.7, 203.0.113.8')).toBe(404);
      expect(await from(behind, '[2001:db8::7]:4711')).toBe(404);
    } finally {
      await behind.close();
    }
  });

  it('lets nobody keep the others out by knocking again and again', async () => {
    const behind = await serveAgreement(toProxies('127.0.0.1'));
    try {
      for (let i = 0; i < 650; i++) await from(behind, '203.0.113.7');
      expect(await from(behind, '203.0.113.7')).toBe(429);
      expect(await from(behind, '203.0.113.8')).toBe(404);
    } finally {
      await behind.close();
    }
  });

  it('counts a network of IPv6 as the one household that it is given to', async () => {
    const behind = await serveAgreement(toProxies('127.0.0.1'));
    try {
      for (let i = 0; i < 30; i++) {
        const written = [`2001:db8:0:2::${i}`, `2001:db8::2:0:0:1:${i}`, `2001:DB8:0:2:a:b:c:${i}`];
        expect(await from(behind, written[i % 3] ?? '')).toBe(404);
      }
      expect(await from(behind, '2001:db8:0:2:ffff::1')).toBe(429);
      expect(await from(behind, '2001:db8:0:3::1')).toBe(404);
      for (let i = 0; i < 31; i++) expect(await from(behind, `::ffff:198.51.100.${i}`)).toBe(404);
    } finally {
      await behind.close();
    }
  });

  it('counts the proxy where it does not say, or says what is no address', async () => {
    const behind = await serveAgreement(toProxies('127.0.0.1'));
    try {
      for (let i = 0; i < 30; i++) expect(await from(behind, `unknown-${i}`)).toBe(404);
      expect(await from(behind, '203.0.113.7, unknown')).toBe(429);
      expect((await fetch(`${behind.origin}/agreement`)).status).toBe(429);
    } finally {
      await behind.close();
    }
  });
});
