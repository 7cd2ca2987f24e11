import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A command that a document tells somebody to type. */
export interface Documented {
  command: string;
  /** File and line. */
  where: string;
}

/** With these a command begins; a word of prose in the same type does not. */
const PROGRAMMES =
  /^(?:[A-Z_]+=\S+ )*(?:apt|caddy|cd|certbot|chmod|cp|createdb|createuser|curl|docker|git|journalctl|launchctl|nginx|node|npm|npx|openssl|pg_\w+|podman|psql|rclone|restic|rm|scp|sha256sum|shasum|sudo|systemctl|systemd-\w+|tar|ufw|winget|nssm|schtasks)\s/;
/** Fences whose every line is a command. Of one without a language the lines are that begin with a programme. */
const SHELLS = /^(?:sh|shell|bash|console|cron|powershell|ps1|pwsh|bat|cmd)$/;

/** A line of `.env`, which is no command, unless a programme stands behind it. */
const SETTING = /^[A-Z_]+=/;

/** The documents that tell somebody what to type. Decisions and the changelog tell what was. */
export function instructions(): string[] {
  const below = (folder: string, pattern: RegExp) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => pattern.test(file) && statSync(join(ROOT, file)).isFile());
  return [
    ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', '.env.example'],
    ...below('docs', /\.md$/).filter((file) => !file.startsWith(join('docs', 'decisions'))),
    ...below('adapters', /\.md$/),
    ...below('deploy', /./),
  ];
}

/** What stands behind ` #` on a line is for its reader, and `#!` for the system. */
const withoutRemark = (line: string) => line.replace(/(?<=^|\s)#[\s!].*$/, '').trim();

/** Every command of a document: the lines of its fences, what stands in the type of code, and in the comments of a file of deploy/. */
function commandsIn(file: string): Documented[] {
  const found: Documented[] = [];
  let fence: string | undefined;
  let begun = '';
  for (const [at, line] of readFileSync(join(ROOT, file), 'utf8').split('\n').entries()) {
    const add = (command: string) => void found.push({ command, where: `${file}:${at + 1}` });
    const marks = /^\s*```(\w*)/.exec(line);
    if (marks && file.endsWith('.md')) {
      fence = fence === undefined ? (marks[1] ?? '') : undefined;
    } else if (fence !== undefined) {
      const words = begun + withoutRemark(line);
      begun = words.endsWith('\\') ? words.slice(0, -1) : '';
      const isOne = PROGRAMMES.test(words)
        ? SHELLS.test(fence) || fence === ''
        : SHELLS.test(fence) && !SETTING.test(words);
      if (begun === '' && words !== '' && isOne) add(words.replace(/\s+/g, ' '));
    } else {
      for (const [, code = ''] of line.matchAll(/`([^`]+)`/g)) if (PROGRAMMES.test(code)) add(code);
      const remark = file.startsWith('deploy') ? /^\s*#.*?: (\w.*)$/.exec(line)?.[1] : undefined;
      if (remark !== undefined && PROGRAMMES.test(remark)) add(remark);
    }
  }
  return found;
}

export const documented = (): Documented[] => instructions().flatMap(commandsIn);
