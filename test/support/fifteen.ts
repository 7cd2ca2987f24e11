import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const DEMO = join(import.meta.dirname, '../../demo');

const PEOPLE = `ref,name,email,roles,starts_on,leaves_on,key_person_capable
P01,Ruth Hallam,ruth@ash.test,staff;manager,2019-09-02,,yes
P02,Maeve Osborne,maeve@ash.test,staff;dso,2017-09-04,,yes
P03,Priya Raman,priya@ash.test,staff;deputy_dso,2020-01-06,,yes
P04,Helen Whitcombe,helen@ash.test,chair,2024-11-12,,no
P05,Colin Threadgold,colin@ash.test,admin,2021-04-19,,no
P06,Zoë Adeyemi,zoe@ash.test,staff,2021-09-06,,yes
P07,Bethany Marsh,bethany@ash.test,staff,2022-01-04,,yes
P08,Amina Yusuf,amina@ash.test,staff,2023-09-04,,yes
P09,Karolina Nowak,karolina@ash.test,staff,2020-09-07,,yes
P10,Tom Ridley,tom@ash.test,staff,2026-01-05,,yes
P11,Sandra Pickering,sandra@ash.test,staff,2024-04-15,,no
P12,Ellis Farrow,ellis@ash.test,staff,2026-09-07,,no
P13,Deborah Crane,deborah@ash.test,staff,2018-09-03,2027-03-25,yes
P14,Grace Kimani,grace@ash.test,staff,2019-01-07,,yes
P15,Marcus Bell,marcus@ash.test,staff,2027-01-04,,yes
`;

/** First name, surname, carers, key person, first day. */
const CHILDREN: readonly [string, string, string, string, string?][] = [
  ['Noah', 'Reed', 'Sarah Reed (mother); Mike Reed (father)', 'Zoë Adeyemi'],
  ['Mia', 'Stanton', 'Luke Stanton (father); Jo Stanton (mother)', 'Zoë Adeyemi'],
  ['Isla', 'Marsh', 'Bethany Marsh <bethany@ash.test> #P07 (mother); Daniel Marsh (father)', 'Zoë Adeyemi'],
  ['Freya', 'Ashdown', 'Laura Ashdown (mother); Ben Ashdown (father)', 'Amina Yusuf'],
  ['Muhammad', 'Iqbal', 'Nadia Iqbal (mother); Imran Iqbal (father)', 'Amina Yusuf'],
  ['Elsie', 'Wood', 'Emma Wood (mother)', 'Amina Yusuf'],
  ['Chidi', 'Okafor', 'Ngozi Okafor (mother); Emeka Okafor (father)', 'Karolina Nowak'],
  ['Callum', 'McBride', 'Fiona McBride (mother)', 'Karolina Nowak'],
  ['Leo', 'Chen', 'Wei Chen (father); Lin Chen (mother)', 'Karolina Nowak'],
  ['Ava', 'Gaskell', 'Donna Gaskell (mother)', 'Tom Ridley'],
  ['Theo', 'Lund', 'Peter Lund (father); Karin Lund (mother)', 'Tom Ridley'],
  ['Rosa', 'Moretti', 'Giulia Moretti (mother)', 'Tom Ridley'],
  ['Arthur', 'Penrose', 'Claire Penrose (mother)', 'Deborah Crane'],
  ['Daisy', 'Holt', 'Martin Holt (father)', 'Deborah Crane'],
  ['Ivo', 'Petrov', 'Elena Petrova (mother)', 'Deborah Crane'],
  ['Nell', 'Fairley', 'Kate Fairley (mother)', 'Grace Kimani'],
  ['Oscar', 'Brandt', 'Anja Brandt (mother)', 'Grace Kimani'],
  ['Yusra', 'Haddad', 'Salma Haddad (mother)', 'Grace Kimani'],
  ['Billy', 'Tranter', 'Dawn Tranter (mother)', 'Bethany Marsh'],
  ['Seren', 'Pryce', 'Gwen Pryce (mother)', 'Bethany Marsh'],
  ['Jonah', 'Abbot', 'Ruth Abbot (mother)', 'Bethany Marsh'],
  ['Pia', 'Sandhu', 'Jaspreet Sandhu (mother)', 'Priya Raman'],
  ['Kit', 'Lowell', 'Anna Lowell (mother)', 'Maeve Osborne'],
  ['Edie', 'Crosby', 'Helena Crosby (mother)', 'Grace Kimani', '2026-11-09'],
];

/** A setting of fifteen staff, whose policy is to be reviewed in March. The caller removes the folder. */
export function writeAsh(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'ash-'));
  cpSync(DEMO, dir, { recursive: true });
  writeFileSync(join(dir, 'people.csv'), PEOPLE);
  writeFileSync(
    join(dir, 'children.csv'),
    [
      'name,starts_on,carers,key_person',
      ...CHILDREN.map(
        ([first, last, carers, key, from = '2025-09-03']) => `${first} ${last},${from},${carers},${key}`,
      ),
    ].join('\n'),
  );
  rmSync(join(dir, 'agreements.csv'));
  const policy = join(dir, 'policies/social-media-and-relationships.md');
  writeFileSync(policy, readFileSync(policy, 'utf8').replace('next_review: 2026-07', 'next_review: 2027-03'));
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}
