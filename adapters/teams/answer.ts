import { hash } from 'node:crypto';
import type { App, Identity } from '../../src/core/app.ts';
import { fold } from '../../src/core/rules/names.ts';
import type { Invocation } from '../../src/core/talk/parse.ts';
import {
  type Answer,
  button,
  buttons,
  type Form,
  type FormInput,
  type Input,
} from '../../src/core/talk/view.ts';
import type { Choice } from '../../src/core/talk/widget.ts';
import type { GivenFile } from '../../src/core/uploads/given-file.ts';
import { toStranger } from '../shared/accounts.ts';
import { unseenOf } from '../shared/input.ts';
import { type PageTurn, readPress, type Submission } from './carried.ts';
import { hasAttached } from './dropped.ts';
import { askConsent } from './files.ts';
import type { Incoming, Message } from './library.ts';
import { type Card, type Drawn, isToStay, toCard } from './render.ts';
import { plainWords } from './words.ts';

const { title, paragraphs } = toStranger('Teams');

export const SENTENCES = {
  group: 'I have written to you privately.',
  groupUnreached:
    'I answer in private only. Please open a chat with me: find Candour under Apps, and write to me there.',
  stranger: [`${title}.`, ...paragraphs].join('\n\n'),
  stale: 'This card cannot be used any more. Please type me to begin again.',
  nothing: 'Please type a command, for example declare, or help to see what there is.',
  noFile:
    'Pictures, links and cards are not read. Please attach the spreadsheet, or the text of the policy, as a file: with the paper clip, in the chat that you have with me alone.',
};

interface Made {
  card: Card;
  /** The person's own page, of which the newest counts. */
  isPage?: true;
  /** A second message below the card, which asks whether the file may be saved. */
  file?: Message;
}

/** The answer to an activity; `words` where no card is needed. */
export type Reply = (Made & { replaces: boolean }) | { words: string };

/** Answers typed words with the files that came with them, or a card's button. Calls nothing but the App. */
export async function answer(
  app: App,
  identity: Identity,
  activity: Incoming,
  files: readonly GivenFile[] = [],
): Promise<Reply> {
  const isPress = activity.value !== undefined && activity.value !== null;
  if (!isPress) {
    const words = plainWords(activity);
    const said = app.parse(words, keptWhere(activity), files);
    if (files.length === 0) {
      const isNoFile = hasAttached(activity);
      if (words === '') return { words: isNoFile ? SENTENCES.noFile : SENTENCES.nothing };
      const isNoCommand = said.near !== undefined && !said.isWorry;
      if (isNoFile && isNoCommand) return { words: SENTENCES.noFile };
    }
    const invocation = { ...said, keys: typedKeys(activity) };
    return { ...(await carryOut(app, identity, invocation)), replaces: false };
  }
  const read = readPress(activity.value);
  if (!read) return { words: SENTENCES.stale };
  const { press, answers } = read;
  if (press.do === 'turn') return { card: await turnPage(app, identity, press, answers), replaces: true };
  if (press.do === 'run') {
    const { command, input, card } = press;
    const keys = [keyOf(card, command, JSON.stringify(input))];
    const replaces = !isToStay(card);
    return { ...(await carryOut(app, identity, { command, input, keys })), replaces };
  }
  return { ...(await submit(app, identity, press, answers)), replaces: true };
}

/** `form`: what a form that comes back is drawn with, where that is not the command's input. */
async function carryOut(
  app: App,
  identity: Identity,
  invocation: Invocation,
  form?: Pick<Drawn, 'input' | 'labels' | 'answered'>,
): Promise<Made> {
  const { command, input, keys, submitted } = invocation;
  const answer = withWayBack(await app.run(identity, { ...invocation, redraws: true }), command);
  if (answer.kind === 'form' && form) {
    return { card: toCard(answer, { command, ...form, input: withCarried(form.input, answer) }) };
  }
  const key = keys?.[0];
  const drawn = {
    command,
    input: answer.kind === 'form' ? withCarried(input, answer) : input,
    ...(key === undefined ? {} : { key }),
    ...(submitted ? { submitted } : {}),
  };
  const file = answer.kind === 'view' && answer.file ? askConsent(answer.file, command, input) : undefined;
  const isPage = command === 'me' && answer.kind === 'view';
  return { card: toCard(answer, drawn), ...(isPage ? { isPage } : {}), ...(file ? { file } : {}) };
}

/** Handles a form that is sent. Its nonce makes one record of it, however often it arrives. */
async function submit(app: App, identity: Identity, press: Submission, answers: Input): Promise<Made> {
  const { command, card, from, labels } = press;
  const drawn = { input: from, ...(labels ? { labels } : {}) };
  const offered = await offerNames(app, identity, press, answers);
  if (offered) return { card: toCard(offered, { command, ...drawn }) };
  const input = { ...press.input, ...answers };
  // A form that comes back is turned by the input that opened it, and by its answers beside that, which are not carried out then.
  const back = { ...drawn, answered: withoutEmpty(answers) };
  return carryOut(app, identity, { command, input, submitted: true, keys: [keyOf(card, command)] }, back);
}

/** The input that opens the form again, with its hidden values, for turning a page. */
function withCarried(input: Input, form: Form): Input {
  return { ...input, ...unseenOf(form) };
}

function withoutEmpty(answers: Input): Input {
  return Object.fromEntries(Object.entries(answers).filter(([, said]) => said.length > 0));
}

