import { randomUUID } from 'node:crypto';

/** A short reference that a person can read out, and that stands in the log beside the error. */
export function newReference(): string {
  return randomUUID().slice(0, 8).toUpperCase();
}

/** What a log may hold of an error: never its message, which may quote what somebody wrote. */
export function toFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const at = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, ...code, at: at.slice(0, 8).map((line) => line.trim().slice(3)) };
}

export const SENTENCES = {
  group: 'I have written to you privately.',
  groupUnreached:
    'I answer in private only. Please open a chat with me: find Candour under Apps, and write to me there.',
  stranger:
    'I do not know this account, so I cannot show or take anything here. If you work or volunteer at the setting, please ask its manager to add your work e-mail address to the register, and then write to me again.',
  stale: 'This card cannot be used any more. Please type me to begin again.',
  nothing:
    'Please type a command, for example declare, or help to see what there is. Files and pictures are not read.',
  trouble: (reference: string) =>
    `Something went wrong. Please try again; it will not be done twice. If it happens again, tell whoever runs Candour the reference ${reference}.`,
};
