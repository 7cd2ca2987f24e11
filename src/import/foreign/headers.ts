import { fold } from '../../core/rules/names.ts';

// What the headers of other people's spreadsheets mean. A header is cut into words, in the singular; what is about health,
// money, birth or where somebody lives is recognised so that it can be left unread.

/** The fields that a column of a list can be. */
export type Field =
  | 'ref'
  | 'name'
  | 'forename'
  | 'surname'
  | 'known_as'
  | 'email'
  | 'roles'
  | 'line_manager'
  | 'starts_on'
  | 'leaves_on'
  | 'status'
  | 'key_person_capable'
  | 'carers'
  | 'key_person'
  | 'co_key_person'
  | 'back_up'
  | 'days'
  | 'protected'
  | 'weekday'
  | 'account';

export type Part = 'name' | 'forename' | 'surname' | 'relation' | 'email';

/** Whose column it is, where the header says so. */
export type Owner = 'child' | 'staff' | 'carer' | undefined;

export type Meaning =
  | { is: 'field'; field: Field; owner: Owner; rank: number }
  /** Something of one parent or carer: `who` is the number or the word by which the header tells them apart. */
  | { is: 'carer'; who: string; part: Part; relation: string | null }
  /** What Candour does not need, and does not read. */
  | { is: 'private' }
  /** Room, class or group, for a later edition. */
  | { is: 'later' };

const set = (words: string) => new Set(words.split(/\s+/));

const PRIVATE = set(
  `dob birth birthday birthdate born age gender sex pronoun ethnicity ethnic religion faith language nationality address addres street
  town city county country postcode post-code postal phone telephone tel mobile mob landline number-of fax medical medication allergy
  allergie allergen dietary diet health gp doctor dentist surgery nhs sen send senco-notes eal fsm eypp funding funded fund hour
  salary pay wage bank sort-code account-number dbs crb disclosure consent permission photo photograph password passcode note comment
  immunisation vaccination vaccine nappy sibling emergency salutation title pin collection ni insurance visa passport disability
  disabled religiou tongue meal lunch fee invoice balance social housing benefit lac cla pla court safeguarding concern weight height
  qualification training occupation employer workplace marital responsibility pr latitude longitude house road`,
);
const CHILD = set('child children pupil student learner kid childs');
const STAFF = set('staff employee practitioner colleague worker educator teacher');
const CARERS: Record<string, string | null> = {
  mother: 'mother',
  mum: 'mother',
  mummy: 'mother',
  mam: 'mother',
  father: 'father',
  dad: 'father',
  daddy: 'father',
  stepmother: 'stepmother',
  stepmum: 'stepmother',
  stepfather: 'stepfather',
  stepdad: 'stepfather',
  grandmother: 'grandmother',
  grandfather: 'grandfather',
  grandparent: 'grandparent',
  guardian: 'guardian',
  carer: null,
  parent: null,
  contact: null,
  caregiver: null,
};
/** Who else may be family, or bring a child up, by words that leave it open. */
const FAMILY = set(
  `nan nana nanna nanny gran granny grandma grandpa grandad granddad aunt auntie aunty uncle mom mommy mammy mama papa stepparent
  partner foster fosterer adopter adult family kin relative household childminder cousin sister brother live reside`,
);
const NUMBERS: Record<string, string> = {
  '1': '1',
  '2': '2',
  '3': '3',
  '4': '4',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  a: '1',
  b: '2',
  first: '1',
  second: '2',
  third: '3',
  fourth: '4',
  primary: '1',
  main: '1',
  secondary: '2',
  other: '2',
  additional: '3',
};
const STARTS = set(
  'start started starting admission admitted joining joined join joiner enrolment enrolled enrollment entry commenced commencement',
);
const LEAVES = set(
  'leave leaving left leaver end ended ending exit finish finished departure withdrawal last-day',
);
const WEEKDAYS = /^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?$/;

