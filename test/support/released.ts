import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** What a release is made of, and what tests change in it. */
const PARTS = [
  ...['src', 'adapters', 'migrations', 'scripts', 'demo', 'deploy', 'docs'],
  ...['package.json', 'package-lock.json', '.gitignore', '.gitattributes', '.dockerignore', '.env.example'],
  ...['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'tsconfig.json'],
];

/** A checkout of its own, with what stands in this tree as its one commit; a tree gives the same commit each time. */
export function checkout(to: string): (...args: string[]) => string {
  mkdirSync(to, { recursive: true });
  for (const part of PARTS)
    cpSync(join(ROOT, part), join(to, part), {
      recursive: true,
      // Of the local Slack's own packages nothing is released.
      filter: (path) => !/\/(node_modules|\.DS_Store)$/.test(path),
    });
  symlinkSync(join(ROOT, 'node_modules'), join(to, 'node_modules'), 'junction');
  const git = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: to,
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: to,
        ...{ GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@b.test', GIT_AUTHOR_DATE: '2026-12-01T10:00:00Z' },
        ...{
          GIT_COMMITTER_NAME: 'A',
          GIT_COMMITTER_EMAIL: 'a@b.test',
          GIT_COMMITTER_DATE: '2026-12-01T10:00:00Z',
        },
      },
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
  git('init', '-q');
  // .gitignore means the folder, and this is a link.
  appendFileSync(join(to, '.git/info/exclude'), 'node_modules\n');
  git('add', '-A');
  git('commit', '-qm', 'all');
  return git;
}

/** `npm run release` in a checkout. */
export function release(checkedOut: string): {
  code: number | null;
  stdout: string;
  stderr: string;
  files: string[];
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/release.js'], {
    cwd: checkedOut,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: checkedOut },
  });
  const files = status === 0 ? readdirSync(join(checkedOut, 'release')).sort() : [];
  return { code: status, stdout, stderr, files };
}

/** What the system's own `tar` makes of an archive, in a folder of its own. */
export function unpack(archive: string, to: string): void {
  mkdirSync(to, { recursive: true });
  const { status, stderr } = spawnSync('tar', ['xf', archive, '-C', to, '--strip-components', '1'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}
