import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Theme } from '../browser.ts';

const COLOURS = {
  light: {
    page: '#f5f5f5',
    card: '#ffffff',
    text: '#242424',
    subtle: '#616161',
    accent: '#4f52b2',
    bad: '#b10e1c',
    good: '#0e700e',
    line: '#e0e0e0',
  },
  dark: {
    page: '#141414',
    card: '#292929',
    text: '#ffffff',
    subtle: '#adadad',
    accent: '#9299f7',
    bad: '#f1707b',
    good: '#92c353',
    line: '#404040',
  },
};

/** Colours, sizes and spacing near those of Teams. */
function hostConfig(theme: Theme): unknown {
  const { text, subtle, accent, bad, good, card } = COLOURS[theme];
  const of = (colour: string) => ({ default: colour, subtle: colour === text ? subtle : colour });
  const foregroundColors = {
    default: of(text),
    accent: of(accent),
    attention: of(bad),
    good: of(good),
    warning: of(bad),
    light: of(text),
    dark: of(text),
  };
  return {
    spacing: { none: 0, small: 4, default: 8, medium: 12, large: 16, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: COLOURS[theme].line },
    supportsInteractivity: true,
    fontFamily: '"DejaVu Sans Condensed", sans-serif',
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    // The schema's default. Without it the library draws headings of no level.
    textBlock: { headingLevel: 2 },
    containerStyles: {
      default: { backgroundColor: card, foregroundColors },
      emphasis: { backgroundColor: card, foregroundColors },
    },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    inputs: {
      label: { inputSpacing: 'small', requiredInputs: { suffix: ' *', suffixColor: 'attention' } },
      errorMessage: { color: 'attention' },
    },
  };
}

const LIBRARY = readFileSync(
  createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js'),
  'utf8',
);

/** Draws cards on a page as Teams would, with Microsoft's own renderer. */
export async function drawCards(
  page: Page,
  cards: readonly unknown[],
  theme: Theme,
  width: number,
): Promise<void> {
  const { page: back, card, text, line, accent, subtle } = COLOURS[theme];
  await page.setContent(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Teams</title><style>
    body { margin: 0; padding: 12px; background: ${back}; width: ${width}px; box-sizing: border-box; overflow-wrap: anywhere }
    .app { font: 13px "DejaVu Sans Condensed"; color: ${subtle}; margin: 0 0 8px }
    .message { background: ${card}; border: 1px solid ${line}; border-radius: 6px; margin-bottom: 14px; overflow: hidden }
    .ac-pushButton { border: 1px solid ${line}; background: transparent; color: ${text}; border-radius: 4px; padding: 6px 12px; font: 600 14px "DejaVu Sans Condensed" }
    .ac-pushButton.style-positive { background: ${accent}; color: ${theme === 'dark' ? '#000' : '#fff'} }
    .ac-input { background: ${back}; color: ${text}; border: 1px solid ${line}; border-radius: 4px; font: 14px "DejaVu Sans Condensed"; padding: 6px; box-sizing: border-box }
    </style></head><body><main><h1 class="app">Candour: chat</h1></main></body></html>`);
  // The library is a megabyte, and outlives what the page holds.
  if (!(await page.evaluate('typeof AdaptiveCards === "object"'))) await page.evaluate(LIBRARY);
  await page.evaluate(`for (const json of ${JSON.stringify(cards.map(apart))}) {
      const card = new AdaptiveCards.AdaptiveCard();
      card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(hostConfig(theme))});
      card.parse(json);
      const message = document.createElement('div');
      message.className = 'message';
      message.append(card.render());
      document.querySelector('main').append(message);
    }`);
}

/** A card with ids of its own: in Teams each card is a document by itself. */
function apart(card: unknown, at: number): unknown {
  return JSON.parse(JSON.stringify(card), (key, value) => {
    if (key === 'id' && typeof value === 'string') return `${at}.${value}`;
    if (key === 'targetElements') return value.map((id: string) => `${at}.${id}`);
    return value;
  });
}
