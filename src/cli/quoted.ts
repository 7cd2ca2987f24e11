/** A word as a shell takes it for one. */
export function quoted(word: string, always = false): string {
  return !always && /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["$`\\!]/g, '\\$&')}"`;
}
