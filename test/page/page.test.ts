import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toProxies } from '../../src/proxy.ts';
import { buttonsOf, errorOf, type Variation, words } from '../support/setting.ts';
import { DSO, type Served, serveAgreement } from './agreement.ts';

let served: Served;
beforeEach(async () => {
  served = await serveAgreement();
});
afterEach(() => served.close());
const serveAgain = async (variation: Variation) => {
  await served.close();
  served = await serveAgreement(undefined, variation);
};

const get = (key: string) => fetch(served.at(key));
const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${served.origin}/agreement`, {
    method: 'POST',
    body: new URLSearchParams({ setting: served.elm.id, child: 'Mia', ...fields }),
    headers,
  });
/** The page as it stands once the child's first name is typed. */
const terms = async (key: string) => (await post({ key })).text();
/** A page's words, without its marks. */
const plainText = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');
/** The copy that a page offers to save, which is a page of its own. */
const copyIn = (html: string) =>
  Buffer.from(
    /href="data:text\/html;charset=utf-8;base64,([^"]+)"/.exec(html)?.[1] ?? '',
    'base64',
  ).toString();
const state = async () => words(await served.elm.view(DSO, 'boundary B-1'));

describe('the parent’s page', () => {
  it('shows nothing until the first name of a child of theirs is typed', async () => {
    const key = await served.key();
    const page = await (await get(key)).text();
    expect(page).toContain('Please type your child’s first name');
    expect(page).not.toMatch(/Elm|Tom|Sarah|Mia|Reed|boundar/i);
    for (const child of ['', 'M', 'Reed', 'Sarah', 'Theo', '<b>', 'x'.repeat(300)]) {
      const again = await post({ key, child });
      expect(again.status).toBe(422);
      expect(await again.text()).not.toMatch(/Elm|Tom|Sarah Reed|Mia/);
      expect((await post({ key, child, answer: 'agree', name: 'Sarah Reed' })).status).toBe(422);
    }
    for (const child of ['Mia', ' mia ', 'MIA', 'Mia Reed'])
      expect((await post({ key, child })).status).toBe(200);
    expect(served.answered.count).toBe(0);
  });

  it.each(['Reed', 'Mr Reed', 'Sarah', 'Mike Reed'])(
    'is not in force by “%s”, which may be the other parent’s name, before the officer has said so',
    async (name) => {
      await post({ key: await served.key(), answer: 'agree', name });
      expect(await state()).toContain('signed on the page in another name');
    },
  );

  it('waits for the officer where the name is not the one on record; they say that it is theirs', async () => {
    const key = await served.key();
    const thanks = await post({ key, answer: 'agree', name: 'Sally Anne Green' });
    const page = await thanks.text();
    expect([thanks.status, page]).toEqual([
      200,
      expect.stringContaining('in force once Elm Pre-school has looked at your answer'),
    ]);
    expect(plainText(copyIn(page))).toContain('It holds once Elm Pre-school has looked at your answer.');
    expect(await state()).toContain('signed on the page in another name');
    expect(served.answered.count).toBe(1);
    expect((await served.elm.told('Tom Ridley')).map(({ title }) => title)).not.toContain(
      'Boundaries are in force (B-1)',
    );
    expect((await served.elm.told(DSO)).at(-1)?.text).toContain('Please say whether it is theirs.');
    // The terms that the parent has signed cannot be taken from under it.
    expect(errorOf(await served.elm.ask('Tom Ridley', 'boundary B-1 agree=no'), 'agree')).toContain(
      'your signature stands',
    );
    const shown = await served.elm.view(DSO, 'boundary B-1');
    const yes = buttonsOf(shown)['Yes, this is they'];
    expect(yes).toBeDefined();
    expect((await served.elm.view(DSO, yes ?? '')).title).toBe('In force: B-1');
    expect((await served.elm.told('Tom Ridley')).map(({ title }) => title)).toContain(
      'Boundaries are in force (B-1)',
    );
    // Nobody else may say so.
    expect((await served.elm.view('Tom Ridley', 'boundary B-1')).title).not.toContain('In force');
  });

  it('takes a near spelling, a title and a short form of the name on record', async () => {
    for (const name of ['Mrs Sarah Reed', 'Sara Reed', 'Reed, Sarah']) {
      const again = await serveAgreement();
      try {
        const body = new URLSearchParams({
          setting: again.elm.id,
          key: await again.key(),
          child: 'Mia',
          answer: 'agree',
          name,
        });
        await fetch(`${again.origin}/agreement`, { method: 'POST', body });
        expect(words(await again.elm.view(DSO, 'boundary B-1')), name).toContain('in force since');
      } finally {
        await again.close();
      }
    }
  });

  it('opens the newest link alone, and none that was withdrawn', async () => {
    const [first, second] = [await served.key(), await served.key()];
    expect([(await get(first)).status, (await get(second)).status]).toEqual([404, 200]);
    await served.elm.view(DSO, 'boundary B-1 withdraw=yes');
    expect((await get(second)).status).toBe(404);
    expect(await served.elm.audited('boundary.link_withdrawn')).toBe(1);
    expect((await get(await served.key())).status).toBe(200);
  });

  it('names parent, member of staff and child, who asks and why, and that the other has signed', async () => {
    const page = plainText(await terms(await served.key()));
    for (const words of [
      'Elm Pre-school',
      'For Sarah Reed.',
      'You and Tom Ridley, who works here, know each other',
      'we ask both to agree',
      'Tom Ridley signed on 23 Nov 2026',
      'for as long as Mia, or another child of yours, comes here',
    ])
      expect(page).toContain(words);
  });

  it('says before the answer what a refusal means, whom to call, what is kept, and how to complain', async () => {
    await serveAgain({ setting: { phone: '01632 960300' } });
    const page = plainText(await terms(await served.key()));
    for (const words of [
      "Nothing changes for your child. You need do nothing. If you would like to talk: Maeve O'Sullivan (DSO, safeguarding), 01632 960300.",
      'three years after the last child it is about has left',
      'within 30 days',
      'Information Commissioner’s Office',
    ])
      expect(page).toContain(words);
  });

  it('sends nobody to the two whom it is about', async () => {
    await serveAgain({ roles: { 'Tom Ridley': ['staff', 'dso'], [DSO]: ['staff', 'deputy_dso'] } });
    const page = plainText(await terms(await served.key()));
    expect(page).toContain("talk: Maeve O'Sullivan (deputy DSO, safeguarding)");
    expect(page).not.toMatch(/ask Tom Ridley|talk: Tom Ridley/);
  });

  it('names no child whose carer the parent is not', async () => {
    await served.elm.view(
      'Zoë Adeyemi',
      'declare "Nora Swift" kind=friend since=2015 child="Mia Reed" none_of_these=yes',
    );
    await served.elm.view(DSO, 'boundary D-2');
    await served.elm.view('Zoë Adeyemi', 'boundary B-2 agree=yes');
    const page = await terms(await served.key('B-2'));
    expect(plainText(page)).toContain('For Nora Swift.');
    expect(plainText(page).replace('value="Mia"', '')).not.toContain('Mia');
  });

  it('shows the terms and the setting, and no child but the one that was typed', async () => {
    const page = await terms(await served.key());
    expect(page).toContain('Elm Pre-school');
    expect(page).toContain('We say &#60;b&#62;hello&#60;/b&#62; &#38; mean it.');
    expect(page).toContain('We do so at the setting.');
    expect(page).not.toMatch(/\([GPK]\d/);
    expect(page).not.toMatch(/Theo|Mike|<script/);
  });

  it('shows nothing of the family of a protected child, though the link was made before', async () => {
    const key = await served.key();
    await served.elm.view('Ruth Hallam', 'child "Mia Reed" protected=yes');
    expect((await get(key)).status).toBe(404);
    expect((await post({ key, answer: 'agree', name: 'Sarah Reed' })).status).toBe(404);
    expect(served.answered.count).toBe(0);
  });

  it.each([
    [
      'the carer was never a parent, as the officer says',
      [
        ['Ruth Hallam', 'child "Mia Reed" carers="Mike Reed (father)" confirm=yes'],
        [DSO, 'match D-1 carer=former'],
      ],
    ],
    ['the child has left', [['Ruth Hallam', 'child "Mia Reed" leaves_on=2026-11-22 confirm=yes']]],
    [
      'the member of staff has left',
      [['Ruth Hallam', `person "Tom Ridley" leaves_on=2026-11-22 confirm=yes`]],
    ],
  ] as const)('opens nothing once %s', async (_, steps) => {
    const key = await served.key();
    expect((await get(key)).status).toBe(200);
    for (const [who, said] of steps) await served.elm.view(who, said);
    expect((await get(key)).status).toBe(404);
    expect((await post({ key, answer: 'agree', name: 'Sarah Reed' })).status).toBe(404);
    expect(served.answered.count).toBe(0);
  });

  it('takes a typed name and consent, once, and brings the agreement into force', async () => {
    const key = await served.key();
    const done = await post({ key, answer: 'agree', name: '  Sarah  Reed ' });
    expect(done.status).toBe(200);
    const page = await done.text();
    expect(page).toContain('You have signed as Sarah Reed');
    const copy = copyIn(page);
    for (const words of [
      'Between Tom Ridley, who works at Elm Pre-school, and Sarah Reed, for Mia',
      'Tom Ridley signed on 23 Nov 2026',
      'Sarah Reed signed on 23 Nov 2026',
      'We do so at the setting.',
      'within 30 days',
    ])
      expect(plainText(copy)).toContain(words);
    expect(copy).not.toMatch(/<script|src=|key=/);
    expect(await state()).toContain('in force since 23 Nov 2026');
    expect(await state()).toContain('as Sarah Reed');
    expect(served.answered.count).toBe(1);
    const told = await served.elm.told();
    const inForce = told.filter(({ title }) => title === 'Boundaries are in force (B-1)');
    expect(inForce.map(({ recipientName }) => recipientName).sort()).toEqual([DSO, 'Tom Ridley']);
    expect((await post({ key, answer: 'decline', name: '' })).status).toBe(404);
    expect(await state()).toContain('in force');
  });

  it('takes a refusal without a name, and says what follows', async () => {
    const key = await served.key();
    const done = await post({ key, answer: 'decline', name: '' });
    const page = await done.text();
    expect(plainText(page)).toContain(
      "Nothing changes for your child. You need do nothing. If you would like to talk: Maeve O'Sullivan (DSO, safeguarding).",
    );
    expect(page).not.toMatch(/Somebody will/);
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
    expect(page).toContain('name="child" value="Mia"');
    expect((await post({ key, name: 'Sarah <i>Reed' })).status).toBe(422);
    expect(await (await post({ key, name: 'Sarah <i>Reed' })).text()).toContain(
      'value="Sarah &#60;i&#62;Reed"',
    );
    expect((await post({ key, answer: 'agree', name: 'x'.repeat(201) })).status).toBe(422);
    for (const mark of ['\0', '\u202e', '\u2066', '\u200f'])
      expect((await post({ key, answer: 'agree', name: `Sarah${mark} Reed` })).status).toBe(422);
    expect((await get(key)).status).toBe(200);
  });

  it('says the same to a wrong, a spent, an expired and a withdrawn link', async () => {
    const [second, first] = [await served.key(), await served.key()];
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
    // An earlier link is as dead as the one that was answered.
    for (const key of [first, second]) bodies.push(await (await get(key)).text());
    const late = await served.key();
    served.clock.now = new Date('2026-11-30T10:00:01Z');
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
