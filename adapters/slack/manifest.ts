import type { Installation } from '../../src/core/platform.ts';
import { createCommands } from '../../src/core/verbs.ts';

/** Candour's scopes in a workspace, and why it needs each. */
export const SCOPES = [
  'commands', // the slash command and the shortcut
  'chat:write', // alerts, and answers in its own chat
  'im:write', // to open that chat
  'im:history', // to hear what is typed there
  'app_mentions:read', // to answer in private who writes to it in a channel
  'users:read', // who has left, who is a guest
  'users:read.email', // to find somebody in the register, once
  'files:write', // what is asked for as a file
  'files:read', // the spreadsheet or policy that somebody gives to `upload`
] as const;

/** The events that Slack reports, besides what people press and type. */
export const EVENTS = [
  'message.im',
  'app_mention',
  'app_home_opened',
  'user_change',
  'team_join',
  'app_uninstalled',
  'tokens_revoked',
] as const;

/** Shortcuts in Slack's own menu: they work where slash commands do not, such as in threads. */
export const SHORTCUTS = [
  {
    name: 'Declare a relationship',
    callback_id: 'declare',
    command: 'declare',
    description: 'Say that you know a parent outside work',
  },
] as const;

export const PATHS = {
  events: '/slack/events',
  install: '/slack/install',
  redirect: '/slack/oauth_redirect',
} as const;

interface Wanted {
  config: Pick<Installation, 'publicUrl'>;
  /** Without the slash; by default `candour`. */
  command?: string | undefined;
  /** Whether Socket Mode is used, which needs no address of ours. */
  socket: boolean;
  /** Whether several workspaces install the app. */
  oauth: boolean;
}

/** The app manifest, as Slack's “From a manifest” takes it. */
export function toManifest({ config, command = 'candour', socket, oauth }: Wanted): Record<string, unknown> {
  const url = socket ? undefined : config.publicUrl;
  const here = (path: string) => (url === undefined ? undefined : `${url}${path}`);
  const events = here(PATHS.events);
  return {
    _metadata: { major_version: 1, minor_version: 1 },
    display_information: {
      name: 'Candour',
      description: 'Declare relationships with parents, acknowledge the policy, ask who may be key person.',
      long_description:
        'Candour helps a pre-school with its social media and relationships policy. Staff declare, in private, that they know a parent outside work; the officer responsible reads it and decides; managers ask who may be key person for a child, and the answer respects every declaration without giving its reason away. Everybody acknowledges the policy and signs the confidentiality agreement, and nothing falls due unnoticed. It is not a place for concerns about a child: speak to your safeguarding lead.',
      background_color: '#1f4d3a',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Candour', always_online: true },
      shortcuts: SHORTCUTS.map(({ name, callback_id, description }) => ({
        name,
        type: 'global',
        callback_id,
        description,
      })),
      slash_commands: [
        {
          command: `/${command.replace(/^\//, '')}`,
          description: 'Declare, acknowledge, ask: everything Candour does',
          // The verbs' names do not depend on the platforms.
          usage_hint: createCommands([])
            .commands.map((each) => each.name)
            .join(' | '),
          should_escape: false,
          ...(events === undefined ? {} : { url: events }),
        },
      ],
    },
    oauth_config: {
      ...(oauth && here(PATHS.redirect) !== undefined ? { redirect_urls: [here(PATHS.redirect)] } : {}),
      scopes: { bot: [...SCOPES] },
    },
    settings: {
      event_subscriptions: {
        ...(events === undefined ? {} : { request_url: events }),
        bot_events: [...EVENTS],
      },
      interactivity: {
        is_enabled: true,
        ...(events === undefined ? {} : { request_url: events, message_menu_options_url: events }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: socket,
      token_rotation_enabled: false,
    },
  };
}
