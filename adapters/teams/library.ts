import { Application } from '@microsoft/teams-ai/lib/Application.js';
import { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';
import {
  type Activity,
  type BotFrameworkAdapter,
  type ConversationReference,
  type InvokeResponse,
  TurnContext,
} from 'botbuilder';
import type { Conversation } from '../../src/core/accounts/conversation.ts';
import { httpClient } from './connector.ts';

/**
 * Everything that Candour uses of Microsoft's library, which authenticates incoming requests and signs outgoing ones. No
 * other file of this folder imports the library, so that its successor changes only this one (decision 39).
 */
export interface Library {
  /** Authenticates a request, gives it to `take`, and returns the status to answer with. @throws whatever `take` throws */
  receive(posted: Posted, take: (turn: Turn) => Promise<Answered | undefined>): Promise<Answered>;
  /**
   * Sends into a chat, and returns where the message stands. @throws ConnectorFault, or the library's error when signing in to
   * Microsoft fails
   */
  send(to: Turn | Conversation | Newcomer, message: Message, signal: AbortSignal): Promise<Standing>;
  /** Replaces the message with this id. @throws as `send` does */
  update(to: Turn | Conversation, id: string, message: Message, signal: AbortSignal): Promise<void>;
}

/** The chat that a message was sent into, and the message's own id; undefined where Teams gave none. */
export interface Standing {
  chat: string;
  id: string | undefined;
}

interface Posted {
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
}

export interface Answered {
  status: number;
  body?: unknown;
}

/** What happened in Teams: words typed, a button pressed, a file allowed, the app installed. */
export type Incoming = Activity;

/** A message to send: words, or a card. */
export type Message = Partial<Activity>;

/** An incoming activity, with what is needed to answer it. */
export interface Turn {
  activity: Incoming;
  /** The sender, from the roster of the chat or team. @throws ConnectorFault */
  sender(signal: AbortSignal): Promise<Member>;
  connector: Connector;
}

interface Member {
  email?: string;
  userPrincipalName?: string;
  userRole?: string;
  tenantId?: string;
  aadObjectId?: string;
}

/** A person without a chat yet. Teams opens one where the app is installed for them; for others it answers 403. */
interface Newcomer {
  user: string;
  tenant: string;
  bot: string;
  serviceUrl: string;
}

/** Microsoft's cloud; tests have their own on loopback. */
export interface Cloud {
  /** Addresses and issuers, under the names of the library's first argument. */
  addresses?: Record<string, string>;
  credentials?: ConstructorParameters<typeof TeamsAdapter>[1];
  serviceUrl?: string;
  /** Where files come from, besides Microsoft's drives. */
  drive?: string;
}

/** The library's client of one address. Its requests take a signal; those of a TurnContext do not. */
type Connector = ReturnType<BotFrameworkAdapter['createConnectorClient']>;
type Handler = (context: TurnContext) => Promise<void>;

/** Shows no typing indicator: the library's own option does not turn it off. */
class SilentApplication extends Application {
  override startTypingTimer(): void {}
}

/**
 * The library makes two HTTP clients for every activity, a quarter of a message's cost: one for answers, and one for people
 * who sign in to something else. This class keeps one client for each address, and nobody signs in (decisions 26 and 39).
 * Senders are still authenticated each time. The library offers to subclasses what is overridden and called here.
 */
class KeepingAdapter extends TeamsAdapter {
  private readonly connectors = new Map<string, Connector>();

  protected override async processActivity(
    header: unknown,
    activity: Activity,
    handle: Handler,
  ): Promise<InvokeResponse | undefined> {
    const { claimsIdentity, connectorFactory, audience } =
      await this.botFrameworkAuthentication.authenticateRequest(activity, String(header));
    if (!connectorFactory) throw new Error('the library knows nobody to answer');
    const context = new TurnContext(this, activity);
    context.turnState.set(
      this.ConnectorClientKey,
      await this.keep(claimsIdentity, connectorFactory, activity.serviceUrl, audience),
    );
    await this.runMiddleware(context, handle);
    return undefined;
  }

  /** The client for a message that answers nothing. */
  connectorAt(appId: string, serviceUrl: string): Promise<Connector> {
    const claims = this.createClaimsIdentity(appId);
    return this.keep(claims, this.botFrameworkAuthentication.createConnectorFactory(claims), serviceUrl);
  }

  /** Teams has an address for each region, or each tenant. */
  private async keep(
    claims: { getClaimValue(type: string): string | null },
    factory: { create(serviceUrl: string, audience: string): Promise<Connector> },
    serviceUrl: string,
    audience?: string,
  ): Promise<Connector> {
    const key = JSON.stringify([claims.getClaimValue('aud'), audience, serviceUrl]);
    const kept = this.connectors.get(key);
    if (kept) return kept;
    // Without an audience the library uses its own.
    const made = await factory.create(serviceUrl, audience as string);
    if (this.connectors.size === 64) this.connectors.clear();
    this.connectors.set(key, made);
    return made;
  }
}

const HANDLER = 'candour';
const CHANNEL = 'msteams';

export function createLibrary(
  bot: { MicrosoftAppId: string } & Record<string, string>,
  cloud: Cloud,
): Library {
  const adapter = new KeepingAdapter({ ...bot, ...cloud.addresses }, cloud.credentials, undefined, {
    httpClient,
  });
  // One route for everything: the library matches texts by substring, and in an order of its own.
  const application = new SilentApplication({ adapter, removeRecipientMention: false });
  application.addRoute(
    async () => true,
    (context) => context.turnState.get<Handler>(HANDLER)(context),
  );

  async function receive(
    { headers, body }: Posted,
    take: (turn: Turn) => Promise<Answered | undefined>,
  ): Promise<Answered> {
    // The library throws on an explicit null, which Teams sends beside typed words.
    if (body.value === null) delete body.value;
    if (body.channelData === null) delete body.channelData;
    if (!isActivity(body)) return { status: 400 };
    let isAuthentic = false;
    let answered: Answered | undefined;
    let fault: { thrown: unknown } | undefined;
    const response = openResponse();
    await adapter.process(
      { method: 'POST', headers, body } as never,
      response as never,
      async (context: TurnContext) => {
        isAuthentic = true;
        context.turnState.set(HANDLER, async () => {
          answered = await take(turnOf(context));
        });
        // The library would print an error that is thrown here, with what it quotes.
        await application.run(context).catch((thrown: unknown) => {
          fault = { thrown };
        });
      },
    );
    if (fault) throw fault.thrown;
    if (!isAuthentic) return { status: refusal(response) };
    return answered ?? { status: response.code };
  }

  function turnOf({ activity, turnState }: TurnContext): Turn {
    const connector = turnState.get<Connector>(adapter.ConnectorClientKey);
    return {
      activity,
      connector,
      async sender(abortSignal) {
        const { team } = (activity.channelData ?? {}) as { team?: { id?: unknown } };
        const room = typeof team?.id === 'string' ? team.id : activity.conversation.id;
        return await connector.conversations.getConversationMember(room, activity.from.id, { abortSignal });
      },
    };
  }

  async function send(
    to: Turn | Conversation | Newcomer,
    message: Message,
    abortSignal: AbortSignal,
  ): Promise<Standing> {
    if ('activity' in to) {
      const { connector, activity } = to;
      return post(connector, TurnContext.getConversationReference(activity), message, abortSignal);
    }
    const connector = await adapter.connectorAt(bot.MicrosoftAppId, to.serviceUrl);
    const id = 'id' in to ? to.id : await openChat(connector, to, abortSignal);
    return post(connector, referenceOf(to, id), message, abortSignal);
  }

  async function update(
    to: Turn | Conversation,
    id: string,
    message: Message,
    abortSignal: AbortSignal,
  ): Promise<void> {
    const isTurn = 'activity' in to;
    const connector = isTurn ? to.connector : await adapter.connectorAt(bot.MicrosoftAppId, to.serviceUrl);
    const sent = addressed(
      message,
      isTurn ? TurnContext.getConversationReference(to.activity) : referenceOf(to, to.id),
    );
    await connector.conversations.updateActivity(sent.conversation.id, id, { ...sent, id }, { abortSignal });
  }

  return { receive, send, update };
}

async function openChat(connector: Connector, { user, tenant, bot }: Newcomer, abortSignal: AbortSignal) {
  const parameters = {
    isGroup: false,
    bot: { id: bot, name: '' },
    members: [{ id: user, name: '' }],
    tenantId: tenant,
    channelData: { tenant: { id: tenant } },
  };
  const { id } = await connector.conversations.createConversation(parameters as never, { abortSignal });
  return id;
}

/** A reference to a personal chat, for a message that answers nothing. */
function referenceOf({ user, tenant, bot, serviceUrl }: Conversation | Newcomer, id: string) {
  return {
    channelId: CHANNEL,
    serviceUrl,
    bot: { id: bot, name: '' },
    user: { id: user, name: '', aadObjectId: user },
    conversation: { id, conversationType: 'personal', tenantId: tenant, isGroup: false, name: '' },
  };
}

function addressed(message: Message, reference: Partial<ConversationReference>): Activity {
  return TurnContext.applyConversationReference({ ...message }, reference) as Activity;
}

async function post(
  { conversations }: Connector,
  reference: Partial<ConversationReference>,
  message: Message,
  abortSignal: AbortSignal,
): Promise<Standing> {
  const sent = addressed(message, reference);
  const { id: chat } = sent.conversation;
  const { id } = sent.replyToId
    ? await conversations.replyToActivity(chat, sent.replyToId, sent, { abortSignal })
    : await conversations.sendToConversation(chat, sent, { abortSignal });
  return { chat, id };
}

function isActivity({ type, channelId, conversation, from, recipient }: Record<string, unknown>): boolean {
  return (
    typeof type === 'string' &&
    typeof channelId === 'string' &&
    [conversation, from, recipient].every(
      (each) => typeof (each as { id?: unknown } | null | undefined)?.id === 'string',
    )
  );
}

/** Takes the library's answer; without one of these functions the library would wait for ever. */
function openResponse() {
  const response = {
    code: 500,
    said: undefined as unknown,
    header: () => undefined,
    status(code: number) {
      response.code = code;
      return response;
    },
    send(said: unknown) {
      response.said = said;
      return response;
    },
    end: () => undefined,
  };
  return response;
}

/**
 * An unsigned request is 401: the library answers 500 to some forged tokens, and tells the sender why. 503 where
 * Microsoft's keys could not be fetched: the activity may be genuine, and is to be sent again.
 */
function refusal({ code, said }: { code: number; said: unknown }): number {
  const isUnchecked = code === 500 && /^(request to |Failed to load )/.test(String(said));
  return code === 400 || code === 405 ? code : isUnchecked ? 503 : 401;
}