/** Turns a page: the command runs again under its first key, and a form keeps what was typed into it. */
async function turnPage(app: App, identity: Identity, press: PageTurn, answers: Input): Promise<Card> {
  const { command, input, key, submitted, page } = press;
  const answered = press.answered && { ...press.answered, ...withoutEmpty(answers) };
  const invocation = {
    command,
    input: { ...input, ...answered },
    ...(answered ? { turns: true as const } : {}),
    ...(submitted ? { submitted } : {}),
    ...(key === undefined ? {} : { keys: [key] }),
  };
  const again = withWayBack(await app.run(identity, { ...invocation, redraws: true }), command);
  const shown = again.kind === 'form' ? fill(again, answers) : again;
  return toCard(shown, {
    command,
    input: shown.kind === 'form' ? withCarried(input, shown) : input,
    page,
    ...(answered ? { answered } : {}),
    ...(press.labels ? { labels: press.labels } : {}),
    ...(key === undefined ? {} : { key }),
    ...(submitted ? { submitted } : {}),
  });
}

/** In a group the answer goes to the person's own chat. */
function keptWhere({ conversation }: Incoming): 'here' | 'elsewhere' {
  return conversation.conversationType === 'personal' ? 'here' : 'elsewhere';
}

/** Whether typed words are about a child or a relationship, which is not written where others read it. */
export function isForNoOneElse(app: App, activity: Incoming): boolean {
  return app.isForNoOneElse(app.parse(plainWords(activity)));
}

/** Adds a button to the person's page: cards replace one another, so that each must lead on. */
function withWayBack(answer: Answer, command: string): Answer {
  if (answer.kind === 'form' || answer.worry || command === 'me') return answer;
  const leadsThere = answer.blocks.some(
    (block) => block.kind === 'buttons' && block.buttons.some(({ run }) => run.command === 'me'),
  );
  const back = buttons(button('My page', 'me'));
  return leadsThere || !back ? answer : { ...answer, blocks: [...answer.blocks, back] };
}

/** The keys of a typed message: Teams may deliver it again under another id, but with the same timestamp. */
function typedKeys(activity: Incoming): string[] {
  const { id = '', conversation, text, timestamp } = activity;
  const keys = [keyOf(conversation.id, id)];
  if (timestamp === undefined) return keys;
  return [...keys, keyOf(conversation.id, new Date(timestamp).toISOString(), text)];
}

/** The key under which an activity is remembered as answered; undefined for one without an id. */
export function activityKey({ id, conversation }: Incoming): string | undefined {
  return id === undefined || id === '' ? undefined : `teams:${keyOf(conversation.id, id)}`;
}

function keyOf(...parts: string[]): string {
  return hash('sha256', parts.join('\0'), 'base64url');
}

/** The choice that asks for the name again, where none of those that fit is meant. */
const ANOTHER = { value: '~another', label: 'None of these: I type the name again' };

/**
 * Where only the beginning of a name was typed, the form with the names that fit, before anything is carried out: a card
 * cannot look names up while a person types. Undefined where a whole name was typed, or a name that nobody here has.
 */
async function offerNames(
  app: App,
  identity: Identity,
  { command, input, from, names }: Submission,
  answers: Input,
): Promise<Form | undefined> {
  const again = Object.keys(answers).filter((name) => answers[name] === ANOTHER.value);
  const begun = new Map<string, Choice[]>(again.map((name) => [name, []]));
  for (const name of names) {
    const typed = String(answers[name] ?? '').trim();
    // Of several words the command itself asks which of those who are like them is meant.
    if (fold(typed) === '' || /\s/.test(typed)) continue;
    // The button that opened the form gave it, as an id perhaps: nobody typed it.
    if (typed === from[name]) continue;
    const fits = await app.suggest(identity, { command, input }, name, typed);
    const words = fits.flatMap(({ label }) => label.split(/[\s,()-]+/).map(fold));
    const isWhole = words.includes(fold(typed));
    if (isWhole || !words.some((word) => word.startsWith(fold(typed)))) continue;
    begun.set(name, fits);
  }
  if (begun.size === 0) return undefined;
  const opened = await app.run(identity, { command, input: from });
  if (opened.kind !== 'form') return undefined;
  const filled = fill(opened, answers);
  return { ...filled, inputs: filled.inputs.map((asked) => withNames(asked, begun.get(asked.name))) };
}

/** A question for a name, with those that fit what was typed, or empty again. What was typed may stay where any name is an answer. */
function withNames(asked: FormInput, fits: readonly Choice[] | undefined): FormInput {
  if (!fits) return asked;
  const { value: typed, widget, ...rest } = asked;
  if (fits.length === 0) return { ...rest, widget, error: 'Please type the name.' };
  const last =
    'isAnyName' in widget && widget.isAnyName
      ? { value: String(typed), label: `“${typed}”, as I typed it` }
      : ANOTHER;
  return {
    ...rest,
    widget: { kind: 'choice', choices: [...fits, last] },
    error: 'Which of these do you mean?',
  };
}

/** The form with the answers so far. */
function fill(form: Form, answers: Input): Form {
  const inputs = form.inputs.map((input) => {
    const said = answers[input.name];
    return said === undefined || said.length === 0 ? input : { ...input, value: said };
  });
  return { ...form, inputs };
}
