import { expect, it } from 'vitest';
import { namesContract } from '../../contract/names.ts';
import { RUTH } from '../../support/elm.ts';
import { openSetting, type TestSetting } from '../../support/setting.ts';
import { slackUser } from '../../support/slack/api.ts';
import { openRoom } from '../../support/slack/room.ts';

async function open(elm: TestSetting) {
  const room = await openRoom({ app: elm.app, store: elm.store });
  return {
    close: room.close,
    async offers(who: string, verb: string, field: string, typed: string) {
      const user = `U${who.replace(/\W/g, '').toUpperCase()}`;
      const { email } = await elm.person(who);
      room.api.on('users.info', () => ({ ok: true, user: slackUser(user, email ?? '') }));
      const client = room.client(user);
      await client.type(verb);
      return (await client.offered(field, typed)).map((option) => String(option.text.text));
    },
  };
}

namesContract('Slack', open);

it.each([
  ['staff', 'tom@elm.test', 'Tom Ridley'],
  ['child', 'C-9', 'Mia Reed'],
  // A leaver, whom the list for everyday use leaves out.
  ['child', 'Rosie Blackwell', 'Rosie Blackwell'],
])('a list of names finds whom the command would take: %s %s', async (field, typed, meant) => {
  const elm = await openSetting();
  const doors = await open(elm);
  expect(await doors.offers(RUTH, 'assign', field, typed)).toEqual([meant]);
  await doors.close();
  await elm.close();
});
