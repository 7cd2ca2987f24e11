import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { render } from '../../../adapters/console/render.ts';
import { toFormModal } from '../../../adapters/slack/form.ts';
import { toCard } from '../../../adapters/teams/render.ts';
import type { Form } from '../../../src/core/talk/view.ts';
import { ZOE } from '../../support/elm.ts';
import { openSetting, type TestSetting } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

/** Everything in a drawing that has this key, with what stands beside it. */
function having(drawing: unknown, key: string): Record<string, unknown>[] {
  if (typeof drawing !== 'object' || drawing === null) return [];
  const below = Object.values(drawing).flatMap((part) => having(part, key));
  return key in drawing ? [drawing as Record<string, unknown>, ...below] : below;
}

/** Whether the question since when is marked as one that must be answered. */
const PLATFORMS: Record<string, (form: Form) => boolean | undefined> = {
  slack: (form) => {
    const asked = having(toFormModal(form, { opening: {} }).blocks, 'block_id').find(({ block_id }) =>
      String(block_id).startsWith('since~'),
    );
    return asked && asked.optional === false;
  },
  teams: (form) => {
    const asked = having(toCard(form, { command: form.command, input: {} }), 'id').find(
      ({ id }) => id === 'a.since',
    );
    // Teams itself would ask for it whatever kind is chosen on the card.
    return asked && String(asked.label).endsWith(' *');
  },
  console: (form) => {
    const shown = render(form, { width: 200, colour: false }).lines.find((line) =>
      line.startsWith('Since when?'),
    );
    return shown?.startsWith('Since when? *');
  },
};

describe.each(Object.entries(PLATFORMS))('“Since when?” on %s', (_, isMarked) => {
  test.each([
    ['declare "Sarah Reed" friend', true],
    ['declare "Sarah Reed" "Business or work elsewhere"', true],
    ['declare "Sarah Reed" partner child="Mia Reed"', true],
  ])('is marked as required where it is: %s', async (said, expected) => {
    expect(isMarked(await elm.form(ZOE, said))).toBe(expected);
  });

  test('is not marked before the kind is known, nor of a kind that needs none', async () => {
    expect(isMarked(await elm.form(ZOE, 'declare "Sarah Reed"'))).toBe(false);
    const kin = await elm.form(ZOE, 'declare "Sara Reed" family');
    expect(isMarked(kin)).toBe(false);
  });

  test('is marked by update, where a kind that needs it takes the place of one that does not', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" household');
    expect(isMarked(await elm.form(ZOE, 'update D-1'))).toBe(false);
    expect(isMarked(await elm.form(ZOE, 'update D-1 kind=friend'))).toBe(true);
  });
});
