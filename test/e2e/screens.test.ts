import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canDraw, openBrowser, PICTURES, type Theme, violationsOn } from '../support/browser.ts';
import { inSlack, inTeams, playMorning, type Screen } from '../support/morning.ts';

/** Pictures are of each; a layout does not depend on colours. */
const LOOKS: readonly [Theme, 'telephone' | 'desktop', number][] = [
  ['light', 'telephone', 390],
  ['dark', 'desktop', 1000],
  ['dark', 'telephone', 390],
  ['light', 'desktop', 1000],
];

describe.runIf(canDraw).each([
  ['slack', inSlack],
  ['teams', inTeams],
] as const)('what people see most, drawn as %s draws it', (name, enter) => {
  let browser: Browser;
  let screens: Record<string, Screen>;
  beforeAll(async () => {
    screens = await playMorning(enter);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each(PICTURES === undefined ? LOOKS.slice(0, 2) : LOOKS)(
    'is whole, in %s on a %s',
    async (theme, device, width) => {
      if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true });
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      for (const [screen, draw] of Object.entries(screens)) {
        await draw(page, theme, width);
        if (PICTURES !== undefined)
          await page.screenshot({
            path: join(PICTURES, `${screen}-${name}-${device}-${theme}.png`),
            fullPage: true,
          });
        const { right, words } = await page.evaluate<{ right: number; words: string }>(`({
          right: Math.max(...[...document.querySelectorAll('main *')].map((each) => each.getBoundingClientRect().right)),
          words: document.body.innerText,
        })`);
        expect(right, screen).toBeLessThanOrEqual(width);
        expect(words, screen).not.toMatch(/\*\*|^#+ |\]\(/m);
        expect(await violationsOn(page), screen).toEqual([]);
      }
      await page.close();
    },
    120_000,
  );
});
