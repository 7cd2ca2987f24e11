import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toFacts } from '../../src/log.ts';
import { openWorkplace, type Workplace } from '../support/process.ts';
import { type Elm, openElm, USERS } from '../support/slack/elm.ts';
import { sendCommand } from '../support/slack/requests.ts';
import { openTeamsSetting, type TeamsSetting } from '../support/teams/setting.ts';

/** Stands in everything that is written here, and nowhere else. */
const WORD = 'quokka';
/** Names that the register or the writer gives. */
const NAMES = /quokka|Sarah|Reed|Ashdown|Poppy|Stanton|Laura|Obscure Numbat/i;

/** What people write on a day, each with words of its own: who says it, and what. */
const JOURNEY: [user: keyof typeof USERS, said: string][] = [
  ['staff', `declare "Sarah Reed" friend since=2019 note="${WORD}-note"`],
  ['staff', `declare "${WORD} Obscure Numbat" neighbour since=2018 child="${WORD} minor"`],
  ['staff', `update D-1 note="${WORD}-changed"`],
  ['dso', `decide D-1 managed affected_child=no note="${WORD}-officer"`],
  ['dso', `boundary D-1 terms="${WORD}-terms"`],
  ['staff', 'boundary B-1 agree=yes'],
  ['staff', `arrange "Poppy Stanton" babysitting starts_on=24/11/2026 note="${WORD}-sitting"`],
  ['dso', `decide A-1 declined note="${WORD}-declined"`],
  ['dso', `hold "Mia Reed" "Zoë Adeyemi" reason="${WORD}-hold"`],
  ['dso', `unhold "Mia Reed" "Zoë Adeyemi" reason="${WORD}-unhold"`],
  ['dso', `conduct "Tom Ridley" G5 note="${WORD}-conduct"`],
  ['manager', `keyperson "Mia Reed"`],
  ['manager', `unassign "Mia Reed" reason="${WORD}-unassign"`],
  ['staff', `end D-1 ended_on=01/11/2026 reason="${WORD}-end"`],
  ['staff', `acknowledge social-media answer=decline reason="${WORD}-reason"`],
  ['staff', `sign full_name="${WORD} name" agree=yes`],
  ['staff', `concern I worry about ${WORD} and Poppy`],
  ['staff', `${WORD} is no command at all`],
  ['staff', `declare "Sarah Reed" kind="${WORD}" since="${WORD}" networks="${WORD}" ${WORD}=${WORD}`],
  ['staff', `declare "${WORD} \u0000 nul"`],
  ['other', `decide D-1 noted note="${WORD}-stranger"`],
];

describe('nothing that people wrote is in the log', () => {
  let slack: Elm;
  let teams: TeamsSetting;
  let work: Workplace;
  beforeAll(async () => {
    slack = await openElm();
    teams = await openTeamsSetting();
    work = await openWorkplace();
  }, 60_000);
  afterAll(async () => {
    await slack.close().catch(() => {});
    await teams.close();
    await work.close();
  });

  it('of every journey in Slack', async () => {
    let understood = 0;
    for (const [user, text] of JOURNEY) {
      const { status, text: answer } = await sendCommand(slack.url, { user: USERS[user], text });
      expect(status).toBe(200);
      if (/D-1|A-1|B-1|M-1/.test(answer)) understood++;
    }
    await slack.deliverDue();
    expect(understood).toBeGreaterThan(5);
    expect(JSON.stringify(slack.lines)).not.toMatch(NAMES);
  });

  it('of every journey in Teams', async () => {
    const first = {
      staff: 'Zoe',
      dso: 'Maeve',
      manager: 'Ruth',
      deputy: 'Priya',
      chair: 'Helen',
      other: 'Tom',
    };
    for (const [user, text] of JOURNEY) await teams.at(first[user]).type(text);
    expect(JSON.stringify(teams.teams.logged)).not.toMatch(NAMES);
  });

  it('at the console and on the command line, at the loudest level', async () => {
    const env = { CANDOUR_LOG: 'debug', CANDOUR_DATABASE: join(work.folder, 'demo.db') };
    const people = {
      staff: 'Karolina Nowak',
      dso: "Maeve O'Sullivan",
      manager: 'Ruth Hallam',
      deputy: 'Priya',
      chair: 'Helen',
      other: 'Tom',
    };
    const input = JOURNEY.flatMap(([user, text]) => [
      `as ${people[user]}`,
      text.replaceAll('\u0000', ''),
    ]).join('\n');
    const piped = await work.start({ input: `${input}\nquit\n`, env });
    expect(piped.code).toBe(0);
    expect(piped.stdout).toContain(WORD);
    expect(piped.stderr).not.toMatch(NAMES);
    const said = await work.candour(
      ['say', '--as', 'Karolina Nowak', `declare "${WORD}" friend since=2019`],
      { env },
    );
    expect(said.stderr).not.toMatch(NAMES);
    expect((await work.candour(['tick'], { env })).stderr).not.toMatch(NAMES);
  }, 60_000);

  it('when something breaks inside: a reference, and where', async () => {
    await slack.setting.store.close();
    const { text } = await sendCommand(slack.url, {
      user: USERS.staff,
      text: `declare "${WORD}" friend since=2019 note=${WORD}`,
    });
    const failed = slack.lines.filter(({ level }) => level === 'error');
    expect(failed.length).toBeGreaterThan(0);
    expect(text).not.toContain(WORD);
    expect(JSON.stringify(slack.lines)).not.toMatch(NAMES);
  });

  it.each([
    ['an error of ours', new Error(`there is no ${WORD}`)],
    ['with a cause', new Error(WORD, { cause: new Error(WORD) })],
    ['over several lines', new Error(`first\n    at ${WORD} (file.ts:1:1)\nlast`)],
    ['thrown as a string', WORD],
    ['thrown as a thing', { note: WORD }],
    ['of many', new AggregateError([new Error(WORD)], WORD)],
  ])('%s is logged by its kind and place', (_, error) => {
    expect(JSON.stringify(toFacts(error))).not.toContain(WORD);
  });
});
