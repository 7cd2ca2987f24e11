import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BlockList } from 'node:net';
import { isFirstNameOf, parentAnswers } from './core/boundaries/agreement.ts';
import { firstOfficers, loadOfficers } from './core/cases/officers.ts';
import type { Declaration } from './core/declarations/declaration.ts';
import { reachedWith } from './core/declarations/reach.ts';
import type { Read, Route } from './core/platform.ts';
import { type Calendar, type Day, hasLeft, localDay } from './core/rules/days.ts';
import { tidy } from './core/rules/names.ts';
import type { Setting } from './core/settings/setting.ts';
import { type Register, type Store, StoreFull } from './core/store.ts';
import {
  agreementPage,
  BUSY,
  childPage,
  FULL,
  type Link,
  NAME_MOST,
  NOTHING,
  type Opened,
  PATH,
  type Reply,
  STYLE,
  thanksPage,
  type Wrong,
} from './page/agreement.ts';
import { callerOf, householdOf } from './proxy.ts';

interface PageOptions {
  store: Store;
  calendar: Calendar;
  clock: () => Date;
  /** The reverse proxies whose `X-Forwarded-For` is believed; without it none is. */
  proxies?: BlockList | undefined;
  /** Called when an answer could not be saved because the disk is full. */
  onFull?: (error: StoreFull) => void;
  /** Called after an answer is saved, so that the messages about it can leave. */
  onAnswer?: () => void;
}

/** The longest form, in characters: a longer one cannot be a parent's answer. After BODY_END bytes reading stops. */
const BODY_MOST = 4096;
const BODY_END = 262_144;
/** Requests a minute: from one address, and from all addresses together. */
const LIMIT = { perAddress: 30, all: 600 };

/**
 * The page on which a parent, who has no account, signs or declines a boundary agreement (P1). Whoever has the link and types
 * the first name of a child of theirs counts as the parent; before that it shows nothing, and it can be answered once. Wrong, spent
 * and expired links all get the same answer. Plain HTML and CSS: no script, no cookie.
 */
export function parentPage({ store, calendar, clock, proxies, onFull, onAnswer }: PageOptions): Route[] {
  const mayPass = createLimiter(clock, proxies);

  async function show(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!mayPass(request)) return send(response, 429, BUSY);
    const link = readLink(new URL(request.url ?? '/', 'http://page').searchParams);
    const found = await store.read((register) => opened(register, link));
    return found ? send(response, 200, childPage(link)) : send(response, 404, NOTHING);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, read: Read): Promise<void> {
    if (!mayPass(request)) return send(response, 429, BUSY);
    const said = await readForm(request, read);
    if (!said) return send(response, 404, NOTHING);
    const link = readLink(said);
    const found = await store.read((register) => opened(register, link));
    if (!found) return send(response, 404, NOTHING);
    const child = tidy(said.get('child') ?? '');
    if (!isFirstNameOf(child, found.children)) return send(response, 422, childPage(link, child));
    // The first answer is the child's name alone.
    if (!said.has('name')) return send(response, 200, agreementPage(found, link, child));
    const reply = readReply(said);
    if ('wrong' in reply) return send(response, 422, agreementPage(found, link, child, reply));
    try {
      const after = await store.write([found.setting.id], (register) => saveAnswer(register, link, reply));
      if (!after) return send(response, 404, NOTHING);
      onAnswer?.();
      return send(response, 200, thanksPage(after, child, reply));
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
      onFull?.(error);
      return send(response, 503, FULL);
    }
  }

  /** The agreement behind a valid link, while it waits for its parent. */
  async function opened(register: Register, { setting: id, key }: Link): Promise<Opened | undefined> {
    if (!/^[\w-]{1,64}$/.test(id) || !/^[0-9a-f]{64}$/.test(key)) return undefined;
    const agreement = await register.boundaries.openedBy(id, key, clock());
    if (agreement?.state !== 'awaiting_parent') return undefined;
    const setting = await register.settings.byId(agreement.setting);
    const declaration = await register.declarations.byId(agreement.setting, agreement.declaration);
    if (!setting || !declaration) return undefined;
    const today = localDay(clock(), setting.timezone);
    const reached = await reachedWith({ register, setting }, declaration);
    const staff = await register.people.byId(setting.id, agreement.staff);
    // A link that was made before the child was protected opens nothing either, nor one whose ground has gone since: whoever was
    // to sign is a parent here no more, the child has left, or the member of staff has.
    if (!staff || hasLeft(staff, today) || reached.some(({ child }) => child.protected)) return undefined;
    const children = reached
      .filter(
        ({ child, standing }) => (standing === 'carer' || standing === 'named') && !hasLeft(child, today),
      )
      .map(({ child, standing }) => ({ name: child.name, isOwn: standing === 'carer' }));
    if (children.length === 0) return undefined;
    return { agreement, setting, children, toAsk: await whomToAsk(register, setting, declaration, today) };
  }

  /** Whom the parent may speak to: the first for safeguarding, else the manager; neither of the two whom it is about. */
  async function whomToAsk(
    register: Register,
    setting: Setting,
    { declarer, counterpart }: Declaration,
    today: Day,
  ): Promise<Opened['toAsk']> {
    const officers = await loadOfficers({ register, setting, today }, []);
    const roles = ['dso', 'deputy_dso', 'manager'] as const;
    const [first] = firstOfficers(officers, roles, 1, [declarer, counterpart]);
    const held = officers.listed.find(({ person }) => person === first)?.roles ?? [];
    const role = roles.find((each) => held.includes(each));
    return first === undefined || role === undefined ? undefined : { name: officers.nameOf(first), role };
  }

  /** Checks the link again inside the transaction: of two answers at once only the first counts. */
  async function saveAnswer(
    register: Register,
    link: Link,
    { answer, name }: Reply,
  ): Promise<Opened | undefined> {
    const found = await opened(register, link);
    const declaration =
      found && (await register.declarations.byId(found.setting.id, found.agreement.declaration));
    if (!found || !declaration) return undefined;
    const now = clock();
    const today = localDay(now, found.setting.timezone);
    const agreement = await parentAnswers(
      { setting: found.setting, now, today, calendar, register },
      found.agreement,
      declaration,
      {
        answer: answer === 'agree' ? 'page' : 'declined',
        on: today,
        typed: name === '' ? null : name,
        recordedBy: null,
      },
    );
    return { ...found, agreement };
  }

  return [
    { method: 'GET', path: PATH, handle: (request, response) => show(request as never, response as never) },
    {
      method: 'POST',
      path: PATH,
      handle: (request, response, read) => answer(request as never, response as never, read),
    },
  ];
}

