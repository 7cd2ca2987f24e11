import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, expect, it } from 'vitest';
import { toZip } from '../../src/zip.ts';
import { AMINA, BETHANY, ELM_CHILDREN, MAEVE, RUTH, TOM, ZOE } from '../support/elm.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';

let elm: TestSetting;
afterEach(() => elm.close());

const HERE = ELM_CHILDREN.filter(({ leaves }) => leaves === undefined).map(({ name }) => name);
const STAFF = [ZOE, AMINA, 'Karolina Nowak', TOM, 'Ellis Farrow'];
const NETWORK = 'network=facebook';

/** What a member of staff may ask, with answers that were never given to them: names of others, parts, likenesses, children. */
const QUESTIONS = [
  'me',
  'families',
  'declarations',
  'mydata',
  'contacts CHILD',
  'family CHILD answer=declare',
  'family CHILD',
  'declare',
  'declare CHILD kind=friend since=2015',
  'declare CHILD kind=family',
  'declare SURNAME kind=friend since=2015',
  'declare FIRST kind=friend since=2015',
  'declare "Someone Else" kind=friend since=2015 child=CHILD',
  `connect SURNAME ${NETWORK}`,
  `connect FIRST ${NETWORK}`,
  `connect CHILD ${NETWORK}`,
  'arrange CHILD babysitting starts_on=01/12/2026',
  'families none',
  'mydata',
] as const;

/** Everything the person is shown: answers, what pickers offer, and messages. */
async function shownTo(who: string, said: readonly string[]): Promise<string> {
  const shown: string[] = [];
  for (const line of said) {
    const answer = await elm.ask(who, line);
    shown.push(JSON.stringify(answer));
    if (answer.kind === 'view' && answer.file)
      shown.push(...Object.values(unzipSync(answer.file.bytes())).map((bytes) => strFromU8(bytes)));
  }
  const me = await elm.identity(who);
  for (const [command, field] of [
    ['declare', 'who'],
    ['connect', 'who'],
  ] as const)
    for (const typed of ['', 'a', 'e', 's', 'l', 'm', 'f', 'r', 'w', 'j', 'b', 'g', 'c', 'd', 'h'])
      shown.push(JSON.stringify(await elm.app.suggest(me, { command, input: {} }, field, typed)));
  shown.push(...(await elm.told(who)).map(({ title, text }) => `${title} ${text}`));
  return shown.join('\n');
}

it('nothing that a member of staff is shown names a carer of a protected child', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...HERE),
      fc.constantFrom(...STAFF),
      fc.shuffledSubarray([...QUESTIONS], { minLength: 8 }),
      async (child, who, questions) => {
        await elm?.close();
        elm = await openSetting({ app: { zip: toZip } });
        const links = await elm.read(async (register, setting) =>
          register.children.linksOf(setting, (await elm.child(child)).id),
        );
        // The whole family is in hiding: who cares for this child, and every other child of theirs.
        for (const { person } of links)
          for (const linked of await elm.read((register, setting) =>
            register.children.ofPerson(setting, person),
          ))
            await elm.view(RUTH, `child "${linked.child.name}" protected=yes`);
        const [first = '', surname = ''] = (links[0]?.personName ?? '').split(' ');
        const shown = await shownTo(
          who,
          questions.map((line) =>
            line
              .replaceAll('CHILD', `"${child}"`)
              .replaceAll('SURNAME', `"${surname}"`)
              .replaceAll('FIRST', `"${first}"`),
          ),
        );
        // A colleague who is a carer is known as a colleague, and a namesake as the parent of another child.
        const hidden = new Set(links.map(({ person }) => person));
        const others = (await elm.read((register, setting) => register.people.all(setting))).filter(
          ({ id, posts }) => posts.length > 0 || !hidden.has(id),
        );
        for (const { personName } of links)
          if (!others.some(({ name }) => name === personName))
            expect(shown, `${who} learns of ${child}`).not.toContain(personName);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

it('manager and DSO are shown them', async () => {
  elm = await openSetting();
  await elm.view(RUTH, 'child "Mia Reed" protected=yes');
  for (const who of [RUTH, MAEVE])
    expect(await shownTo(who, ['families', 'child "Mia Reed"'])).toContain('Sarah Reed');
  expect(await shownTo(BETHANY, ['families'])).not.toContain('Sarah Reed');
});
