import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canDraw, openBrowser } from '../support/browser.ts';
import { inSlack, inTeams, playMorning, type Screen } from '../support/morning.ts';
import { withPalette } from '../support/palette.ts';

/** The screens of which the documents show a picture, and how wide each is drawn. */
const SHOWN = {
  slack: { alert: 480, 'decide-form': 520, 'home-practitioner': 480, keyperson: 560, upload: 560 },
  teams: { 'declare-form': 390, 'declare-receipt': 390, 'may-i-accept': 390 },
} as const;

const folder = join(import.meta.dirname, '../../docs/pictures');
/** `npm run pictures` draws them anew. */
const isDrawing = process.env.CANDOUR_DOCUMENTS === 'draw';

it('there is a picture of each, with its words, and no other', () => {
  const files = Object.entries(SHOWN).flatMap(([name, screens]) =>
    Object.keys(screens).flatMap((screen) => [`${screen}-${name}.png`, `${screen}-${name}.txt`]),
  );
  expect(readdirSync(folder).sort()).toEqual(files.sort());
});

describe.runIf(canDraw).each([
  ['slack', inSlack],
  ['teams', inTeams],
] as const)('the pictures in the documents, as %s draws them', (name, enter) => {
  const shown = Object.entries(SHOWN[name]);
  let browser: Browser;
  let screens: Record<string, Screen>;
  beforeAll(async () => {
    screens = await playMorning(enter);
    browser = await openBrowser();
    if (!isDrawing) return;
    mkdirSync(folder, { recursive: true });
    const mine = readdirSync(folder).filter((file) => file.includes(`-${name}.`));
    for (const file of mine) rmSync(join(folder, file));
  });
  afterAll(() => browser?.close());

  it.each(shown)('%s shows what is shown today', async (screen, width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    await screens[screen]?.(page, 'light', width);
    const card = page.locator('main > section, main > .message').first();
    const words = `${(await card.innerText())
      .replace(/\s*\n\s*/g, '\n')
      .replace(/^•\n/gm, '• ')
      .trim()}\n`;
    const file = join(folder, `${screen}-${name}`);
    if (isDrawing) {
      writeFileSync(`${file}.png`, withPalette(await card.screenshot()));
      writeFileSync(`${file}.txt`, words);
    }
    await page.close();
    expect(words, 'npm run pictures').toBe(readFileSync(`${file}.txt`, 'utf8'));
  });
});
