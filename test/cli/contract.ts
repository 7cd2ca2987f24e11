import { z } from 'zod';
import { MACHINE_FAULTS } from '../../src/core/notices/machine.ts';

/** What `say --json` prints, as people outside this repository rely on it. */
const input = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
const choices = z.array(z.strictObject({ value: z.string(), label: z.string() }));
const buttons = z.array(
  z.strictObject({ label: z.string(), run: z.strictObject({ command: z.string(), input }) }),
);
const block = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('facts'), facts: z.array(z.tuple([z.string(), z.string()])) }),
  z.strictObject({ kind: z.literal('list'), items: z.array(z.string()) }),
  z.strictObject({
    kind: z.literal('table'),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }),
  z.strictObject({
    kind: z.literal('meter'),
    label: z.string(),
    done: z.number(),
    total: z.number(),
  }),
  z.strictObject({
    kind: z.literal('buttons'),
    buttons,
  }),
]);
const widget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('line'), max: z.number() }),
  z.strictObject({ kind: z.literal('paragraph'), max: z.number() }),
  z.strictObject({ kind: z.literal('date'), loose: z.boolean() }),
  z.strictObject({ kind: z.literal('choice'), choices }),
  z.strictObject({ kind: z.literal('choices'), choices }),
  z.strictObject({ kind: z.literal('person'), of: z.enum(['carers', 'staff']), suggest: z.boolean() }),
  z.strictObject({ kind: z.literal('child'), suggest: z.boolean() }),
  z.strictObject({ kind: z.literal('yesno') }),
  z.strictObject({ kind: z.literal('file') }),
  z.strictObject({ kind: z.literal('hidden') }),
]);

export const said = z.discriminatedUnion('kind', [
  z.strictObject({
    contract: z.literal(1),
    kind: z.literal('view'),
    title: z.string(),
    blocks: z.array(block),
    refused: z.literal(true).optional(),
    cites: z.array(z.string()).optional(),
    file: z.strictObject({ name: z.string(), type: z.string() }).optional(),
  }),
  z.strictObject({
    contract: z.literal(1),
    kind: z.literal('form'),
    command: z.string(),
    title: z.string(),
    intro: z.string().optional(),
    submit: z.string(),
    inputs: z.array(
      z.strictObject({
        name: z.string(),
        label: z.string(),
        hint: z.string().optional(),
        widget,
        required: z.boolean(),
        value: z.union([z.string(), z.array(z.string())]).optional(),
        error: z.string().optional(),
      }),
    ),
    buttons: buttons.optional(),
  }),
]);

const instant = z.iso.datetime({ precision: 3 });

/** A line of `outbox --json`: these keys and no others. */
export const posted = z.strictObject({
  id: z.string(),
  setting: z.string(),
  to: z.string(),
  to_id: z.string(),
  platform: z.string().nullable(),
  subject: z.string(),
  milestone: z.string(),
  class: z.enum(['alert', 'routine', 'summary']),
  state: z.enum(['queued', 'sent', 'failed', 'dead', 'suppressed']),
  title: z.string(),
  text: z.string(),
  created_at: instant,
  sent_at: instant.nullable(),
  error: z.string().nullable(),
  attempts: z.int(),
  not_before: instant,
});

const orNull = instant.nullable();

/** What `status --json` prints: these keys and no others. */
export const status = z.strictObject({
  at: instant,
  version: z.string(),
  commit: z.string(),
  database: z.string(),
  wrong: z.array(z.string()),
  settings: z.int().nullable(),
  service: z.strictObject({ looked_at: orNull, overdue_since: orNull }).optional(),
  messages: z
    .strictObject({ queued: z.int(), failed: z.int(), dead: z.int(), oldest_alert_since: orNull })
    .optional(),
  faults: z.array(z.strictObject({ fault: z.enum(MACHINE_FAULTS), since: instant })).optional(),
  backups: z
    .strictObject({
      last_good_at: orNull,
      age_hours: z.int().nullable(),
      count: z.int(),
      failing_since: orNull,
      copied_at: orNull,
      copy_failing_since: orNull,
    })
    .optional(),
});

/** What `doctor --json` prints: these keys and no others. */
export const findings = z.array(
  z.strictObject({
    kind: z.enum(['good', 'warning', 'fault']),
    about: z.enum(MACHINE_FAULTS),
    text: z.string(),
  }),
);
