import { describe, expect, test } from 'vitest';
import { newId } from '../../../src/core/identifier.ts';
import type { Role } from '../../../src/core/people/person.ts';
import { Ambiguity, Refusal } from '../../../src/core/talk/refusal.ts';
import { CARERS } from '../../../src/core/who/carers.ts';
import { STAFF } from '../../../src/core/who/people.ts';
import { choicesOf, only } from '../../../src/core/who/resolve.ts';
import { TOM } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { MONDAY, openSetting } from '../../support/setting.ts';

/** What somebody with these roles is told where this is meant. */
async function told(roles: Role[], kind: 'several' | 'like' | 'none') {
  const elm = await openSetting();
  try {
    return await elm.read(async (register, id) => {
      const are = await register.people.byName(id, 'emmawood');
      const context = { register, setting: { id }, roles } as unknown as Parameters<typeof only>[0];
      const found = kind === 'none' ? { kind } : { kind, are };
      return only(context, found, CARERS, 'who').catch((error: unknown) => error as Refusal);
    });
  } finally {
    await elm.close();
  }
}

describe('who is told which parents are meant', () => {
  test.each<Role>(['staff', 'manager', 'dso', 'deputy_dso'])('%s chooses, by the children', async (role) => {
    for (const kind of ['several', 'like'] as const) {
      const asked = await told([role], kind);
      expect(asked).toBeInstanceOf(Ambiguity);
      expect(asked).toMatchObject({
        field: 'who',
        choices: [
          { label: 'Emma Wood, parent of Elsie Wood' },
          { label: 'Emma Wood, parent of Jude Harrington' },
        ],
      });
    }
  });

  test.each<Role>(['chair', 'admin'])('%s is offered nobody, and no name like theirs', async (role) => {
    const several = await told([role], 'several');
    expect(several).toBeInstanceOf(Refusal);
    expect(several).not.toBeInstanceOf(Ambiguity);
    expect(await told([role], 'like')).toEqual(await told([role], 'none'));
  });
});

test('two labels that are the same get what else tells them apart', async () => {
  const elm = await openSetting();
  try {
    const tom = await elm.person(TOM);
    await elm.change(async (register) => {
      await put(register, { people: [{ ...tom, id: newId(MONDAY), email: 'tom.r@elm.test' }] });
      const jude = await elm.child('Jude Harrington');
      await put(register, { children: [{ ...jude, name: 'Elsie Wood' }] });
    });
    const offered = await elm.read(async (register, id) => {
      const here = { register, setting: { id } };
      return [
        ...(await choicesOf(here, await register.people.byName(id, 'tomridley'), STAFF)),
        ...(await choicesOf(here, await register.people.byName(id, 'emmawood'), CARERS)),
      ].map(({ label }) => label);
    });
    expect(offered).toEqual([
      'Tom Ridley (staff, since 1 Sep 2020, tom@elm.test)',
      'Tom Ridley (staff, since 1 Sep 2020, tom.r@elm.test)',
      'Emma Wood, parent of Elsie Wood (C-5)',
      'Emma Wood, parent of Elsie Wood (C-6)',
    ]);
  } finally {
    await elm.close();
  }
});
