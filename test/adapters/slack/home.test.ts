import { describe, expect, it } from 'vitest';
import type { App } from '../../../src/core/app.ts';
import { table, text, type View, view } from '../../../src/core/talk/view.ts';
import { createExhibition } from '../../contract/exhibition.ts';
import { aPerson, aSetting } from '../../store/fixture.ts';
import { explain, put } from '../../support/put.ts';
import { faultsOfView } from '../../support/slack/blockkit.ts';
import { wordsOf } from '../../support/slack/client.ts';
import { sendEvent } from '../../support/slack/requests.ts';
import { openRoom } from '../../support/slack/room.ts';
import { openTestStore } from '../../support/store.ts';

const openHome = (url: string, user: string) =>
  sendEvent(url, { type: 'app_home_opened', user, channel: 'D1', tab: 'home', event_ts: '1' });

/** Home as it is published, of somebody with so many settings whose parts are as given. */
async function homeOf(settings: number, parts: Record<string, View>) {
  const { app } = createExhibition();
  const places = Array.from({ length: settings }, (_, i) => ({ setting: `s${i}`, person: 'p' }));
  const choices = places.map(({ setting }) => ({ value: setting, label: setting }));
  const shown: App = {
    ...app,
    identify: async (account) => ({ account, memberships: places }),
    run: async (_, { command, input }) =>
      settings > 1 && input.setting === undefined
        ? {
            kind: 'form',
            command,
            title: 'Which setting?',
            submit: 'Go on',
            inputs: [
              { name: 'setting', label: 'Setting', widget: { kind: 'choice', choices }, required: true },
            ],
          }
        : (parts[command] ?? { ...view('That could not be done', text('Not for you.')), refused: true }),
  };
  const room = await openRoom({ app: shown });
  await openHome(room.url, 'U1');
  const call = await room.api.next(0, ['views.publish']);
  await room.close();
  return JSON.parse(call.fields.get('view') ?? 'null') as { blocks: { type: string }[] };
}

const page = (rows: number) =>
  view(
    'My page',
    table(
      ['Case'],
      Array.from({ length: rows }, (_, i) => [`D-${i}`]),
    ),
  );

describe('Home', () => {
  it('is a person’s own page, and nothing else', async () => {
    const home = await homeOf(1, { me: page(3), inbox: view('My cases', text('D-9')) });
    expect(faultsOfView(home)).toEqual([]);
    expect(wordsOf({ view: home })).toContain('My page');
    expect(wordsOf({ view: home })).not.toContain('D-9');
  });

  it.each([2, 3, 4, 9, 150])('holds %i settings, and hides none', async (count) => {
    const home = await homeOf(count, { me: page(30) });
    expect(faultsOfView(home)).toEqual([]);
    const settings = new Set(
      home.blocks
        .flatMap((block) =>
          block.type === 'actions' && 'elements' in block ? (block.elements as { value: string }[]) : [],
        )
        .map(({ value }) => JSON.parse(value).i.setting),
    );
    const shown = home.blocks.filter(({ type }) => type === 'header').length;
    expect(shown).toBeGreaterThan(1);
    for (let i = shown; i < count; i++) expect(settings.has(`s${i}`), `setting ${i}`).toBe(true);
  });
});

describe('Many changes at once', () => {
  it('become no more publications than Slack takes, one a person, none of which anybody asked for', async () => {
    const { app, received } = createExhibition();
    const { store, close } = await openTestStore();
    const room = await openRoom({ app, store });
    const setting = aSetting();
    const people = Array.from({ length: 60 }, (_, i) => aPerson(setting.id, `Person ${i}`, ['staff']));
    await store.write([], (register) => register.settings.save(setting));
    await store.write([setting.id], async (register) => {
      for (const [i, person] of people.entries()) {
        await put(register, { people: [person] });
        await register.accounts.bind({
          platform: 'slack',
          tenant: 'T1',
          user: `U${i}`,
          setting: setting.id,
          person: person.id,
          lastUsedAt: new Date(),
        });
        await explain(register, setting.id);
      }
    });
    const ids = people.map(({ id }) => id);
    const looking = Array.from({ length: 50 }, (_, i) => `U${i}`);
    for (const user of looking) await openHome(room.url, user);
    await expect.poll(() => room.api.of('views.publish').length, { timeout: 5000 }).toBe(50);
    expect(received.splice(0).filter(({ isUnasked }) => isUnasked)).toEqual([]);
    for (let i = 0; i < 3; i++) await room.platform.refresh?.(setting.id, ids);
    await new Promise((resolve) => setTimeout(resolve, 2500));
    const calls = room.api.of('views.publish').slice(50);
    const published = calls.map(({ fields }) => fields.get('user_id') ?? '');
    // Whoever has not opened theirs is not looking at it.
    expect(looking).toEqual(expect.arrayContaining(published));
    expect(published.length).toBeGreaterThanOrEqual(20);
    expect(published.length).toBeLessThan(28);
    expect(new Set(published).size).toBe(published.length);
    expect(received.filter(({ isUnasked }) => !isUnasked)).toEqual([]);
    await room.close();
    await close();
  });
});
