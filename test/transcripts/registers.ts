import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGREEMENT, CHILDREN, PEOPLE, sheet } from '../import/folder.ts';
import {
  amina,
  bethany,
  colin,
  ellis,
  helen,
  karolina,
  maeve,
  priya,
  ruth,
  sandra,
  tom,
  zoe,
} from './cast.ts';
import { build, type Register } from './recorder.ts';
import { at, type Ran, type Step } from './scene.ts';

export const DEMO = join(import.meta.dirname, '../../demo');
/** A Monday morning in term. */
const MONDAY = '2026-11-23T10:00:00.000Z';

export type Files = Record<string, string>;

/** The demo's files, to be put into a folder of that name. */
export function demoIn(folder: string): Files {
  const names = readdirSync(DEMO, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return inFolder(folder, Object.fromEntries(names.map((name) => [name.slice(DEMO.length + 1), read(name)])));
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

export function inFolder(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([name, words]) => [`${folder}/${name}`, words]));
}

/** These files are written, and imported. */
export function importing(folder: string, files: Files, ...more: string[]): Ran {
  return { kind: 'ran', args: ['import', folder, ...more], files: inFolder(folder, files) };
}

export const SOCIAL = `---
code: SM
title: Staying professional
version: 1.10
change: material
kind: policy
adopted_on: 2025-07-08
adopted_at: a committee meeting
reviewed_on: 2025-07
next_review: 2026-12
signatory: Cara Flint
signatory_role: Chair
statements:
  - id: S1
    text: I keep to it.
  - id: S2
    text: I declare whom I know.
---

Be kind.

Be open.
`;

export const ELM_PEOPLE = [
  'P1,Dora Marlow,dora@elm.test,staff;dso,Max Arden,2018-09-03,,yes,,',
  'P2,Max Arden,max@elm.test,manager,Dora Marlow,2018-09-03,,no,,',
  'P3,Cara Flint,cara@elm.test,chair,,2019-01-07,,no,,',
  'P4,Ann Lee,ann@elm.test,staff,Max Arden,2020-01-06,,yes,,',
  'P5,Bea Stone,bea@elm.test,staff,Max Arden,2020-01-06,,yes,,',
  'P6,Ivo Marsh,ivo@elm.test,admin,Max Arden,2021-01-04,,no,,',
];
export const ELM_CHILDREN = [
  'C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test> (mother); Mike Reed (father),Ann Lee,Bea Stone',
  'C2,Noah Pike,2026-09-01,,Jill Pike <jill@families.test> (mother),Bea Stone,',
  'C3,Olga Hart,2026-09-01,,Cara Flint <cara@elm.test> #P3 (mother); Sam Hart (father),,',
];

/** A small setting, with whatever is given in place of its parts. */
export function elm(
  given: { setting?: Record<string, unknown>; people?: string[]; children?: string[]; policies?: Files } = {},
): Files {
  return {
    'setting.json': JSON.stringify({
      code: 'elm',
      name: 'Elm House',
      lado_phone: '01632 960100',
      ...given.setting,
    }),
    'people.csv': sheet(PEOPLE, ...(given.people ?? ELM_PEOPLE)),
    'children.csv': sheet(CHILDREN, ...(given.children ?? ELM_CHILDREN)),
    ...(given.policies ?? { 'policies/sm.md': SOCIAL, 'policies/conf.md': AGREEMENT }),
  };
}

/** Elm with every officer's hat on Dora. */
const ONE_HAT = ELM_PEOPLE.map((row) => row.replace('staff;dso', 'staff;manager;dso'))
  .filter((row) => !row.startsWith('P2'))
  .map((row) => row.replaceAll('Max Arden', ''));

/** Two of each name. */
const NAMESAKES = [...ELM_PEOPLE, 'P8,Ann Lee,ann.lee@elm.test,staff,Max Arden,2024-01-08,,yes,,'];
const CHILDREN_OF_ONE_NAME = [
  'C1,Isla Reed,2026-09-01,,Sarah Reed <sarah@families.test> (mother),P4,',
  'C2,Isla Reed,2026-09-01,,Sarah Reed <sarah.r@families.test> (mother),P8,Bea Stone',
  'C3,Olga Hart,2026-09-01,,Cara Flint <cara@elm.test> #P3 (mother); Sam Hart (father),,',
];

