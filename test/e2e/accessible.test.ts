import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inGroups } from '../../adapters/shared/pages.ts';
import { toFormModal } from '../../adapters/slack/form.ts';
import { toMessages, toModal } from '../../adapters/slack/render.ts';
import { toCard } from '../../adapters/teams/render.ts';
import { type Answered, everyAnswer } from '../support/answers.ts';
import { canDraw, openBrowser, violationsOn } from '../support/browser.ts';
import { openDemo } from '../support/demo.ts';
import { commands } from '../support/platforms.ts';
import { drawSurfaces, type Surface } from '../support/slack/draw.ts';
import { drawCards } from '../support/teams/draw.ts';

/** How many screens are looked at together: a page apart for each takes longer. */
const TOGETHER = 10;
const MOST_PAGES = 12;

describe.runIf(canDraw)('every form and answer of every verb', () => {
  let browser: Browser;
  let answers: Answered[];
  beforeAll(async () => {
    browser = await openBrowser();
    const demo = await openDemo();
    answers = await everyAnswer(demo);
    await demo.close();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it('is among what is looked at', () => {
    const seen = new Set(answers.map(({ run }) => run.command));
    expect(commands.map(({ name }) => name).filter((name) => !seen.has(name))).toEqual([]);
  });

  // What people see most is looked at in dark, too (screens.test.ts).
  it('has no fault that axe can see in Slack', async () => {
    await look(answers.flatMap(inSlack), (page, some) => drawSurfaces(page, some, 'light'));
  }, 180_000);

  it('has no fault that axe can see in Teams', async () => {
    await look(answers.flatMap(inTeams), (page, some) => drawCards(page, some, 'light', 640));
  }, 180_000);

  async function look<T>(
    screens: readonly T[],
    draw: (page: Page, some: readonly T[]) => Promise<void>,
  ): Promise<void> {
    const page = await browser.newPage({ viewport: { width: 640, height: 800 } });
    const faults = new Set<string>();
    for (const some of inGroups(screens, TOGETHER)) {
      await draw(page, some);
      for (const fault of await violationsOn(page)) faults.add(fault);
    }
    expect([...faults]).toEqual([]);
    await page.close();
  }
});

/** Each page of a window, as it opens and with complaints; and the messages, where no window can be opened. */
function inSlack({ answer, run }: Answered): Surface[] {
  const drawn = (page: number) =>
    answer.kind === 'form' ? toFormModal(answer, { opening: run.input, page }) : toModal(answer, run, page);
  const views = everyPage(drawn, ({ private_metadata: _, ...view }) => view);
  const messages = answer.kind === 'form' ? [] : toMessages(answer);
  return [...views, ...messages].map((view) => ({ view }));
}

function inTeams({ answer, run }: Answered): unknown[] {
  return everyPage(
    (page) => toCard(answer, { ...run, page }),
    ({ body }) => JSON.stringify(body).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ''),
  );
}

/** A page beyond the end is drawn as the last. */
function everyPage<T>(draw: (page: number) => T, likeness: (drawn: T) => unknown): T[] {
  const pages: T[] = [];
  let last = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const drawn = draw(page);
    const is = JSON.stringify(likeness(drawn));
    if (is === last) break;
    last = is;
    pages.push(drawn);
  }
  return pages;
}
