import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workplace } from '../../support/process.ts';
import { wordsOf } from '../../support/slack/client.ts';
import { openSettingFolder, PEOPLE, serve } from '../../support/slack/service.ts';
import { openWorkspace, type Workspace } from '../../support/slack/workspace.ts';

const [, MAEVE = '', ZOE = '', TOM = ''] = Object.keys(PEOPLE);
const OUTAGE_MS = 15_000;

describe('While Slack is away for fifteen seconds', () => {
  let workspace: Workspace;
  let workplace: Workplace;
  let candour: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    workspace = await openWorkspace({ mode: 'socket', users: PEOPLE });
    workplace = await openSettingFolder();
    candour = await serve(workplace, workspace, 'socket');
  });
  afterAll(async () => {
    await candour?.stop();
    await workplace?.close();
    await workspace?.close();
  });

  it('alerts wait, and all arrive once it is back, each once; Socket Mode connects again by itself', async () => {
    const before = await workspace.people();
    // Slack knows both, so that there is somebody to alert.
    await before.home(MAEVE);
    await before.home(ZOE);
    before.close();
    await workspace.stop();
    const said = await Promise.all(
      ['Anna Away', 'Bert Away', 'Cleo Away'].map((name) =>
        workplace.candour(['say', '--as', 'Zoë Adeyemi', `declare "${name}" kind=neighbour since=2020`]),
      ),
    );
    expect(said.map(({ code }) => code)).toEqual([0, 0, 0]);
    // What the minute's tick would do meanwhile: it tries, and fails.
    const tried = await workplace.candour(['tick'], { env: candour.env });
    expect(tried.code).toBe(0);
    expect(await alerts('failed')).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
    await workspace.start();
    const people = await workspace.people();
    // The process's own minute sends them: the first attempt is followed by another after a minute.
    // What is due in one minute is one message, in which each alert has its button. What is not about a declaration comes only in a
    // delivery window: this runs at any hour.
    const references = () =>
      people
        .dms(MAEVE)
        .flatMap(({ blocks }) =>
          [...JSON.stringify(blocks ?? []).matchAll(/"Open (D-\d+)"/g)].map(([, ref]) => ref),
        );
    await people.until('all alerts', () => references().length >= 3, 150_000);
    expect(new Set(references()).size).toBe(3);
    const answer = await people.command(TOM, 'me');
    expect(wordsOf({ view: answer })).toContain('Tom Ridley');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(references()).toHaveLength(3);
    expect(await alerts('sent')).toHaveLength(3);
    expect(workspace.faults).toEqual([]);
    people.close();
  }, 240_000);

  /** What tells Maeve of a case, in that state. */
  async function alerts(state: string): Promise<unknown[]> {
    const { stdout } = await workplace.candour(['outbox', '--json']);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
      .filter((each) => each.to === "Maeve O'Sullivan" && each.class === 'alert' && each.state === state);
  }
});
