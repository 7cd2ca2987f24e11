import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';
import { openApi, slackUser } from '../support/slack/api.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let work: Workplace;
beforeAll(async () => {
  work = await openWorkplace();
});
afterAll(() => work.close());

it('import and doctor say what the line about concerns lacks, and doctor that nobody else can be told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'candour-oak-'));
  writeFileSync(join(folder, 'setting.json'), '{"name": "Oak", "lado_phone": "01632 960842"}');
  writeFileSync(join(folder, 'people.csv'), 'name,roles\nAnn Lee,dso; staff\nBea Orr,chair\n');
  writeFileSync(
    join(folder, 'children.csv'),
    'name,starts_on,carers\nMia Reed,2026-09-01,Sarah Reed (mother)\n',
  );
  const missing =
    /the number of children’s social care \(social_care_phone\), of its number for nights and weekends \(social_care_out_of_hours\), of whistleblowing \(whistleblowing_phone\)\./;
  const imported = await work.candour(['import', folder]);
  expect(imported.code, imported.stderr).toBe(0);
  expect(imported.stdout + imported.stderr).toMatch(missing);
  const { stdout } = await work.candour(['doctor']);
  expect(stdout).toMatch(
    new RegExp(`warning oak: the line about concerns leaves out ${missing.source.replace('\\.', '')}`),
  );
  expect(stdout).toMatch(/warning oak: there is no second officer for staff to tell of a worry\./);
});

/** A setting of this name, with the demo's texts, in a workplace of its own. */
async function withPeople(setting: object, people: string): Promise<Workplace> {
  const folder = mkdtempSync(join(tmpdir(), 'candour-ash-'));
  cpSync(join(DEMO, 'policies'), join(folder, 'policies'), { recursive: true });
  writeFileSync(join(folder, 'setting.json'), JSON.stringify({ name: 'Ash', ...setting }));
  writeFileSync(join(folder, 'people.csv'), people);
  writeFileSync(
    join(folder, 'children.csv'),
    'name,starts_on,carers\nMia Reed,2026-09-01,Sarah Reed (mother)\n',
  );
  const place = await openWorkplace();
  const imported = await place.candour(['import', folder]);
  expect(imported.code, imported.stderr).toBe(0);
  return place;
}

it('says that there is no DSO, and which texts in force are the demo’s', async () => {
  const place = await withPeople({}, 'name,roles\nAnn Lee,manager; staff\nBea Orr,chair\n');
  const { stdout } = await place.candour(['doctor']);
  expect(stdout).toMatch(/warning ash: nobody is in post as DSO\. Give somebody the role of dso/);
  for (const code of ['CONF 2', 'SM 3'])
    expect(stdout).toMatch(new RegExp(`warning ash: ${code}, which is in force, is the text of the demo`));
  // Without a platform nobody is reached, and nothing is said of it.
  expect(stdout).not.toContain('reaches');
  await place.close();
});

it('says by name and platform whom messages reach, and whom they reach nowhere, officers first', async () => {
  const api = await openApi();
  api.on('users.list', {
    ok: true,
    members: [
      slackUser('U1', 'ann@ash.test'),
      slackUser('U2', 'dee@ash.test'),
      slackUser('U3', 'eve@ash.test', { is_restricted: true }),
    ],
    response_metadata: { next_cursor: '' },
  });
  const place = await withPeople(
    { slack_team: 'T1' },
    'name,email,roles,slack_user\nAnn Lee,ann@ash.test,dso; staff,U1\nBea Orr,,chair,\nCal Fox,cal@ash.test,staff,\nDee Orr,dee@ash.test,manager; staff,\nEve Ray,eve@ash.test,staff,\n',
  );
  const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: api.url };
  const { stdout } = await place.candour(['doctor'], { env });
  expect(stdout).toContain('ok      ash: in Slack messages reach 1 of 5: Ann Lee.');
  expect(stdout).toMatch(
    /warning ash: messages reach 4 of 5 nowhere yet: Dee Orr \(manager\), Bea Orr \(chair\), Cal Fox, Eve Ray\./,
  );
  // Dee is a member: she is met as soon as the service runs. The others are not, each for a reason of their own.
  expect(stdout).toMatch(
    /warning slack: ash: Slack does not know 3 of 5: .*Bea Orr \(no address in people\.csv\), Cal Fox \(no member has that address\), Eve Ray \(a guest there\)/,
  );
  await place.close();
  await api.close();
});
