import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DSO, type Served, serveAgreement } from '../page/agreement.ts';
import { canDraw, openBrowser, PICTURES, violationsOn } from '../support/browser.ts';
import { words } from '../support/setting.ts';

let browser: Browser;
let served: Served;
let page: Page;

describe.runIf(canDraw)('the parent’s page in a browser', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    served = await serveAgreement(undefined, { setting: { phone: '01632 960300' } });
    // Scripts are off, as they are on some telephones: the page must do without.
    const context = await browser.newContext({
      viewport: { width: 320, height: 640 },
      javaScriptEnabled: false,
    });
    page = await context.newPage();
  });
  afterEach(async () => {
    await page?.context().close();
    await served?.close();
  });

  /** Opens a fresh link, gives the child's first name, and says where the link leads. */
  const open = async (): Promise<string> => {
    const link = served.at(await served.key());
    await page.goto(link);
    await picture('0-child');
    await page.getByLabel('Your child’s first name').fill('Mia');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByLabel('I agree to these boundaries').waitFor();
    return link;
  };
  const picture = async (name: string) => {
    if (PICTURES === undefined) return;
    mkdirSync(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  };
  const fits = async () =>
    expect(
      await page.locator('html').evaluate((html: { scrollWidth: number }) => html.scrollWidth),
    ).toBeLessThanOrEqual(
      await page.locator('html').evaluate((html: { clientWidth: number }) => html.clientWidth),
    );
  const state = async () => words(await served.elm.view(DSO, 'boundary B-1'));

  it('is signed on a telephone, and does not open again', async () => {
    const link = await open();
    await picture('1-terms');
    await fits();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Professional boundaries');
    await page.getByLabel('I agree to these boundaries').check();
    await page.getByLabel('Your full name').fill('Sarah Reed');
    await page.getByRole('button', { name: 'Send my answer' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    await picture('2-signed');
    await fits();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save a copy' }).click();
    const copy = readFileSync(await (await saved).path(), 'utf8');
    expect((await saved).suggestedFilename()).toBe('professional-boundaries.html');
    expect(copy).toContain('Sarah Reed signed on 23 Nov 2026');
    expect(await state()).toContain('in force since');
    await page.goto(link);
    await picture('3-spent');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('does not open anything');
    expect(await page.content()).not.toContain('Elm');
  });

  it('is declined', async () => {
    await open();
    await page.getByLabel('I decline').check();
    await page.getByRole('button', { name: 'Send my answer' }).click();
    await page.getByText('Nothing changes for your child').waitFor();
    await picture('4-declined');
    expect(await state()).toContain('the parent declined');
  });

  it('says what is missing, beside the question and above all, and keeps what was said', async () => {
    await open();
    await page.getByLabel('I agree to these boundaries').check();
    await page.getByRole('button', { name: 'Send my answer' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    await picture('5-missing');
    await fits();
    expect(await page.title()).toMatch(/^Please check/);
    expect(await page.getByLabel('I agree to these boundaries').isChecked()).toBe(true);
    expect(await page.getByLabel('Your full name').getAttribute('aria-invalid')).toBe('true');
    await alert.getByRole('link').click();
    expect(new URL(page.url()).hash).toBe('#name');
  });

  it('does not open once it has expired', async () => {
    const key = await served.key();
    served.clock.now = new Date('2026-12-08T10:00:00Z');
    await page.goto(served.at(key));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('does not open anything');
  });

  it('is signed with the keyboard alone', async () => {
    await open();
    // The telephone number comes first.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.getByLabel('I agree to these boundaries').isChecked()).toBe(true);
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('I decline').isChecked()).toBe(true);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Tab');
    await picture('6-focus');
    await page.keyboard.type('Sarah Reed');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await state()).toContain('in force since');
  });

  it.each([
    ['light', 320, 'I decline'],
    ['dark', 320, 'I agree to these boundaries'],
    ['light', 1280, 'I agree to these boundaries'],
    ['dark', 1280, 'I decline'],
  ] as const)(
    'has no fault that axe can see, in %s at %i, up to “%s”',
    async (colorScheme, width, answer) => {
      // axe is a script, which the page's own policy rightly keeps out.
      const context = await browser.newContext({
        viewport: { width, height: 640 },
        colorScheme,
        bypassCSP: true,
      });
      const looked = await context.newPage();
      const faults = () => violationsOn(looked);
      await looked.goto(served.at(await served.key()));
      expect(await faults()).toEqual([]);
      for (const child of ['Theo', 'Mia']) {
        await looked.getByLabel('Your child’s first name').fill(child);
        await looked.getByRole('button', { name: 'Go on' }).click();
        expect(await faults()).toEqual([]);
      }
      await looked.getByRole('button', { name: 'Send my answer' }).click();
      await looked.getByRole('alert').waitFor();
      const pictured = async (name: string) => {
        if (PICTURES !== undefined)
          await looked.screenshot({
            path: join(PICTURES, `${name}-${colorScheme}-${width}.png`),
            fullPage: true,
          });
      };
      await pictured('7-axe');
      expect(await faults()).toEqual([]);
      await looked.getByLabel(answer).check();
      await looked.getByLabel('Your full name').fill('Sarah Reed');
      await looked.getByRole('button', { name: 'Send my answer' }).click();
      await looked.getByRole('heading', { name: 'Thank you' }).waitFor();
      await pictured('8-thanks');
      expect(await faults()).toEqual([]);
      await context.close();
    },
  );

  it('loads nothing, and runs nothing that is put into it', async () => {
    const context = await browser.newContext();
    const looked = await context.newPage();
    const asked: string[] = [];
    looked.on('request', (request) => asked.push(request.url()));
    await looked.goto(served.at(await served.key()));
    expect(asked.filter((url) => !url.endsWith('/favicon.ico'))).toHaveLength(1);
    const ran = await looked.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.body.append(script);
      return window.ran === true;
    })()`);
    expect(ran).toBe(false);
    await context.close();
  });
});