/** The words of a header, in lower case and the singular: `PARENT_1_EMAIL` as parent, 1, email. */
export function wordsOf(header: string): string[] {
  const text = header
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/_/g, ' ')
    .replace(/['’`]/g, '')
    .replace(/\bd\.?\s?o\.?\s?b\b/g, 'dob')
    .replace(/\be[\s_-]?mails?\b/g, 'email')
    .replace(/\b(?:first|given|christian|fore)[\s_-]?names?\b/g, 'forename')
    .replace(/\b(?:last|family|sur)[\s_-]?names?\b/g, 'surname')
    .replace(/\bfull[\s_-]?names?\b/g, 'name')
    .replace(/\b(?:preferred|known[\s_-]?(?:as|by)|nick)(?:[\s_-]*(?:forename|names?|first))*\b/g, 'knownas')
    .replace(/\bjob[\s_-]?(?:title|role)s?\b/g, 'jobtitle')
    .replace(/\bkey[\s_-]?(?:person|worker|carer|adult|staff)s?\b/g, 'keyperson')
    .replace(/\bback[\s_-]?ups?\b/g, 'backup')
    .replace(/\bline[\s_-]?managers?\b/g, 'linemanager')
    .replace(/\bstep[\s_-](?=mum|mother|dad|father)/g, 'step')
    .replace(/\bp[\s-]?([1-4])(?=\s.*(?:name|email))/g, 'parent $1')
    .replace(/\bno[\s-]contact\b/g, 'nocontact')
    .replace(/\bbirth[\s-](?=mum|mother|dad|father|parent)/g, 'natural ')
    .replace(/([a-z])(\d)/g, '$1 $2');
  return text
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .map(singular);
}

function singular(word: string): string {
  if (word === 'children') return 'child';
  if (word === 'knownas') return word;
  if (word === 'status' || word === 'address' || word === 'class' || word === 'dbs' || word.length < 4)
    return word;
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** What a header means; undefined where nobody can tell. */
export function meaningOf(header: string): Meaning | undefined {
  const words = wordsOf(header);
  if (words.length === 0 || words.length > 8) return undefined;
  const has = (...some: string[]) => some.some((word) => words.includes(word));
  const field = (name: Field, rank = 0, owner: Owner = ownerOf(words)): Meaning => ({
    is: 'field',
    field: name,
    owner,
    rank,
  });
  if (words.join(' ') === 'co key') return field('co_key_person', 0, 'child');
  if (has('keyperson') || (has('key') && has('person', 'worker'))) {
    if (has('email', 'phone', 'ref', 'id', 'capable', 'date')) return undefined;
    // Who it was or will be, and what the parents were told of it, is not who it is.
    if (words.some((word) => NOT_NOW.has(word)) || carerOf(words)) return undefined;
    if (has('buddy', 'backup', 'cover', 'stand')) return field('back_up', 0, 'child');
    if (has('second', 'secondary', 'co', 'deputy', 'joint', '2', 'other', 'assistant'))
      return field('co_key_person', 0, 'child');
    return field('key_person', 0, 'child');
  }
  if (has('buddy', 'backup')) return field('back_up', 0, 'child');
  const isName = has('name', 'forename', 'surname', 'knownas');
  const isEmail = has('email');
  if (has('emergency') || has('doctor', 'gp', 'sibling', 'school', 'collection', 'invoice'))
    return { is: 'private' };
  const carer = carerOf(words);
  if (carer) {
    if (isEmail) return { ...carer, part: 'email' };
    if (has('relationship', 'relation', 'relationshiptochild')) return { ...carer, part: 'relation' };
    if (has('forename')) return { ...carer, part: 'forename' };
    if (has('surname')) return { ...carer, part: 'surname' };
    if (
      words.some((word) => PRIVATE.has(word)) ||
      has('knownas', 'id', 'ref', 'no', 'number', 'date', 'middle')
    )
      return { is: 'private' };
    const isPlain = words.every((word) => word in CARERS || word in NUMBERS || FILLERS.has(word));
    return isPlain ? { ...carer, part: 'name' } : undefined;
  }
  if (isEmail)
    return has('child', 'pupil')
      ? { is: 'private' }
      : field('email', has('work', 'school', 'nursery') ? 0 : has('personal', 'home', 'private') ? 2 : 1);
  if (has('middle', 'initial', 'maiden', 'former', 'previous')) return { is: 'private' };
  if (!isName && has('relationship', 'relation'))
    return { is: 'carer', who: '', part: 'relation', relation: null };
  if (
    has('jobtitle', 'role', 'position', 'job', 'post') &&
    !isName &&
    !has('start', 'date', 'code', 'end', 'postcode')
  )
    return field('roles', has('jobtitle') ? 0 : 1, 'staff');
  if (words.some((word) => PRIVATE.has(word)) && !(isName && !has('birth', 'gp', 'bank', 'account')))
    return { is: 'private' };
  if (has('linemanager', 'supervisor') || (has('report') && has('to')))
    return field('line_manager', 0, 'staff');
  if (isReference(words))
    return field('ref', has('upn') ? 3 : has('admission') ? 1 : has('ref', 'reference') ? 0 : 2);
  const isTime = has('time', 'session', 'contract', 'funding', 'term', 'school');
  if (!isTime && !isName && words.some((word) => STARTS.has(word)) && !has('end'))
    return field('starts_on', has('first', 'actual') ? 0 : has('expected', 'planned') ? 2 : 1);
  if (!isTime && !isName && words.some((word) => LEAVES.has(word)) && !has('reason', 'destination'))
    return field('leaves_on');
  if (has('first') && has('day') && words.length <= 3) return field('starts_on');
  if (has('last') && has('day') && words.length <= 3) return field('leaves_on');
  if ((has('status', 'active') || words.join(' ') === 'on roll') && !isName) return field('status');
  if (words.length === 1 && WEEKDAYS.test(words[0] ?? '')) return field('weekday');
  if (
    has('day', 'session', 'attendance', 'pattern') &&
    !has('date', 'number', 'total', 'no', 'time', 'rate', 'mark', 'count')
  )
    return field('days');
  if (has('room', 'class', 'group', 'base', 'unit', 'cohort', 'form', 'year')) return { is: 'later' };
  if (has('knownas')) return field('known_as', has('surname') ? 1 : 0);
  if (has('forename')) return field('forename', has('legal') ? 0 : 1);
  if (has('surname')) return field('surname', has('legal') ? 0 : 1);
  const isNaming = words.every((word) => NAMING.has(word) || CHILD.has(word) || STAFF.has(word));
  if (isNaming && (has('name', 'team') || ownerOf(words) !== undefined)) return field('name');
  return undefined;
}

const NOT_NOW = set(
  'previou previous former old last past next new future proposed planned from until informed told met consent signed',
);
const NAMING = set('name legal of the full s member our and in team person');
const FILLERS = set('name full legal of the s and or with holding for resident');

function ownerOf(words: readonly string[]): Owner {
  if (words.some((word) => CHILD.has(word) || word === 'upn')) return 'child';
  return words.some((word) => STAFF.has(word) || word === 'work' || word === 'team') ? 'staff' : undefined;
}

function isReference(words: readonly string[]): boolean {
  const kinds = set('ref reference id no number num code upn ');
  const owners = set(
    'admission pupil child student staff employee payroll personnel unique learner registration our system person record',
  );
  return words.some((word) => kinds.has(word)) && words.every((word) => kinds.has(word) || owners.has(word));
}

/** One parent or carer: which of them, and how they are related to the child where the word says it. */
function carerOf(
  words: readonly string[],
): { is: 'carer'; who: string; relation: string | null } | undefined {
  const named = words.filter((word) => word in CARERS);
  if (named.length === 0) return undefined;
  const number = words.map((word) => NUMBERS[word]).find((found) => found !== undefined);
  const kinds = [...new Set(named.map((word) => CARERS[word] ?? ''))].filter((word) => word !== '');
  const relation =
    kinds.length === 1 && !named.includes('carer') && !named.includes('parent') ? (kinds[0] ?? null) : null;
  return {
    is: 'carer',
    who:
      number === undefined
        ? (relation ?? '')
        : `${named.includes('contact') ? 'contact' : 'parent'} ${number}`,
    relation,
  };
}

/** Whether a header that nobody can tell may be of a parent or of other family: `Father/Partner`, `Dad (not to collect)`. */
export function isPerhapsFamily(header: string): boolean {
  const words = wordsOf(header);
  return (
    !words.some((word) => ['keyperson', 'worker', 'visitor'].includes(word)) &&
    words.some((word) => FAMILY.has(word) || (word in CARERS && word !== 'contact'))
  );
}

/** A header as it is compared and remembered. */
export function headerKey(header: string): string {
  return fold(header) || header.trim();
}
