import { clip, readEmail, readRef } from './entries.ts';
import { fold, tidy } from './names.ts';

// Reads a carer as people write one who do not know the form that is asked for (commands: A cell that is doubtful is never
// taken in silence): several people without a semicolon, a label, a title, the surname first, a telephone number behind the
// name. What can be read in one way only is read; anything else is refused.

/** A person as read. `name` holds further names in brackets, as written: `Sara Bell (née Coe)`. */
interface Found {
  name: string;
  email: string | null;
  ref: string | null;
  relation: string | null;
}

interface Reading {
  people: Found[];
  /** What was left out, in words. */
  leftOut: string[];
}

/** `wrong`: why it cannot be read in one way. */
export type Doubtful = Reading | { wrong: string };

const TITLES = new Set(
  'mr mrs ms miss mx dr doctor revd rev reverend prof professor sir lady dame'.split(' '),
);

/** A name without the titles before it: a title is never part of a stored name. */
export function withoutTitle(name: string): string {
  const end = name.indexOf(' ');
  const first = name.slice(0, end).toLowerCase().replace('.', '');
  return end > 0 && TITLES.has(first) ? withoutTitle(name.slice(end + 1)) : name;
}

/** What stands in a cell that means nobody on purpose. */
export function isNone(cell: string): boolean {
  return /^\W*none\W*$/i.test(cell);
}

/** The relations by which somebody is family, or brings the child up; singular, folded. */
const RELATIONS = new Set(
  `mother mum mummy mam mama mom father dad daddy papa parent stepmother stepmum stepfather stepdad stepparent grandmother grandma
  gran granny nan nana nanna grandfather grandad granddad grandpa grandparent greatgrandmother greatgrandfather aunt auntie aunty
  uncle sister brother stepsister stepbrother sibling halfsister halfbrother cousin guardian carer childminder nanny partner wife
  husband spouse relative godmother godfather godparent neighbour friend daughter son`.split(/\s+/),
);
/** Words that only say more of a relation. */
const QUALIFIERS = new Set(
  `step foster adoptive birth biological natural legal special maternal paternal great grand half family primary main first second
  other older elder younger childs his her their the of s and no contact only weekends weekdays emergency next kin pr mums dads
  mothers fathers full time part by court order shared lives with`.split(/\s+/),
);
/** Who is concerned with a child and is neither family nor carer. */
const NO_CARER =
  /\b(?:social\s*work(?:er)?s?|social services|children'?s services|health visitors?|family (?:support )?workers?|support workers?|key ?workers?|agency|local authority|council|emergency contacts?|gp|doctor|solicitor|police|school|nursery|supervising)\b/i;
/** The same by name, where no relation is given. */
const NO_CARER_NAME =
  /\bsocial\s*(?:work(?:er)?s?|services)\b|\bchildren'?s services\b|\bhealth visitors?\b|\b(?:agency|council|local authority)$/i;
/** What stands where a name should, and is nobody. */
const NOBODY =
  /^(?:n\.?\s?[/.]?\s?a\.?|not (?:known|given|provided|stated|applicable|disclosed|available|recorded|yet known)|unknown|none|none known|nobody|no ?one|nil|t\.?b\.?[aci]\.?|deceased|died|passed away|absent|estranged|(?:(?:not|never) (?:involved|in contact|allowed|permitted)|no (?:contact|involvement|access|details|information))(?: (?:with|to|in|the|child|children|family|contact|access|collect|given|known|at|all|any|order))*|do not contact|prefer not to say|to (?:be|follow)\b.*|.*\bwithheld|confidential|see (?:the )?(?:file|notes?|records?|form|above|below)|(?:foster|adoptive|looked after).*(?:carers?|parents?|family|placement|child)|foster|(?:both )?(?:parents?|carers?|guardians?|family)|x+|\W*)$/i;
/** A surname may begin with these. */
const PARTICLES = new Set(
  'van von der den de da di du del della la le el al bin ibn ben st o mac mc ter ten'.split(' '),
);
const FURTHER =
  /^(?:née|nee|né|born|formerly|previously|prev|maiden|known as|aka|a\.k\.a|also|or|goes by)\b/i;
const PHONE = /(?:\+\d|\(?0\d)[\d ()./-]{6,}\d/g;
const PHONE_LABEL = /^(?:tel|telephone|phone|mob|mobile|home|work|cell|t|m|h|w|no)[.:]?$/i;
const POSTCODE = /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/i;
const BARE_EMAIL = /^[^\s@<>()[\]]+@[^\s@<>()[\]]+\.[^\s@<>()[\]]+$/;

/** Two words or more, of letters. */
const PLAIN_NAME = /^[\p{L}\p{M}'’]+(?:[- ][\p{L}\p{M}'’]+)* [\p{L}\p{M}'’]+(?:[- ][\p{L}\p{M}'’]+)*$/u;
const PLAIN_RELATION = /^[a-z][a-z -]*$/;
/** Words that a name which is plain to read does not hold. */
const SUSPECT = new Set([
  ...RELATIONS,
  ...TITLES,
  ...'and see not both nee née né aka formerly known placement withheld foster carers parents social services council agency authority visitor visitors none looked adoptive emergency health to be on deceased died passed absent estranged involved allowed permitted contact prefer'.split(
    ' ',
  ),
]);

