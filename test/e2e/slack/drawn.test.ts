import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toFormModal } from '../../../adapters/slack/form.ts';
import { toMessages, toModal } from '../../../adapters/slack/render.ts';
import { button, buttons, danger, view } from '../../../src/core/talk/view.ts';
import { createExhibition, HOSTILE } from '../../contract/exhibition.ts';
import { canDraw, openBrowser } from '../../support/browser.ts';
import { drawSurfaces, type Surface } from '../../support/slack/draw.ts';

const identity = {
  account: { platform: 'slack', tenant: 't', user: 'u' },
  memberships: [{ setting: 's', person: 'p' }],
};

describe.runIf(canDraw)('Slack screens drawn as HTML', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  /** The words of these surfaces, and what was made of them. */
  async function seen(surfaces: readonly Surface[]) {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await drawSurfaces(page, surfaces, 'light');
    const found = await page.evaluate<{ words: string; made: number; right: number }>(`({
      words: document.body.innerText.replace(/\\s+/g, ' '),
      made: document.querySelectorAll('main a, main img, main script').length,
      right: Math.max(...[...document.querySelectorAll('main *')].map((each) => each.getBoundingClientRect().right)),
    })`);
    await page.close();
    return found;
  }

  it('hold what people write as it is, and no link, picture or script of theirs', async () => {
    const { app } = createExhibition();
    const surfaces: Surface[] = [];
    for (const command of ['hostile', 'table', 'headings', 'clauses', 'difference', 'meter', 'form']) {
      const run = { command, input: {} };
      const answer = await app.run(identity, run);
      if (answer.kind === 'form') surfaces.push({ view: toFormModal(answer, { opening: {} }) });
      else
        surfaces.push({ view: toModal(answer, run) }, ...toMessages(answer).map((each) => ({ view: each })));
    }
    const { words, made, right } = await seen(surfaces);
    for (const each of HOSTILE.slice(0, 9)) expect(words).toContain(each);
    expect(made).toBe(0);
    expect(right).toBeLessThanOrEqual(390);
  });

  it('show what Slack asks before a button is sent that takes something away', async () => {
    const asked = view('A case', buttons(danger(button('Withdraw it', 'end', { ref: 'D-1' }))));
    const { words } = await seen(toMessages(asked).map((each) => ({ view: each })));
    expect(words).toContain('Are you sure? Withdraw it? No Yes');
  });

  it('are refused where Slack would refuse them', async () => {
    const unknown = {
      text: 'x',
      blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '<!channel>' } }],
    };
    await expect(seen([{ view: unknown }])).rejects.toThrow('Slack would refuse this');
    const mail = { text: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'a *b*' } }] };
    await expect(seen([{ view: mail }])).rejects.toThrow('mark-up');
  });
});
