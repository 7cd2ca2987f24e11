import { join } from 'node:path';
import { drawFrom, newId } from '../../../src/core/identifier.ts';
import type { Role } from '../../../src/core/people/person.ts';
import { DEFAULT_PROFILE } from '../../../src/core/settings/setting.ts';
import { openStore } from '../../../src/store/index.ts';
import { aChild, anAllocation, aPerson, aPolicy, aSetting, worded } from '../../store/fixture.ts';
import { explained, put } from '../../support/put.ts';
import { drawBy, numbersBy } from './draw.ts';

/** A Friday in term. Everything that both worlds know happened until then. */
export const BEFORE = new Date('2026-11-20T10:00:00.000Z');

export const ROLES_HELD = ['manager', 'dso', 'deputy_dso', 'chair', 'admin', 'staff'] as const;

const STAFF = ['Zoë Adeyemi', 'Amina Yusuf', 'Karolina Nowak', 'Tom Ridley'];
const MANAGER = 'Ruth Hallam';
const DSO = "Maeve O'Sullivan";
const DEPUTY = 'Priya Raman-Clarke';
const CHAIR = 'Helen Whitcombe';
const ADMIN = 'Colin Threadgold';
const PARENTS = [
  'Laura Ashdown',
  'Ben Ashdown',
  'Emma Wood',
  'Gemma Fairweather',
  'Luke Stanton',
  'Sarah Reed',
  'Mike Reed',
];
const CHILDREN = ['Isla Marsh', 'Freya Ashdown', 'Elsie Wood', 'Poppy Stanton', 'Mia Reed', 'Idris Rahman'];

/** Who and what there is in a setting, for whoever thinks of something to say there. */
export interface Cast {
  /** Everybody in post, with their roles. */
  people: { name: string; roles: Role[] }[];
  children: { name: string; carers: string[] }[];
}

/** A random setting: who holds which role, whose parents work here, who has which key person, what its profile forbids. */
export async function populate(folder: string, seed: string): Promise<Cast> {
  const draw = drawBy(seed);
  drawFrom((purpose) => numbersBy(`${seed} ${purpose}`));
  const isOne = draw.is('manager and DSO are one person', 15);
  const posts: [string, Role[]][] = [
    [MANAGER, isOne ? ['staff', 'manager', 'dso'] : ['staff', 'manager']],
    ...(isOne ? [] : ([[DSO, ['staff', 'dso']]] as [string, Role[]][])),
    ...(draw.is('there is no deputy', 15) ? [] : ([[DEPUTY, ['staff', 'deputy_dso']]] as [string, Role[]][])),
    [CHAIR, ['chair']],
    [ADMIN, ['admin']],
    ...STAFF.map((name): [string, Role[]] => [name, ['staff']]),
  ];
  const people = posts.map(([name, roles]) => ({ name, roles }));
  // Each family has one to three carers, and some of them work here; Ashdown and Marsh share one now and then.
  const children = CHILDREN.map((name, at) => {
    const pool = [...PARENTS, ...people.map((person) => person.name)];
    const first = draw.is(`${name} has a parent who works here`, 45)
      ? draw.one(`${name} first`, people).name
      : (PARENTS[at % PARENTS.length] ?? '');
    const second = draw.one(`${name} second`, pool);
    return { name, carers: draw.is(`${name} has one`, 30) ? [first] : [...new Set([first, second])] };
  });
  const store = await openStore(join(folder, 'world.db'), {
    migrationsDir: join(import.meta.dirname, '../../../migrations'),
    drawNumber: (taken) => 100_000 + draw.below(`reference ${taken.size}`, 900_000),
  });
  const setting = aSetting({
    code: 'elm',
    firstImportOn: draw.one('first import', ['2026-09-01', '2026-11-09']),
    tenants: {},
    witness: ADMIN,
    profile: {
      ...DEFAULT_PROFILE,
      babysitting: draw.one('babysitting', ['approve', 'declare', 'approve', 'prohibited']),
      unsigned: draw.one('unsigned', ['listed', 'listed', 'check']),
      unanswered: draw.one('unanswered', ['listed', 'listed', 'check']),
    },
  });
  await store.write([], (register) => register.settings.save(setting));
  await store.write([setting.id], (register) =>
    explained(register, setting.id, async () => {
      const ids = new Map<string, string>();
      for (const { name, roles } of people) {
        const [first = ''] = name.split(' ');
        const person = aPerson(setting.id, name, [], {
          email: `${first.normalize('NFD').replace(/\W/g, '').toLowerCase()}@elm.test`,
          startsOn: '2020-09-01',
          keyPersonCapable: roles.includes('staff'),
          posts: roles.map((role) => ({ role, from: '2020-09-01', until: null })),
        });
        ids.set(name, person.id);
        await register.people.add([person]);
      }
      for (const { name, carers } of children) {
        const number = await register.children.nextNumber(setting.id);
        const child = aChild(setting.id, number, name, {
          startsOn: draw.one(`${name} starts`, ['2025-09-03', '2025-09-03', '2026-11-16', '2026-12-01']),
          protected: draw.is(`${name} is protected`, 8),
        });
        await register.children.add([child]);
        for (const carer of carers) {
          const id = ids.get(carer) ?? newId(BEFORE);
          if (!ids.has(carer)) {
            ids.set(carer, id);
            const email = `${carer.replace(' ', '.').toLowerCase()}@families.test`;
            await register.people.add([aPerson(setting.id, carer, [], { id, email })]);
          }
          await register.children.linkAll([
            {
              setting: setting.id,
              child: child.id,
              person: id,
              relation: null,
              standing: 'carer',
              countsAs: null,
            },
          ]);
        }
        const able = people.filter(
          (person) => person.roles.includes('staff') && !carers.includes(person.name),
        );
        if (draw.is(`${name} has a key person`, 80)) {
          const held = draw.one(`${name} key person`, able).name;
          await register.allocations.addFirst([
            anAllocation(
              setting.id,
              await register.drawNumber(setting.id, 'KP'),
              child.id,
              ids.get(held) ?? '',
              { from: child.startsOn ?? '2025-09-03' },
            ),
          ]);
        }
      }
      const text = 'We say whom we know.\n\nWe look after children and each other.';
      await put(register, {
        policies: [
          aPolicy(setting.id, 'social-media', { ...worded(text), version: '1.0', nextReview: '2026-12' }),
          aPolicy(setting.id, 'confidentiality', {
            ...worded('What I hear here stays here.'),
            title: 'Confidentiality agreement',
            kind: 'confidentiality',
            statements: [],
          }),
        ],
      });
    }),
  );
  await store.close();
  return { people, children };
}