/** Whether a name and a relation are plain, so that nothing about them is doubtful. It is asked first, for it is quick. */
export function isPlain(name: string, relation: string | null): boolean {
  if (!PLAIN_NAME.test(name)) return false;
  if (
    relation !== null &&
    (!PLAIN_RELATION.test(relation) || NO_CARER.test(relation) || FURTHER.test(relation))
  )
    return false;
  return !name
    .toLowerCase()
    .split(' ')
    .some((word) => SUSPECT.has(word));
}

type Separator = ',' | '&' | 'line' | 'next';
type Token =
  | { kind: 'word' | 'bracket' | 'email' | 'ref'; text: string }
  | { kind: 'separator'; is: Separator }
  | { kind: 'dash' | 'colon' | 'phone' };

/** The words between two separators, and what stands with them. */
interface Piece {
  before: Separator | undefined;
  /** The name, with further names in brackets between its words. */
  name: { text: string; isFurther: boolean }[];
  relation: string | null;
  email: string | null;
  ref: string | null;
  isTitled: boolean;
}

/**
 * Reads one part of a carers cell. `child`: the child's name as written, whose surname tells which word is the surname.
 * Undefined: it is not of this kind, so that the form that is asked for decides.
 */
export function readDoubtful(part: string, child: string): Doubtful | undefined {
  if (isNobody(part)) return { people: [], leftOut: [`${quote(part)} is nobody by name`] };
  const tokens = part.startsWith('(') ? undefined : tokenize(part);
  if (tokens === undefined) return undefined;
  const leftOut = new Set<string>();
  if (tokens.some(({ kind }) => kind === 'phone')) leftOut.add('the telephone number was left out');
  const raw = withoutAddress(toPieces(tokens), part, leftOut);
  if (!Array.isArray(raw)) return raw;
  const people: Piece[] = [];
  for (const each of raw) {
    const piece = toPiece(each, part);
    if (piece === undefined || 'wrong' in piece) return piece;
    const last = people.at(-1);
    if (last && piece.before !== '&' && addWords(last, piece)) continue;
    if (piece.name.length > 0 || (piece.isTitled && piece.relation === null)) people.push(piece);
    else if (last && piece.before !== '&' && addTo(last, piece)) continue;
    else if (piece.relation === null) return undefined;
    else leftOut.add(`${quote(saidIn(each))} is nobody by name`);
  }
  const kept = people.filter((piece) => {
    const { relation } = piece;
    const isNoCarer =
      relation === null
        ? NO_CARER_NAME.test(nameOf(piece))
        : !isRelation(relation) && (NO_CARER.test(relation) || NO_CARER_NAME.test(nameOf(piece)));
    const words = wordsOf(piece).join(' ');
    if (words !== '' && isNobody(words) && !(piece.isTitled && /^foster$/i.test(words)))
      leftOut.add(`${quote(words)} is nobody by name`);
    else if (isNoCarer) leftOut.add(`${quote(show(piece))} is no parent or carer`);
    else return true;
    return false;
  });
  const combined = combine(kept, part, child);
  return 'wrong' in combined ? combined : { people: combined.people.map(toFound), leftOut: [...leftOut] };
}