/** Two weeks of a busy autumn at Willowmere. */
const AUTUMN: Step[] = [
  zoe('declare "Laura Ashdown" kind=friend since=2015 networks=facebook'),
  amina('declare "Nadia Iqbal" kind=close_friend since="Mar 2019" note="we were at school together"'),
  bethany('declare "Bethany Marsh" kind=own_child child="Isla Marsh"'),
  karolina('declare "Piotr Kowalczyk" kind=family'),
  tom('declare "Wayne Gaskell" kind=community since=2020'),
  maeve('declare "Maureen Hobbs" kind=neighbour since=2012'),
  helen('declare "Morwenna Trelawney" kind=friend since=2010'),
  sandra('declare "Rosalind Unknown" kind=friend since=2018'),
  ellis('declare "Emma Wood" kind=business since=2024 child="Elsie Wood"'),
  karolina('declare "Nora Quill" kind=friend since=2011'),
  ruth('declare "Kelly Hobbs" kind=friend since=2016 on_behalf_of="Sandra Pickering"'),
  priya('declare "Claire Jessop" kind=friend since=2014 networks=whatsapp,instagram'),
  tom('declare "Neil Saunders" kind=friend since=2017'),
  at('2026-11-23T14:00:00.000Z', zoe('arrange "Elsie Wood" babysitting starts_on=2026-12-05')),
  tom('arrange "Finn Dacre" social starts_on=2026-11-28'),
  amina('arrange "Lily Chen" tutoring starts_on=2026-12-01 note="reading"'),
  ruth('child "Otis Quill" starts_on=2026-12-07 carers="Nora Quill (mother)"'),
  at('2026-11-24T09:00:00.000Z', maeve('decide D-1 managed note="P1 first" affected_child=no')),
  maeve('decide D-2 returned note="Which of the two?"'),
  maeve('decide D-4 noted'),
  maeve('decide D-5 not_personal'),
  maeve('pass D-9'),
  maeve('boundary D-1'),
  zoe('boundary B-1 agree=yes'),
  maeve('hold "Ivy Mortimer" "Bethany Marsh" reason="an agreement between us"'),
  maeve('decide D-8 void note="nobody of that name"'),
  maeve('decide A-1 acknowledged'),
  at('2026-11-25T09:00:00.000Z', karolina('end D-4 ended_on=2026-11-20 reason="moved away"')),
  tom('away 2026-11-30 2026-12-04'),
  ruth('conduct "Tom Ridley" G5 note="a picture of the garden"'),
  maeve('conduct "Zoë Adeyemi" G2 note="asked once"'),
  ruth('conduct "Zoë Adeyemi" G2 ref=M-2 outcome="spoken with"'),
  ruth('child "Nell Saunders" carers="Victoria Saunders (mother)"'),
  zoe('acknowledge acknowledge code=SM statements=S1,S2,S3,S4,S5,S6,S7,S8'),
  tom('acknowledge decline code=SM reason="not the third"'),
  ellis('sign "Ellis Farrow" yes'),
  zoe('families none'),
  ruth('assign "Callum McBride" "Zoë Adeyemi"'),
  ruth('assign "Callum McBride" "Karolina Nowak" co_key_person'),
  colin('away 2026-11-26 2026-11-27'),
];

const recipes: Record<string, { now?: string; from?: string; steps: Step[] }> = {
  empty: { steps: [] },
  demo: { steps: [{ kind: 'ran', args: ['import', DEMO] }] },
  willow: { steps: [{ kind: 'ran', args: ['import', 'willow'], files: demoIn('willow') }] },
  rich: { from: 'willow', steps: AUTUMN },
  two: {
    from: 'willow',
    steps: [
      importing(
        'elm',
        elm({
          people: [...ELM_PEOPLE, 'P9,Ruth Hallam,ruth.hallam@willowmere.test,staff,,2024-01-08,,yes,,'],
        }),
      ),
    ],
  },
  elm: { steps: [importing('elm', elm())] },
  bare: { steps: [importing('elm', elm({ policies: {} }))] },
  'one hat': { steps: [importing('elm', elm({ people: ONE_HAT }))] },
  approve: { steps: [importing('elm', elm({ setting: { profile: { babysitting: 'approve' } } }))] },
  prohibited: {
    steps: [
      importing(
        'elm',
        elm({
          setting: {
            profile: { babysitting: 'prohibited', outstanding_blocks: true, key_children_max: 1 },
            titles: {
              dso: 'DSL',
              deputy_dso: 'deputy DSL',
              manager: 'head of centre',
              chair: 'chair of trustees',
            },
          },
        }),
      ),
    ],
  },
  'no dso': {
    steps: [importing('elm', elm({ people: ELM_PEOPLE.map((row) => row.replace('staff;dso', 'staff')) }))],
  },
  namesakes: { steps: [importing('elm', elm({ people: NAMESAKES, children: CHILDREN_OF_ONE_NAME }))] },
  'on slack': {
    steps: [
      importing(
        'elm',
        elm({
          setting: { slack_team: 'T1', teams_tenant: '00000000-0000-0000-0000-00000000000a' },
          people: ELM_PEOPLE.map((row, i) => row.replace(/,,$/, `,U${i + 1},`)),
        }),
      ),
    ],
  },
};

const built = new Map<string, Promise<Register>>();

/** The register of that name, made once. */
export function register(name: string): Promise<Register> {
  const recipe = recipes[name];
  if (!recipe) throw new Error(`no register is called ${name}`);
  const found = built.get(name) ?? make(recipe);
  built.set(name, found);
  return found;
}

async function make({ now = MONDAY, from, steps }: (typeof recipes)[string]): Promise<Register> {
  const base = from === undefined ? undefined : await register(from);
  return build(base?.now ?? now, steps, base);
}
