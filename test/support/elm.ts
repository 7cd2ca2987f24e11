import type { AllocationRole } from '../../src/core/allocations/allocation.ts';
import type { Role } from '../../src/core/people/person.ts';

/** Those whom tests call by name: manager, safeguarding officer, deputy, chair and administrator, then staff. */
export const RUTH = 'Ruth Hallam';
export const MAEVE = "Maeve O'Sullivan";
export const PRIYA = 'Priya Raman-Clarke';
export const CHAIR = 'Helen Whitcombe';
export const ADMIN = 'Colin Threadgold';
export const ZOE = 'Zoë Adeyemi';
export const AMINA = 'Amina Yusuf';
export const TOM = 'Tom Ridley';
export const BETHANY = 'Bethany Marsh';

/** How they acknowledge every statement. */
export const ACKNOWLEDGE = 'acknowledge answer=acknowledge statements=S1,S2,S3';

/** The people of Elm Pre-school: name, roles, and what is unusual about them. */
export const ELM_PEOPLE: {
  name: string;
  roles: Role[];
  email?: string;
  capable?: boolean;
  from?: string;
  until?: string;
}[] = [
  { name: RUTH, roles: ['staff', 'manager'] },
  { name: MAEVE, roles: ['staff', 'dso'] },
  { name: PRIYA, roles: ['staff', 'deputy_dso'] },
  { name: CHAIR, roles: ['chair'], capable: false },
  { name: ADMIN, roles: ['admin'], capable: false },
  { name: ZOE, roles: ['staff'] },
  { name: AMINA, roles: ['staff'] },
  { name: 'Karolina Nowak', roles: ['staff'] },
  { name: TOM, roles: ['staff'] },
  { name: BETHANY, roles: ['staff'] },
  { name: 'Ellis Farrow', roles: ['staff'], capable: false, from: '2026-09-07', until: '2027-03-25' },
  { name: 'Marcus Bell', roles: ['staff'], from: '2027-01-04' },
];

/**
 * Its children, numbered C-1 on. A carer's e-mail tells two of one name apart: the Emma Woods of Elsie and of Jude are two
 * people, Gemma Fairweather is the mother of Poppy and of Theo, whose fathers live elsewhere.
 */
export const ELM_CHILDREN: {
  name: string;
  starts?: string;
  leaves?: string;
  carers: string[];
  held?: [string, AllocationRole][];
}[] = [
  {
    name: 'Barnaby Whitcombe',
    carers: ['Helen Whitcombe', 'James Whitcombe'],
    held: [['Karolina Nowak', 'key_person']],
  },
  {
    name: 'Isla Marsh',
    carers: ['Bethany Marsh', 'Daniel Marsh'],
    held: [
      ['Zoë Adeyemi', 'key_person'],
      ['Amina Yusuf', 'back_up'],
    ],
  },
  { name: 'Freya Ashdown', carers: ['Laura Ashdown', 'Ben Ashdown'], held: [['Amina Yusuf', 'key_person']] },
  { name: 'Rowan Ashdown', carers: ['Laura Ashdown', 'Ben Ashdown'], held: [['Amina Yusuf', 'key_person']] },
  {
    name: 'Elsie Wood',
    carers: ['Emma Wood <emma.wood@families.test>'],
    held: [['Tom Ridley', 'key_person']],
  },
  {
    name: 'Jude Harrington',
    carers: ['Emma Wood <emma.l.wood@families.test>'],
    held: [['Tom Ridley', 'key_person']],
  },
  {
    name: 'Poppy Stanton',
    carers: ['Gemma Fairweather', 'Luke Stanton'],
    held: [['Zoë Adeyemi', 'key_person']],
  },
  { name: 'Theo Cole', carers: ['Gemma Fairweather', 'Stephen Cole'], held: [['Zoë Adeyemi', 'key_person']] },
  { name: 'Mia Reed', carers: ['Sarah Reed', 'Mike Reed'], held: [['Zoë Adeyemi', 'key_person']] },
  { name: 'Idris Rahman', starts: '2027-01-11', carers: ['Shabnam Rahman', 'Farid Rahman'] },
  { name: 'Callum McBride', starts: '2026-11-02', carers: ['Fiona McBride'] },
  { name: 'Rosie Blackwell', leaves: '2026-07-21', carers: ['Joanne Blackwell'] },
];

export const STATEMENTS = [
  { id: 'S1', text: 'I do not write about my work online (G5).' },
  { id: 'S2', text: 'I do not link my own pages to the setting (G6).' },
  { id: 'S3', text: "I do not pass on a colleague's personal information (P6)." },
];