function tokenize(part: string): Token[] | undefined {
  const tokens: Token[] = [];
  let rest = part.replace(PHONE, ' \u0000 ');
  while (rest.trim() !== '' || rest.includes('\n')) {
    rest = rest.replace(/^[^\S\n]+/, '');
    if (rest === '') break;
    const first = rest[0] ?? '';
    if (first === '<' || first === '(') {
      const end = first === '<' ? rest.indexOf('>') : closingBracket(rest);
      if (end < 0) return undefined;
      const inside = tidy(rest.slice(1, end).replaceAll('\u0000', ''));
      tokens.push({ kind: first === '<' ? 'email' : 'bracket', text: inside });
      rest = rest.slice(end + 1);
      continue;
    }
    const [word = ''] = /^(?:#\s?[^\s<(,&|]*|[\n,/|&•·]|[^\s<(,/|&•·]+)/.exec(rest) ?? [];
    rest = rest.slice(word.length);
    const token = toTokens(word);
    if (token === undefined) return undefined;
    tokens.push(...token);
  }
  return tokens;
}

function toTokens(word: string): Token[] | undefined {
  if (word === '\n' || word === '•' || word === '·') return [{ kind: 'separator', is: 'line' }];
  if (word === ',') return [{ kind: 'separator', is: ',' }];
  if (/^[&+/|]$/.test(word) || /^and$/i.test(word)) return [{ kind: 'separator', is: '&' }];
  if (word === '\u0000') return [{ kind: 'phone' }];
  if (word.startsWith('#')) return [{ kind: 'ref', text: word.slice(1).trim() }];
  if (BARE_EMAIL.test(word)) return [{ kind: 'email', text: word.replace(/[.,]+$/, '') }];
  if (/[<>()[\]"#]/.test(word)) return undefined;
  if (/^[-–—]+$/.test(word)) return [{ kind: 'dash' }];
  if (word === ':' || word === '=') return [{ kind: 'colon' }];
  const dashed = /^([^–—]*)[–—]([^–—]*)$/.exec(word) ?? /^()-(.+)$/.exec(word) ?? /^(.+)-()$/.exec(word);
  if (dashed) {
    const [before = [], after = []] = [dashed[1], dashed[2]].map((side) => (side ? toTokens(side) : []));
    return before && after ? [...before, { kind: 'dash' }, ...after] : undefined;
  }
  if (word.endsWith(':')) return [{ kind: 'word', text: word.slice(0, -1) }, { kind: 'colon' }];
  return [{ kind: 'word', text: word }];
}

interface RawPiece {
  before: Separator | undefined;
  tokens: Exclude<Token, { kind: 'separator' }>[];
}

/** Cuts at each separator; and where a name follows a relation in brackets. */
function toPieces(tokens: readonly Token[]): RawPiece[] {
  const pieces: RawPiece[] = [{ before: undefined, tokens: [] }];
  let isClosed = false;
  for (const token of tokens) {
    const last = pieces.at(-1) as RawPiece;
    if (token.kind === 'separator') {
      if (last.tokens.length > 0) pieces.push({ before: token.is, tokens: [] });
      else if (last.before !== undefined && token.is === '&') last.before = token.is;
      isClosed = false;
    } else if (isClosed && token.kind === 'word') {
      pieces.push({ before: 'next', tokens: [token] });
      isClosed = false;
    } else {
      last.tokens.push(token);
      isClosed ||= token.kind === 'bracket' && isRelation(token.text);
    }
  }
  return pieces.filter(({ tokens }) => tokens.length > 0);
}

/** The words and brackets of a piece, as written. */
function saidIn({ tokens }: RawPiece): string {
  return tokens
    .flatMap((token) =>
      token.kind === 'word' ? [token.text] : token.kind === 'bracket' ? [`(${token.text})`] : [],
    )
    .join(' ');
}

/** Drops a postal address: from its house number to its postcode. */
function withoutAddress(
  pieces: readonly RawPiece[],
  part: string,
  leftOut: Set<string>,
): RawPiece[] | { wrong: string } {
  const words = ({ tokens }: RawPiece) =>
    tokens.map((token) => ('text' in token && token.kind === 'word' ? token.text : '')).join(' ');
  const from = pieces.findIndex((piece) => /\d/.test(words(piece)) && piece.before !== undefined);
  if (from < 0) return [...pieces];
  const postcode = pieces.findLastIndex((piece) => POSTCODE.test(words(piece)));
  const to = postcode >= from ? postcode : from;
  const after = pieces.slice(to + 1).filter((piece) => words(piece) !== '');
  if (postcode < from && after.length > 0)
    return { wrong: `${quote(part)}: please leave the postal address out.` };
  leftOut.add('the postal address was left out');
  return [...pieces.slice(0, from), ...pieces.slice(to + 1)];
}

/** Reads one piece; undefined: it is not of this kind. */
function toPiece({ before, tokens }: RawPiece, part: string): Piece | { wrong: string } | undefined {
  const piece: Piece = { before, name: [], relation: null, email: null, ref: null, isTitled: false };
  let behindDash: string[] | undefined;
  let isBracketed = false;
  for (const [at, token] of tokens.entries()) {
    switch (token.kind) {
      case 'email':
      case 'ref': {
        const read = token.kind === 'email' ? readEmail(token.text) : readRef(token.text);
        if ('wrong' in read || (at === 0 && before === undefined)) return undefined;
        if (piece[token.kind] !== null)
          return { wrong: `${quote(part)}: there are two of a kind; please keep one.` };
        piece[token.kind] = read.value;
        break;
      }
      case 'bracket': {
        const isLast = !tokens.slice(at + 1).some(({ kind }) => kind === 'word' || kind === 'bracket');
        if (isFurtherName(token.text, isLast) && piece.name.length > 0)
          piece.name.push({ text: `(${token.text})`, isFurther: true });
        else if (!isLast || isBracketed) return undefined;
        else {
          piece.relation = [piece.relation, token.text].filter((words) => words).join(', ') || null;
          isBracketed = true;
        }
        break;
      }
      case 'colon': {
        const label = piece.name.map(({ text }) => text).join(' ');
        piece.name = [];
        if (PHONE_LABEL.test(label)) break;
        if (!isRelation(label) && !NO_CARER.test(label) && !/^(?:name|contact|carer|parent)s?\b/i.test(label))
          return { wrong: `${quote(part)}: ${quote(label)} is no relation that we know.` };
        piece.relation = /^name/i.test(label) ? null : label;
        break;
      }
      case 'dash':
        if (behindDash === undefined && piece.name.length > 0) behindDash = [];
        else if (behindDash) behindDash.push('-');
        break;
      case 'phone':
        while (PHONE_LABEL.test(piece.name.at(-1)?.text ?? '')) piece.name.pop();
        break;
      case 'word':
        if (piece.email !== null || piece.ref !== null) return undefined;
        if (behindDash) behindDash.push(token.text);
        else piece.name.push({ text: token.text, isFurther: false });
    }
  }
  return withRelation(piece, behindDash?.join(' '), part);
}

/** Finds the relation where it stands among the words: behind a dash, before the name, or behind it. */
function withRelation(piece: Piece, behindDash: string | undefined, part: string): Piece | { wrong: string } {
  const before = wordsOf(piece).join(' ');
  if (behindDash !== undefined && behindDash !== '') {
    const isTwice = behindDash.split(' ').includes('-');
    if (!isTwice && (beginsAsRelation(behindDash) || NO_CARER.test(behindDash)))
      piece.relation ??= behindDash;
    else if (!isTwice && isRelation(before)) {
      piece.relation ??= before;
      piece.name = behindDash.split(' ').map((text) => ({ text, isFurther: false }));
    } else
      return { wrong: `${quote(part)}: what stands behind the dash may be a relation or somebody else.` };
  }
  const further = piece.name.findIndex(
    ({ text, isFurther }, at) =>
      at > 0 && !isFurther && /^(?:née|nee|né|formerly|aka|a\.k\.a\.?)$/i.test(text),
  );
  if (further > 0) {
    const words = piece.name.splice(further).map(({ text }) => text);
    piece.name.push({ text: `(${words.join(' ')})`, isFurther: true });
  }
  dropTitles(piece);
  const words = wordsOf(piece);
  if (words.length > 0 && isRelation(words.join(' '))) {
    piece.relation ??= words.join(' ');
    piece.name = [];
  } else if (
    words.length > 1 &&
    isRelation(words[0] ?? '') &&
    !/^(?:nan|nana|nanny|pa)$/i.test(words[0] ?? '')
  ) {
    piece.relation ??= words[0] ?? null;
    piece.name.shift();
    dropTitles(piece);
  } else if (words.length > 2 && isRelation(words.at(-1) ?? '') && !piece.name.at(-1)?.isFurther) {
    piece.relation ??= words.at(-1) ?? null;
    piece.name.pop();
  }
  return piece;
}

function dropTitles(piece: Piece): void {
  while (TITLES.has(fold(piece.name[0]?.text ?? ''))) {
    piece.name.shift();
    piece.isTitled = true;
  }
}

/** Adds words that say more of the person before them, and name nobody: `, social worker`; `, no contact`. */
function addWords(last: Piece, piece: Piece): boolean {
  const words = wordsOf(piece);
  if (piece.relation !== null || words.length === 0 || piece.isTitled) return false;
  if (words.every((word) => QUALIFIERS.has(fold(word))) && last.relation !== null)
    last.relation = `${last.relation}, ${words.join(' ')}`;
  else if (words.length <= 3 && NO_CARER.test(words.join(' '))) last.relation ??= words.join(' ');
  else return false;
  return true;
}

/** Adds what stands in a piece of its own, such as `, mother`, to the person before it. */
function addTo(last: Piece, { relation, email, ref }: Piece): boolean {
  if (relation === null && email === null && ref === null) return true;
  if ([last.relation, relation].every((each) => each !== null)) return false;
  if ((email !== null && last.email !== null) || (ref !== null && last.ref !== null)) return false;
  last.relation ??= relation;
  last.email ??= email;
  last.ref ??= ref;
  return true;
}

/** Makes people of the names between the separators, in the only way in which that can be done. */
function combine(
  pieces: readonly Piece[],
  part: string,
  child: string,
): { people: Piece[] } | { wrong: string } {
  const [only] = pieces;
  if (pieces.some(({ name }) => name.length === 0))
    return { wrong: `${quote(part)}: please write each with first name and surname.` };
  if (!only || pieces.length === 1) return { people: [...pieces] };
  const people = surnamesFirst(pieces, child) ?? inOrder(pieces, child);
  if (people) return { people: shareRelation(shareAddress(people)) };
  const [one, other] = pieces.map((piece) => nameOf(piece));
  const why =
    pieces.length === 2 && pieces[1]?.before === ','
      ? `is this one person, ${other} ${one}, or are these two?`
      : 'are these several people, and what is the surname of each?';
  return { wrong: `${quote(part)}: ${why}` };
}

/** `Holt, Nerys`; `Holt, Nerys & Ivan`; `Holt, Nerys and Holt, Ivan`. Undefined: no surname stands first. */
function surnamesFirst(pieces: readonly Piece[], child: string): Piece[] | undefined {
  const people: Piece[] = [];
  let isTurned = false;
  let surname: Piece['name'] = [];
  for (let at = 0; at < pieces.length; at++) {
    const [piece, next, after] = pieces.slice(at, at + 3) as [Piece, Piece | undefined, Piece | undefined];
    const isPair = next?.before === ',' && after?.before !== ',';
    const isOneOfPairs =
      next?.before === ',' && pieces.length % 2 === 0 && pieces.length > 2 && pieces.every(isOneWord);
    if (next && (isPair || isOneOfPairs) && isSurnameFirst(piece, next, child)) {
      people.push({
        ...next,
        name: [...next.name, ...piece.name],
        isTitled: piece.isTitled || next.isTitled,
      });
      surname = piece.name;
      isTurned = true;
      at++;
    } else if (isTurned && isOneWord(piece) && piece.before === '&')
      people.push({ ...piece, name: [...piece.name, ...surname] });
    else if (!isOneWord(piece)) people.push(piece);
    else return undefined;
  }
  return isTurned ? people : undefined;
}

/** Whether of two names, with a comma between them, the first is certainly the other's surname. */
function isSurnameFirst(surname: Piece, first: Piece, child: string): boolean {
  const [words, firsts] = [wordsOf(surname), wordsOf(first)];
  if (surname.relation !== null || surname.email !== null || surname.ref !== null) return false;
  const isFamilys = (words: readonly string[]) => familyNames(child).includes(fold(words.join('')));
  if (isFamilys(firsts) || isFamilys(firsts.slice(-1))) return false;
  if (isFamilys(words)) return true;
  const isOne = words.length === 1 || words.slice(0, -1).every((word) => PARTICLES.has(fold(word)));
  if (!isOne || firsts.length > 3) return false;
  if (isCapitals(words) && !isCapitals(firsts)) return true;
  if (child.includes(',') && firsts.length === 1) return true;
  const isAlone = first.relation !== null || first.email !== null || first.ref !== null || surname.isTitled;
  return (firsts.length === 1 && isAlone && !isPlural(first.relation)) || words.length > 1;
}

/** `Nerys Holt, Ivan Pike`; `Nerys, Gwen & Ivan Holt`, who share a surname. Undefined: it may be read otherwise. */
function inOrder(pieces: readonly Piece[], child: string): Piece[] | undefined {
  const people: Piece[] = [];
  let surname: Piece['name'] | undefined;
  for (const [at, piece] of [...pieces.entries()].reverse()) {
    const next = pieces[at + 1];
    if (!isOneWord(piece)) {
      surname = piece.name.slice(1).filter(({ isFurther }) => !isFurther);
      people.unshift(piece);
      continue;
    }
    if (!next || !surname) return undefined;
    const isFamilys = familyNames(child).includes(fold(surname.map(({ text }) => text).join('')));
    const isListed = pieces.slice(at + 1).some(({ before }) => before === '&');
    if (next.before === 'line' || next.before === 'next' || !(isListed || isFamilys)) return undefined;
    people.unshift({ ...piece, name: [...piece.name, ...surname] });
  }
  return people;
}

/** `Nerys & Ivan Holt <holts@families.test>`: an address behind the last of a household is that of all. */
function shareAddress(people: Piece[]): Piece[] {
  const last = people.at(-1);
  const surname = (piece: Piece | undefined) => fold(wordsOf(piece).at(-1) ?? '');
  const isShared =
    last?.email !== null &&
    people.every((piece) => surname(piece) === surname(last) && (piece === last || piece.email === null));
  return isShared && last ? people.map((piece) => ({ ...piece, email: last.email })) : people;
}

/** `(parents)`, `(mother and father)` behind the last of several. */
function shareRelation(people: Piece[]): Piece[] {
  const relation = people.at(-1)?.relation ?? null;
  if (relation === null || people.slice(0, -1).some((piece) => piece.relation !== null)) return people;
  const each = relation.split(/\s*(?:[&,/]|\band\b)\s*/i);
  if (each.length === people.length)
    return people.map((piece, at) => ({ ...piece, relation: each[at] ?? null }));
  if (isPlural(relation)) return people.map((piece) => ({ ...piece, relation: relation.replace(/s$/i, '') }));
  return people;
}

function isPlural(relation: string | null): boolean {
  return /^(?:grand|foster |adoptive )?(?:parents|carers|guardians)$/i.test(relation ?? '');
}

function isNobody(words: string): boolean {
  return NOBODY.test(words.trim());
}

/** Whether all the words are words of a relation. */
function isRelation(words: string): boolean {
  const each = words
    .split(/[\s/&+:;,-]+/)
    .map(fold)
    .filter((word) => word !== '');
  return (
    each.some(isRelationWord) &&
    each.every((word) => isRelationWord(word) || QUALIFIERS.has(word) || /^\d$/.test(word))
  );
}

/** Whether it begins as a relation, and goes on without a name: `mother, sees him at weekends`. */
function beginsAsRelation(words: string): boolean {
  const each = words.split(/\s+/);
  const first = each.map(fold).find((word) => !QUALIFIERS.has(word));
  const isName = (word: string) => /^\p{Lu}/u.test(word) && !isRelation(word) && !QUALIFIERS.has(fold(word));
  return (first === undefined || isRelationWord(first)) && !each.some(isName);
}

function isRelationWord(word: string): boolean {
  return (
    RELATIONS.has(word) ||
    RELATIONS.has(word.replace(/s$/, '')) ||
    RELATIONS.has(word.replace(/^(?:step|grand|foster|great)+/, ''))
  );
}

/** Whether what stands in brackets is a further name: `née Coe`, `Sally`. */
function isFurtherName(words: string, isLast: boolean): boolean {
  if (/[(),;]/.test(words)) return false;
  if (FURTHER.test(words)) return true;
  if (isRelation(words) || NO_CARER.test(words)) return false;
  if (!isLast) return true;
  return /^\p{Lu}\p{Ll}+$/u.test(words) && !QUALIFIERS.has(fold(words));
}

function isOneWord(piece: Piece): boolean {
  return wordsOf(piece).length === 1;
}

function wordsOf(piece: Piece | undefined): string[] {
  return (piece?.name ?? []).filter(({ isFurther }) => !isFurther).map(({ text }) => text);
}

function nameOf({ name }: Piece): string {
  return name.map(({ text }) => text).join(' ');
}

function show(piece: Piece): string {
  return piece.relation === null ? nameOf(piece) : `${nameOf(piece)} (${piece.relation})`;
}

function toFound({ name, email, ref, relation }: Piece): Found {
  return { name: name.map(({ text }) => text).join(' '), email, ref, relation };
}

/** The words that may be the child's surname, folded. */
function familyNames(child: string): string[] {
  const [before = '', behind] = child.split(',');
  if (behind !== undefined) return [fold(before)];
  const words = child.trim().split(/\s+/).slice(1);
  return words.map((_, at) => fold(words.slice(at).join(''))).filter((word) => word !== '');
}

function isCapitals(words: readonly string[]): boolean {
  const text = words.join('');
  return text.length > 1 && text === text.toUpperCase() && text !== text.toLowerCase();
}

function quote(words: string): string {
  return `"${clip(words)}"`;
}

/** The index at which the parenthesis that opens the text is closed; -1 when it is not. */
export function closingBracket(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}
