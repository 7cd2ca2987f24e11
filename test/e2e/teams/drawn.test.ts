import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Card, toCard } from '../../../adapters/teams/render.ts';
import { createExhibition, HOSTILE } from '../../contract/exhibition.ts';
import { canDraw, openBrowser, type Theme } from '../../support/browser.ts';
import { drawCards } from '../../support/teams/draw.ts';

const identity = {
  account: { platform: 'teams', tenant: 't', user: 'u' },
  memberships: [{ setting: 's', person: 'p' }],
};

describe.runIf(canDraw)('cards drawn by Microsoft’s own renderer', () => {
  let browser: Browser;
  const cards: Record<string, Card> = {};
  beforeAll(async () => {
    browser = await openBrowser();
    const { app } = createExhibition();
    for (const command of [
      'me',
      'facts',
      'list',
      'table',
      'difference',
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
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each<[Theme, number]>([
    ['light', 640],
    ['dark', 640],
    ['light', 340],
    ['dark', 340],
  ])('are whole in %s at %i pixels', async (theme, width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await drawCards(page, Object.values(cards), theme, width);
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
