import { expect } from 'vitest';
import { NETWORKS } from '../../src/core/rules/networks.ts';
import type { Store } from '../../src/core/store.ts';
import { DOOR_FIELDS } from '../../src/core/talk/form.ts';
import { type Answer, LIMITS } from '../../src/core/talk/view.ts';
import { commandNamed } from './platforms.ts';

/** What holds for every answer: within our own limits, nothing unfinished in it, and every button goes somewhere. */
export function expectFitToShow(answer: Answer): void {
  const said = JSON.stringify(answer);
  expect(said).not.toMatch(/undefined|\[object |\bNaN\b|Invalid Date/);
  if (answer.kind === 'form') {
    expect([...answer.title].length, answer.title).toBeLessThanOrEqual(LIMITS.formTitle);
    expect([...answer.submit].length, answer.submit).toBeLessThanOrEqual(LIMITS.submit);
    for (const input of answer.inputs) {
      expect([...input.label].length, input.label).toBeLessThanOrEqual(LIMITS.label);
      if (input.widget.kind === 'choice' || input.widget.kind === 'choices') {
        expect(input.widget.choices.length, `${answer.command}.${input.name}`).toBeGreaterThan(0);
      }
    }
    return;
  }
  expect([...answer.title].length, answer.title).toBeLessThanOrEqual(LIMITS.title);
  for (const block of answer.blocks) {
    if (block.kind === 'text') expect(block.text.trim()).not.toBe('');
    if (block.kind === 'facts') expect(block.facts.length).toBeGreaterThan(0);
    if (block.kind === 'list') expect(block.items.length).toBeGreaterThan(0);
    if (block.kind === 'meter') expect(block.done).toBeLessThanOrEqual(block.total);
    if (block.kind === 'table')
      for (const row of block.rows) expect(row.length, row.join('|')).toBe(block.columns.length);
    if (block.kind !== 'buttons') continue;
    for (const { label, run } of block.buttons) {
      expect([...label].length, label).toBeLessThanOrEqual(LIMITS.buttonLabel);
      const command = commandNamed(run.command);
      expect(command?.name, `the button “${label}” runs ${run.command}`).toBe(run.command);
      for (const name of Object.keys(run.input))
        expect(
          [...Object.keys(command?.fields ?? {}), ...DOOR_FIELDS],
          `${run.command} by “${label}”`,
        ).toContain(name);
    }
  }
}

const KINDS =
  /\b(own[ _]child|family|household|partner|friends?|godparent|neighbour|landlord|tenant|faith group|community|business)\b/i;

/**
 * The title and text of every notification ever queued name no child, no carer, no kind and no network (rules: Privacy).
 * A declarer's or an officer's own name may stand there.
 */
export async function expectLockScreenKeepsSecrets(store: Store): Promise<void> {
  const { told, secrets, staff } = await store.read(async (register) => {
    const names: string[] = [];
    const own: string[] = [];
    for (const setting of await register.settings.all()) {
      names.push(...(await register.children.all(setting.id)).map((child) => child.name));
      for (const person of await register.people.all(setting.id))
        (person.posts.length === 0 ? names : own).push(person.name);
      for (const each of await register.declarations.open(setting.id)) {
        if (each.counterpart === null) names.push(each.counterpartName);
        if (each.childName !== null) names.push(each.childName);
      }
    }
    return { told: await register.notices.all(), secrets: names, staff: own };
  });
  const pieces = (names: string[]) => names.flatMap((name) => name.toLowerCase().split(/[^\p{L}]+/u));
  const allowed = new Set(pieces(staff));
  const forbidden = new Set(pieces(secrets).filter((piece) => piece.length > 2 && !allowed.has(piece)));
  const networks = NETWORKS.filter(({ code }) => code !== 'x' && code !== 'other');
  for (const { title, text } of told) {
    // The audit chain's head is no word, but its letters may make one.
    const shown = `${title}\n${text.replace(/\bhead [0-9a-f]{64}$/, 'head')}`;
    const found = pieces([shown]).filter((piece) => forbidden.has(piece));
    expect(found, shown).toEqual([]);
    expect(shown).not.toMatch(KINDS);
    for (const { label } of networks)
      expect(shown.toLowerCase().split(/[^\p{L}]+/u), shown).not.toContain(label.toLowerCase());
    expect(shown).not.toMatch(/undefined|null|\[object/);
    expect([...title].length, title).toBeLessThanOrEqual(LIMITS.title);
    // It says what to do; the reference stands behind it, in brackets.
    expect(title.replace(/ \([A-Z]+-\d+\)$/, ''), title).not.toMatch(/\b(?:D|A|B|M|KP|C)-\d/);
  }
}
