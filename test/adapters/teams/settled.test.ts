import { expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import { settledContract } from '../../contract/settled.ts';
import { TOM } from '../../support/elm.ts';
import { openDoors } from '../../support/teams/doors.ts';
import { openTeamsSetting } from '../../support/teams/setting.ts';
import { sentTo } from '../../support/teams/visitor.ts';

settledContract('Teams', openDoors);

it('the answer to a message’s button comes below it, and takes that answer’s place when it goes on', async () => {
  const open = await openTeamsSetting();
  const maeve = open.at('Maeve');
  await maeve.type('me');
  await open.elm.view(TOM, 'declare "Sarah Reed" friend since=2015', '2026-11-23T10:00:00Z');
  await deliver({
    store: open.elm.store,
    platforms: [open.teams.platform],
    calendar: createCalendar(),
    now: new Date('2026-11-23T10:01:00Z'),
  });
  maeve.openLast();
  const before = sentTo(open.teams, maeve.who).length;
  await maeve.press('Open D-1');
  await maeve.answer({ outcome: 'noted' });
  const asked = sentTo(open.teams, maeve.who).slice(before);
  expect(asked.map(({ method }) => method)).toEqual(['POST', 'PUT']);
  await open.close();
});
