import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import type { Store } from '../../src/core/store.ts';
import { importFolder } from '../../src/import/index.ts';
import { platformNames } from '../support/platforms.ts';
import { openWorkplace } from '../support/process.ts';
import { openElm, USERS } from '../support/slack/elm.ts';
import { send, sendPayload } from '../support/slack/requests.ts';
import { openTestStore } from '../support/store.ts';
import { openTeamsSetting } from '../support/teams/setting.ts';

// What is nested a hundred thousand times makes whatever walks through it run out of its stack, at any door that takes it.

const LEVELS = 100_000;
const nested = (levels: number) => ({
  lists: `${'['.repeat(levels)}${']'.repeat(levels)}`,
  objects: `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
});
const SHAPES = nested(LEVELS);
/** As deep as fits into what a platform may send. */
const SENT = nested(10_000);

function load(store: Store, dir: string) {
  return importFolder({ store, calendar: createCalendar(), platformNames, now: new Date(), dir });
}

it.each(['lists', 'objects'] as const)(
  'setting.json of nested %s is a fault with its place',
  async (shape) => {
    const deep = SHAPES[shape];
    const { store, close } = await openTestStore();
    const dir = mkdtempSync(join(tmpdir(), 'candour-deep-'));
    try {
      const inside = (name: string) => `{"code": "elm", "name": "Elm", "${name}": ${deep}}`;
      for (const text of [deep, inside('profile'), inside('closures'), inside('unknown')]) {
        writeFileSync(join(dir, 'setting.json'), text);
        const { faults, written } = await load(store, dir);
        expect(written).toBe(false);
        expect(faults.join('\n')).toMatch(/^setting\.json:1:\d+: ./m);
      }
    } finally {
      rmSync(dir, { recursive: true, force: true });
      await close();
    }
  },
);

it.each(['lists', 'objects'] as const)('a policy that begins with nested %s is a fault', async (shape) => {
  const deep = SHAPES[shape];
  const { store, close } = await openTestStore();
  const dir = mkdtempSync(join(tmpdir(), 'candour-deep-'));
  try {
    mkdirSync(join(dir, 'policies'));
    writeFileSync(join(dir, 'setting.json'), '{"code": "elm", "name": "Elm"}');
    const opened = deep.slice(0, deep.length / 2);
    for (const head of [
      deep,
      `code: ${deep}`,
      `code: one\ntitle: ${'- '.repeat(LEVELS)}`,
      // What looks like the inside of a string of JSON, or like the end of what comes later.
      `# "\ncode: ${opened}\n# "`,
      `title: 5" wide\ncode: ${opened}\nkind: 5"`,
      `# ${']}'.repeat(LEVELS)}\ncode: ${opened}`,
    ]) {
      writeFileSync(join(dir, 'policies/one.md'), `---\n${head}\n---\n\nText.\n`);
      const { faults, written } = await load(store, dir);
      expect(written).toBe(false);
      expect(faults.join('\n')).toMatch(/^policies\/one\.md:\d+:\d+: ./m);
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
    await close();
  }
});

it('a line of an audit export that is nested so is the first bad one', async () => {
  for (const deep of Object.values(SHAPES)) {
    const work = await openWorkplace();
    const file = join(work.folder, 'audit.jsonl');
    writeFileSync(file, `${deep}\n`);
    const { code, stdout, stderr } = await work.candour(['audit', 'verify', file]);
    expect([code, `${stdout}${stderr}`]).toEqual([1, expect.stringContaining('Line 1 is the first bad one')]);
    await work.close();
  }
});

it('Slack’s requests that are nested so are refused as nothing that Slack sends', async () => {
  const elm = await openElm();
  try {
    for (const deep of Object.values(SENT)) {
      const answers = [
        await send(elm.url, 'application/json', deep),
        await send(elm.url, 'application/json', `{"type":"event_callback","team_id":"T1","event":${deep}}`),
        await send(
          elm.url,
          'application/x-www-form-urlencoded',
          `payload=${encodeURIComponent(`{"type":"block_actions","user":{"id":"${USERS.staff}"},"actions":${deep}}`)}`,
        ),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    }
    const view = { type: 'modal', callback_id: 'form', private_metadata: SENT.objects, blocks: [] };
    const answer = await sendPayload(elm.url, {
      type: 'view_submission',
      user: { id: USERS.staff },
      team: { id: 'T1' },
      view,
    });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(elm.lines)).not.toContain('RangeError');
  } finally {
    await elm.close();
  }
});

it('Teams’ activities that are nested so are refused', async () => {
  const { teams, close } = await openTeamsSetting();
  try {
    const headers = {
      authorization: `Bearer ${await teams.peer.token()}`,
      'content-type': 'application/json',
    };
    for (const deep of Object.values(SENT)) {
      const body = `{"type":"message","value":${deep}}`;
      const { status } = await fetch(teams.url, { method: 'POST', headers, body });
      expect(status).toBe(400);
    }
  } finally {
    await close();
  }
});
