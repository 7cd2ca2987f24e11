import { existsSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openWorkplace, type Workplace } from '../support/process.ts';
import { xlsx } from '../support/xlsx.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const AT = ['--at', '2026-11-23T10:00:00Z'];

let work: Workplace;
let env: { CANDOUR_DATABASE: string };
beforeAll(async () => {
  work = await openWorkplace();
  env = { CANDOUR_DATABASE: join(work.folder, 'file.db') };
  await put(
    'staff.csv',
    'First Name,Last Name,Job Role\nGwen,Tolliver,Manager\nDinah,Okello,DSL\nRos,Firth,Room Leader\n',
  );
  await put(
    'Our "kids".xlsx',
    xlsx({
      Register: [
        ['Child', 'DOB', 'Mum', 'Key person'],
        ['Bryn Holt', 44563, 'Nerys Holt', 'Ros Firth'],
      ],
    }),
  );
});
afterAll(() => work.close());

const put = (name: string, content: string | Uint8Array) => writeFile(join(work.folder, name), content);
const file = (name: string) => join(work.folder, name);
const run = (...args: string[]) => work.candour(['import', ...args, ...AT], { env });

describe('candour import FILE', () => {
  it('prints what is asked with the exact words that answer it, exits 3, and writes nothing', async () => {
    const first = await run(file('staff.csv'));
    expect([first.code, first.stderr]).toEqual([3, '']);
    expect(first.stdout).toContain('This database has no setting yet.');
    expect(existsSync(env.CANDOUR_DATABASE)).toBe(false);
    const second = await run(file('staff.csv'), '--answer', 'name=Elm Bank');
    expect(second.code).toBe(3);
    expect(second.stdout).toContain('  --map "Room Leader=staff"   works with children\n');
    expect(second.stdout).toMatch(
      /\n {2}npx candour import \S+staff\.csv --answer "name=Elm Bank" --at 2026-11-23T10:00:00Z --map "Room Leader=staff"\n$/,
    );
  });

  it('writes once it is answered, and nothing the second time', async () => {
    const answered = ['--answer', 'name=Elm Bank', '--map', 'Room Leader=staff'];
    const done = await run(file('staff.csv'), ...answered);
    expect([done.code, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toContain('staff.csv:4: Ros Firth is new (staff).\n');
    expect((await run(file('staff.csv'))).stdout).toContain('Nothing changed.\n');
  });

  it('reads a workbook, shows in a dry run what it would do, and then does it', async () => {
    const asked = await run(file('Our "kids".xlsx'));
    expect(asked.code).toBe(3);
    expect(asked.stdout).toContain('Our \\"kids\\".xlsx" --at');
    const dry = await run(file('Our "kids".xlsx'), '--answer', 'attending=yes', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('[Register]:2: Bryn Holt is new, from 23 Nov 2026.\n');
    expect(dry.stdout).toContain('dropped unread: “DOB”.\n');
    expect(dry.stdout).toContain('1 change would be made; nothing was written.\n');
    const done = await run(file('Our "kids".xlsx'), '--answer', 'attending=yes');
    expect(done.stdout).toContain('1 change made.\n');
  });

  it.each([
    [['--map', 'Job Role'], '--map wants "Their column=ours"'],
    [['--map', 'Job Role=captain'], '--map wants "Their column=ours"'],
    [['--answer', 'colour=red'], '--answer wants one of attending, carers, holds, name, sheet'],
  ])('is used wrongly with %j', async (args, words) => {
    const { code, stderr } = await run(file('staff.csv'), ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('takes no link, no picture, and no setting for a folder', async () => {
    await symlink(file('staff.csv'), file('link.csv'));
    await put('list.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47]));
    expect((await run(file('link.csv'))).stderr).toContain('is a link to another file');
    const picture = await run(file('list.csv'));
    expect([picture.code, picture.stderr]).toEqual([
      1,
      expect.stringContaining('list.csv:1:1: This is a picture.'),
    ]);
    expect((await run(work.folder, '--setting', 'elm')).code).toBe(2);
  });
});
