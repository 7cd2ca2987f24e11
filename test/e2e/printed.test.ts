import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toBlocks } from '../../src/core/policies/document.ts';
import type { Block } from '../../src/core/talk/view.ts';
import { canDraw, openBrowser, PICTURES, toHtml } from '../support/browser.ts';

const folder = join(import.meta.dirname, '../../docs/guides');

describe.runIf(canDraw)('a page for everybody’s wall', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it.each(readdirSync(folder))('%s is one side of A4 in eleven points', async (name) => {
    const page = await browser.newPage();
    await page.setContent(
      STYLE +
        toBlocks(readFileSync(join(folder, name), 'utf8'))
          .map(drawn)
          .join('\n'),
    );
    const pdf = await page.pdf({
      format: 'A4',
      margin: { top: '14mm', bottom: '14mm', left: '16mm', right: '16mm' },
    });
    if (PICTURES !== undefined) writeFileSync(join(PICTURES, name.replace('.md', '.pdf')), pdf);
    await page.close();
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });
});

const STYLE = `<style>
  body { font: 11pt/1.25 sans-serif; margin: 0 } h2 { font-size: 13pt; margin: 6pt 0 3pt } p, ul { margin: 0 0 5pt }
  table { border-collapse: collapse } td, th { text-align: left; padding: 1pt 5pt; border-bottom: 0.5pt solid #999 } ul { padding-left: 14pt }
</style>`;

function drawn(block: Block): string {
  if (block.kind === 'heading') return `<h2>${toHtml(block.text)}</h2>`;
  if (block.kind === 'text') return `<p>${toHtml(block.text)}</p>`;
  if (block.kind === 'list')
    return `<ul>${block.items.map((item) => `<li>${toHtml(item)}</li>`).join('')}</ul>`;
  if (block.kind !== 'table') throw new Error(`a page has no ${block.kind}`);
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${toHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${row(block.columns, 'th')}${block.rows.map((cells) => row(cells, 'td')).join('')}</table>`;
}
