import { createHash } from 'node:crypto';
import type { Activity, TurnContext } from 'botbuilder';
import type { App, Identity } from '../../src/core/app.ts';
import { fold } from '../../src/core/rules/names.ts';
import type { Invocation } from '../../src/core/talk/parse.ts';
import { type Answer, button, buttons, type Form, type Input } from '../../src/core/talk/view.ts';
import { readPress, type Submission, type Turn } from './press.ts';
import { type Card, type Drawn, toCard } from './render.ts';
import { SENTENCES } from './trouble.ts';
import { plainWords } from './words.ts';

/** What an activity asks for, worked out and drawn; `words` where no card is needed. */
export type Reply = { card: Card; replaces: boolean } | { words: string };

/** Answers typed words, or a card's button. Calls nothing but the App. */
export async function answer(app: App, identity: Identity, activity: Activity): Promise<Reply> {
  const isPress = activity.value !== undefined && activity.value !== null;
  if (!isPress) {
    const words = plainWords(activity);
    if (words === '') return { words: SENTENCES.nothing };
    const invocation = { ...app.parse(words), keys: typedKeys(activity) };
    return { card: await run(app, identity, invocation), replaces: false };
  }
  const read = readPress(activity.value);
  if (!read) return { words: SENTENCES.stale };
  const { press, answers } = read;
  if (press.do === 'turn') return { card: await turn(app, identity, press, answers), replaces: true };
  if (press.do === 'run') {
    const keys = [hash(press.card, press.command, JSON.stringify(press.input))];
    return {
      card: await run(app, identity, { command: press.command, input: press.input, keys }),
      replaces: true,
    };
  }
  return { card: await submit(app, identity, press, answers), replaces: true };
}

async function run(app: App, identity: Identity, invocation: Invocation): Promise<Card> {
  const { command, input, keys, submitted } = invocation;
  const answer = withWayBack(await app.run(identity, invocation), command);
  const key = keys?.[0];
  return toCard(answer, {
    command,
    input,
    ...(key === undefined ? {} : { key }),
    ...(submitted ? { submitted } : {}),
  });
}

/** A form that is sent: the nonce that it carries makes one record of it, however often it arrives. */
async function submit(app: App, identity: Identity, press: Submission, answers: Input): Promise<Card> {
  const input = { ...press.input, ...answers };
  const invocation: Invocation = {
    command: press.command,
    input,
    submitted: true,
    keys: [hash(press.card, press.command)],
  };
  const offered = await offerNames(app, identity, press, answers);
  if (offered) return offered;
  const answer = withWayBack(await app.run(identity, invocation), press.command);
  const key = invocation.keys?.[0];
  // A form that comes back is turned by what opened it: what was answered must not be carried out by reading on.
  const drawn: Drawn =
    answer.kind === 'form'
      ? { command: press.command, input: press.from, ...(press.labels ? { labels: press.labels } : {}) }
      : { command: press.command, input, submitted: true, ...(key === undefined ? {} : { key }) };
  return toCard(answer, drawn);
}

/**
 * Where only the beginning of a name was typed, the names that fit are offered before anything is carried out: the card
 * cannot look names up while somebody types. A whole name, and one that nobody here has, goes through.
 */
async function offerNames(
  app: App,
  identity: Identity,
  press: Submission,
  answers: Input,
): Promise<Card | undefined> {
  const begun = new Map<string, { value: string; label: string }[]>();
  for (const name of press.names) {
    const typed = String(answers[name] ?? '').trim();
    if (fold(typed) === '') continue;
    const fits = await app.suggest(identity, { command: press.command, input: press.input }, name, typed);
    const isWhole = fits.some(({ label }) => fold(label.replace(/\s*\([^()]*\)$/, '')) === fold(typed));
    if (fits.length > 0 && !isWhole)
      begun.set(name, [...fits, { value: typed, label: `“${typed}”, as I typed it` }]);
  }
  if (begun.size === 0) return undefined;
  const opened = await app.run(identity, { command: press.command, input: press.from });
  if (opened.kind !== 'form') return undefined;
  const filled = fill(opened, answers);
  const inputs = filled.inputs.map((input) => {
    const choices = begun.get(input.name);
    if (!choices) return input;
    const { value: _typed, ...asked } = input;
    return { ...asked, widget: { kind: 'choice' as const, choices }, error: 'Which of these do you mean?' };
  });
  const labels = press.labels ? { labels: press.labels } : {};
  return toCard({ ...filled, inputs }, { command: press.command, input: press.from, ...labels });
}

/** A page turned: the command runs again under its first key, and a form keeps what was typed into it. */
async function turn(app: App, identity: Identity, press: Turn, answers: Input): Promise<Card> {
  const { command, input, key, submitted, page } = press;
  const invocation = {
    command,
    input,
    ...(submitted ? { submitted } : {}),
    ...(key === undefined ? {} : { keys: [key] }),
  };
  const again = withWayBack(await app.run(identity, invocation), command);
  const shown = again.kind === 'form' ? fill(again, answers) : again;
  return toCard(shown, {
    command,
    input,
    page,
    ...(press.labels ? { labels: press.labels } : {}),
    ...(key === undefined ? {} : { key }),
    ...(submitted ? { submitted } : {}),
  });
}

/** Cards replace one another: each ends where the next thing is found. */
function withWayBack(answer: Answer, command: string): Answer {
  if (answer.kind === 'form' || command === 'me') return answer;
  const leadsThere = answer.blocks.some(
    (block) => block.kind === 'buttons' && block.buttons.some(({ run }) => run.command === 'me'),
  );
  const back = buttons(button('My page', 'me'));
  return leadsThere || !back ? answer : { ...answer, blocks: [...answer.blocks, back] };
}

/** The form with what somebody has answered so far. */
function fill(form: Form, answers: Input): Form {
  const inputs = form.inputs.map((input) => {
    const said = answers[input.name];
    return said === undefined || said.length === 0 ? input : { ...input, value: said };
  });
  return { ...form, inputs };
}

/** The key of what was typed: Teams may repeat it under another id, but not another instant. */
function typedKeys(activity: Activity): string[] {
  const { id = '', conversation, text, timestamp } = activity;
  const keys = [hash(conversation.id, id)];
  if (timestamp === undefined) return keys;
  return [...keys, hash(conversation.id, new Date(timestamp).toISOString(), text)];
}

/** Under which key an activity is remembered as answered; undefined for one that cannot be told apart. */
export function activityKey({ id, conversation }: TurnContext['activity']): string | undefined {
  return id === undefined || id === '' ? undefined : `teams:${hash(conversation.id, id)}`;
}

function hash(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url');
}
