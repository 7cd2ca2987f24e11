import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Card, toCard } from '../../../adapters/teams/render.ts';
import { createExhibition, HOSTILE } from '../../contract/exhibition.ts';
import { canDraw, openBrowser, pageOf, type Theme } from '../../support/teams/draw.ts';
import { openTeamsSetting } from '../../support/teams/setting.ts';
import type { TeamsVisitor } from '../../support/teams/visitor.ts';

const identity = {
  account: { platform: 'teams', tenant: 't', user: 'u' },
  memberships: [{ setting: 's', person: 'p' }],
};

/** Looked at by people: `CANDOUR_PICTURES` names another folder. */
const PICTURES = process.env.CANDOUR_PICTURES ?? join(tmpdir(), 'candour-pictures');

describe.runIf(canDraw)('cards drawn by Microsoft’s own renderer', () => {
  let browser: Browser;
  const cards: Record<string, Card> = {};
  const real: Record<string, unknown> = {};
  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    browser = await openBrowser();
    const { app } = createExhibition();
    for (const command of [
      'me',
      'facts',
      'list',
      'table',
      'meter',
      'buttons',
      'hostile',
      'long',
      'refused',
      'form',
      'longform',
    ]) {
      cards[command] = toCard(await app.run(identity, { command, input: {} }), { command, input: {} });
    }
    const wrong = await app.run(identity, { command: 'picky', input: { line: 'Kept', since: 'whenever' } });
    cards.picky = toCard(wrong, { command: 'picky', input: {} });
    await see();
  });

  /** What people see on the way, on the register of Elm. */
  async function see(): Promise<void> {
    const open = await openTeamsSetting();
    const [zoe, maeve, ruth] = [open.at('Zoe'), open.at('Maeve'), open.at('Ruth')];
    const keep = (name: string, who: TeamsVisitor) => {
      real[name] = who.last().card?.json;
    };
    await zoe.type('me');
    keep('me', zoe);
    await zoe.type('help');
    keep('help', zoe);
    await zoe.type('declare');
    keep('declare', zoe);
    await zoe.answer({ who: 'Gemma', kind: 'friend', since: '2019' });
    keep('names', zoe);
    await zoe.type('declare "Laura Ashdown" kind=friend since=2019 networks=facebook,whatsapp');
    keep('declared', zoe);
    await zoe.type('declarations');
    keep('declarations', zoe);
    await maeve.type('decide D-1');
    keep('decide', maeve);
    await maeve.type('inbox');
    keep('inbox', maeve);
    await ruth.type('keyperson Freya');
    await ruth.type('keyperson "Freya Ashdown"');
    keep('keyperson', ruth);
    await ruth.type('keyperson');
    keep('keypersons', ruth);
    await ruth.type('assign child="Freya Ashdown" staff="Zoë Adeyemi"');
    keep('refused', ruth);
    await ruth.type('outstanding');
    keep('outstanding', ruth);
    await zoe.type('policy');
    keep('policy', zoe);
    await zoe.type('acknowledge');
    keep('acknowledge', zoe);
    await zoe.type('concern');
    keep('concern', zoe);
    await open.close();
  }
  afterAll(async () => {
    await browser?.close();
  });

  it.each<[Theme, number]>([
    ['light', 640],
    ['dark', 340],
  ])(
    'of the real verbs are whole in %s at %i pixels',
    async (theme, width) => {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      for (const [name, card] of Object.entries(real)) {
        await page.setContent(pageOf([card], theme, width));
        await page.screenshot({ path: join(PICTURES, `${theme}-${width}-${name}.png`), fullPage: true });
        const { right, words } = await page.evaluate<{ right: number; words: string }>(`({
        right: Math.max(...[...document.querySelectorAll('.message *')].map((each) => each.getBoundingClientRect().right)),
        words: document.body.innerText,
      })`);
        expect(right, name).toBeLessThanOrEqual(width);
        expect(words, name).not.toMatch(/\*\*|^#+ |\]\(/m);
      }
      await page.close();
    },
    120_000,
  );

  it.each<[Theme, number]>([
    ['light', 640],
    ['dark', 640],
    ['light', 340],
    ['dark', 340],
  ])('are whole in %s at %i pixels', async (theme, width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.setContent(pageOf(Object.values(cards), theme, width));
    await page.screenshot({ path: join(PICTURES, `${theme}-${width}.png`), fullPage: true });
    expect(errors).toEqual([]);
    const seen = await page.evaluate<{
      wide: string[];
      links: number;
      images: number;
      words: string;
    }>(`(() => {
      const inside = document.documentElement.clientWidth;
      const all = [...document.querySelectorAll('.message *')];
      const wide = all.filter((each) => each.getBoundingClientRect().right > inside + 1).map((each) => each.outerHTML.slice(0, 120));
      return { wide, links: document.querySelectorAll('.message a').length, images: document.querySelectorAll('.message img').length, words: document.body.innerText };
    })()`);
    expect(seen.wide).toEqual([]);
    // Nothing that anybody wrote became a link, a picture or markup.
    expect([seen.links, seen.images]).toEqual([0, 0]);
    const words = seen.words.replace(/\s+/g, ' ');
    for (const each of HOSTILE.slice(0, 9)) expect(words).toContain(each);
    await page.close();
  });
});
