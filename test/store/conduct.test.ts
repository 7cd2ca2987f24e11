import { expect, it } from 'vitest';
import { put } from '../support/put.ts';
import { withFamily } from './family.ts';
import { aMatter, aPerson, aSetting, NOW } from './fixture.ts';

const on = withFamily();

it('a matter of conduct comes back as it went in, and to its own setting alone', async () => {
  const other = aSetting();
  const subject = aPerson(other.id, 'Tom Ridley', ['staff']);
  const matter = { ...aMatter(on.family.staff, 1, on.family.manager), note: 'a note' };
  await on.store.write([], (register) => register.settings.save(other));
  await on.store.write([on.family.setting.id, other.id], async (register) => {
    await put(register, { conduct: [matter] });
    await put(register, { people: [subject] });
    await put(register, { conduct: [aMatter(subject, 1, subject)] });
  });
  expect(await on.read((register) => register.conduct.all(on.family.setting.id))).toEqual([matter]);
  const closed = { ...matter, outcome: 'spoken with', closedBy: on.family.manager.id, closedAt: NOW };
  await on.write((register) => put(register, { conduct: [closed] }));
  expect(await on.read((register) => register.conduct.byNumber(on.family.setting.id, 1))).toEqual({
    ...closed,
    version: 2,
  });
});
