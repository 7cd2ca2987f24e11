import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium } from 'playwright-core';

const BROWSER = '/usr/bin/chromium';
/** Chromium as Debian packages it; without it, cards are checked and not drawn. */
export const canDraw = existsSync(BROWSER);

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: BROWSER, args: QUIET });
}

export type Theme = 'light' | 'dark';

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
    fontFamily: '"DejaVu Sans", sans-serif',
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
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

/** A page that draws cards as Teams would, with Microsoft's own renderer. */
export function pageOf(cards: unknown[], theme: Theme, width: number): string {
  const script = readFileSync(
    createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.js'),
    'utf8',
  );
  const { page, card, text, line, accent } = COLOURS[theme];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Cards</title><style>
    body { margin: 0; padding: 12px; background: ${page}; width: ${width}px; box-sizing: border-box; overflow-wrap: anywhere }
    .message { background: ${card}; border: 1px solid ${line}; border-radius: 6px; margin-bottom: 14px; overflow: hidden }
    .ac-pushButton { border: 1px solid ${line}; background: transparent; color: ${text}; border-radius: 4px; padding: 6px 12px; font: 600 14px "DejaVu Sans" }
    .ac-pushButton.style-positive { background: ${accent}; color: ${theme === 'dark' ? '#000' : '#fff'} }
    .ac-input { background: ${page}; color: ${text}; border: 1px solid ${line}; border-radius: 4px; font: 14px "DejaVu Sans"; padding: 6px; box-sizing: border-box }
    </style><body><script>${script.replaceAll('</script>', '<\\/script>')}</script><script>
    for (const json of ${JSON.stringify(cards).replaceAll('<', '\\u003c')}) {
      const card = new AdaptiveCards.AdaptiveCard();
      card.hostConfig = new AdaptiveCards.HostConfig(${JSON.stringify(hostConfig(theme))});
      card.parse(json);
      const message = document.createElement('div');
      message.className = 'message';
      message.append(card.render());
      document.body.append(message);
    }
    </script></body></html>`;
}
