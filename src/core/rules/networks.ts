/** A network of the catalogue. `old` marks one that the policy names and that nobody can join any more. */
interface Network {
  code: string;
  label: string;
  old?: true;
}

/** Every network that the policy names and those of today (G3), the most used first, as they are offered. They are stored by code. */
export const NETWORKS: readonly Network[] = [
  { code: 'facebook', label: 'Facebook' },
  { code: 'whatsapp', label: 'WhatsApp' },
  { code: 'instagram', label: 'Instagram' },
  { code: 'tiktok', label: 'TikTok' },
  { code: 'snapchat', label: 'Snapchat' },
  { code: 'youtube', label: 'YouTube' },
  { code: 'x', label: 'X' },
  { code: 'threads', label: 'Threads' },
  { code: 'telegram', label: 'Telegram' },
  { code: 'signal', label: 'Signal' },
  { code: 'discord', label: 'Discord' },
  { code: 'linkedin', label: 'LinkedIn' },
  { code: 'nextdoor', label: 'Nextdoor' },
  { code: 'strava', label: 'Strava' },
  { code: 'twitch', label: 'Twitch' },
  { code: 'online_game', label: 'Online game' },
  { code: 'pinterest', label: 'Pinterest' },
  { code: 'personal_page', label: 'Personal web page' },
  { code: 'blog', label: 'Blog' },
  { code: 'forum', label: 'Forum' },
  { code: 'instant_messenger', label: 'Instant messenger' },
  { code: 'chatroom', label: 'Chatroom' },
  { code: 'bulletin_board', label: 'Bulletin board' },
  { code: 'wiki', label: 'Wiki' },
  { code: 'virtual_world', label: 'Virtual world' },
  { code: 'twitter', label: 'Twitter', old: true },
  { code: 'msn', label: 'MSN', old: true },
  { code: 'other', label: 'Another network' },
];

/** The label of a code, with a mark for an old network; the code itself when the catalogue does not have it. */
export function networkLabel(code: string): string {
  const network = NETWORKS.find((network) => network.code === code);
  if (!network) return code;
  return network.old ? `${network.label} (old)` : network.label;
}
