import { expect, test } from 'vitest';
import type { Context } from '../../../src/core/talk/context.ts';
import { Refusal } from '../../../src/core/talk/refusal.ts';
import { prefillFrom } from '../../../src/core/who/people.ts';
import { TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { openSetting } from '../../support/setting.ts';

test('a form begins with what is known of one person, with nothing where several are meant, and hides no fault of the store', async () => {
  const elm = await openSetting();
  const email = prefillFrom((person) => person.email);
  const known = (name: string) =>
    elm.read((register, id) => email({ register, setting: { id } } as Context, { name }));
  expect(await known(TOM)).toBe('tom@elm.test');
  expect(await known('Nobody Known')).toBe(undefined);
  const zoe = await elm.person(ZOE);
  await elm.change((register) => put(register, { people: [{ ...zoe, name: TOM }] }));
  expect(await known(TOM)).toBe(undefined);

  const afterwards = await elm.read(async (register, id) => ({ register, setting: { id } }) as Context);
  await elm.close();
  const fault = await Promise.resolve(email(afterwards, { name: TOM })).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(Error);
  expect(fault).not.toBeInstanceOf(Refusal);
});
