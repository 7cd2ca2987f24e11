import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src/core/identifier.ts';
import { put } from '../../support/put.ts';
import { MONDAY } from '../../support/setting.ts';
import { wordsOf } from '../../support/slack/client.ts';
import { type Elm, openElm, USERS } from '../../support/slack/elm.ts';
import { sendEvent } from '../../support/slack/requests.ts';

let elm: Elm;
let oak: string;

/** Zoë works at Oak Pre-school too. */
beforeAll(async () => {
  elm = await openElm();
  const setting = await elm.setting.read((register, id) => register.settings.byId(id));
  const zoe = await elm.setting.person('Zoë Adeyemi');
  if (!setting) throw new Error('no setting');
  oak = newId(MONDAY);
  await elm.setting.store.write([], (register) =>
    register.settings.save({ ...setting, id: oak, code: 'oak', name: 'Oak Pre-school' }),
  );
  await elm.setting.store.write([oak], (register) =>
    put(register, { people: [{ ...zoe, setting: oak, id: newId(MONDAY) }] }),
  );
});
afterAll(async () => {
  await elm.close();
});

const declared = (setting: string) =>
  elm.setting.store.read(async (register) =>
    (await register.declarations.open(setting)).map((each) => each.counterpartName),
  );

describe('Somebody in two settings', () => {
  it('is asked which, then the questions themselves, without complaints', async () => {
    const zoe = elm.client(USERS.staff);
    const asked = await zoe.type('declare "Nobody Known" kind=neighbour');
    expect(wordsOf(asked)).toContain('Oak Pre-school');
    await zoe.fill({ setting: 'oak' });
    const form = await zoe.submit();
    expect(form.view.title.text).toBe('Declare a relationship');
    expect(wordsOf(form)).not.toContain('⚠');
    expect(form.values['kind~menu']?.selected_option?.value).toBe('neighbour');
    await zoe.fill({ since: 'nonsense' });
    const wrong = await zoe.submit();
    expect(Object.keys(wrong.errors)).toEqual(['since~when']);
    await zoe.fill({ since: '2019' });
    const done = await zoe.submit();
    expect(wordsOf(done)).toContain('D-1');
    expect([await declared(oak), await declared(elm.setting.id)]).toEqual([['Nobody Known'], []]);
    const mine = await zoe.press('My declarations');
    expect(wordsOf(mine)).toContain('Nobody Known');
    expect(zoe.faults).toEqual([]);
  });

  it('sees both on Home, each with its own buttons', async () => {
    await sendEvent(elm.url, {
      type: 'app_home_opened',
      user: USERS.staff,
      channel: 'D1',
      tab: 'home',
      event_ts: '1',
    });
    await expect.poll(() => elm.home(USERS.staff)).toBeTruthy();
    const words = wordsOf({ view: elm.home(USERS.staff) });
    for (const each of ['Elm Pre-school', 'Oak Pre-school']) expect(words).toContain(each);
    const zoe = elm.client(USERS.staff);
    zoe.see(elm.home(USERS.staff), 'message');
    const settings = elm
      .home(USERS.staff)
      .blocks.flatMap((block: { type: string; elements: { value: string }[] }) =>
        block.type === 'actions' ? block.elements : [],
      )
      .map(({ value }: { value: string }) => JSON.parse(value).i.setting);
    expect(new Set(settings)).toEqual(new Set(['elm', 'oak']));
    expect(elm.api.faults).toEqual([]);
  });
});