function readLink(said: URLSearchParams): Link {
  return { setting: said.get('setting') ?? '', key: said.get('key') ?? '' };
}

function readReply(said: URLSearchParams): Reply | Wrong {
  const name = tidy(said.get('name') ?? '');
  const answer = said.get('answer') ?? '';
  const wrong: Wrong['wrong'] = {};
  if (answer !== 'agree' && answer !== 'decline') wrong.answer = 'Choose whether you agree or decline.';
  if (answer === 'agree' && !/\p{L}/u.test(name)) wrong.name = 'Write your full name, as your signature.';
  // Marks that turn the direction of writing would show another name than the one that is kept.
  if (/[\p{Cc}\p{Bidi_Control}]/u.test(name)) wrong.name = 'Write your name in letters.';
  if ([...name].length > NAME_MOST) wrong.name = `Write your name in ${NAME_MOST} characters or fewer.`;
  if (wrong.answer !== undefined || wrong.name !== undefined)
    return { wrong, answer, name: [...name].slice(0, NAME_MOST).join('') };
  return { answer: answer as Reply['answer'], name };
}

/** The form's fields; undefined for a body that is too long or has another content type. */
async function readForm(request: IncomingMessage, read: Read): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  const said = await read(BODY_END);
  return said === undefined || said.length > BODY_MOST ? undefined : new URLSearchParams(said);
}

/**
 * Counts requests and starts again each minute, so memory is bounded by the limit for all. A request refused to one address
 * does not count against the limit for all.
 */
function createLimiter(clock: () => Date, proxies = new BlockList()): (request: IncomingMessage) => boolean {
  let minute = 0;
  let all = 0;
  const perAddress = new Map<string, number>();
  return (request) => {
    const now = Math.floor(clock().getTime() / 60_000);
    if (now !== minute) {
      minute = now;
      all = 0;
      perAddress.clear();
    }
    const address = householdOf(callerOf(request, proxies));
    const count = perAddress.get(address) ?? 0;
    if (all >= LIMIT.all || count >= LIMIT.perAddress) return false;
    all += 1;
    perAddress.set(address, count + 1);
    return true;
  };
}

/** Response headers: nothing is loaded from elsewhere, framed, cached or sent as a referrer. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'strict-transport-security': 'max-age=31536000',
};

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, status === 429 ? { ...HEADERS, 'retry-after': '60' } : HEADERS);
  response.end(html);
}
