import { type Day, showDay } from '../rules/days.ts';
import type { Register } from '../store.ts';
import type { Notice, Telling } from './notice.ts';

/** What can be wrong with the machine on which Candour runs, or with its configuration, each with what a lock screen says. */
const WORDS = {
  backup: {
    title: 'Backups are not being made',
    text: 'Candour cannot make its nightly backup.',
  },
  'off-site': {
    title: 'Backups are not copied elsewhere',
    text: 'Candour makes its nightly backup, but cannot copy it to the other place.',
  },
  trail: {
    title: 'The audit trail needs looking at',
    text: 'The nightly check found that the audit trail, or a record, is not as it was written.',
  },
  disk: { title: 'The disk is full', text: 'The disk on which Candour keeps the register is full.' },
  clock: { title: 'The clock is wrong', text: 'The clock of the machine on which Candour runs is wrong.' },
  database: {
    title: 'The database needs looking at',
    text: 'The nightly check found a fault of the database.',
  },
  platform: {
    title: 'A chat platform needs looking at',
    text: 'The nightly check found a fault between Candour and a chat platform.',
  },
  configuration: {
    title: 'The configuration needs looking at',
    text: 'The nightly check found a fault in the configuration of Candour.',
  },
  setting: {
    title: 'The set-up of a setting needs looking at',
    text: 'The nightly check found a fault in the set-up of a setting.',
  },
} as const satisfies Record<string, { title: string; text: string }>;

export type MachineFault = keyof typeof WORDS;
export const MACHINE_FAULTS = Object.keys(WORDS) as readonly MachineFault[];

/** What a fault is, in a sentence that names nobody and nothing of the register. */
export function describeMachineFault(fault: MachineFault): string {
  return WORDS[fault].text;
}

/** The events with which a fault begins and ends; their subject is `subjectOf` the fault. */
export const FAILED = 'machine.failed';
export const MENDED = 'machine.mended';

export function subjectOf(fault: MachineFault): string {
  return `machine-${fault}`;
}

/** @param since when the fault began; `day` is that of the setting */
export function machineFault(fault: MachineFault, since: Date, day: Day): Telling {
  const { title, text } = WORDS[fault];
  return {
    subject: subjectOf(fault),
    content: { kind: 'machine' },
    occasion: since.toISOString(),
    title,
    text: `${text} It has been so since ${showDay(day)}. The operator finds what to do with candour doctor.`,
  };
}

/** Whether the fault that somebody was told of by this message is over. */
export async function isMended(
  { audit }: Pick<Register, 'audit'>,
  setting: string,
  { subject, createdAt }: Pick<Notice, 'subject' | 'createdAt'>,
): Promise<boolean> {
  const events = await audit.of(setting, subject, createdAt);
  // Events stand in their order whatever the clock: after it was set back, an earlier fault ended later than this one began.
  const own = events.findLastIndex(({ action, at }) => action === FAILED && +at === +createdAt);
  return events.slice(own + 1).some(({ action }) => action === MENDED);
}
