/** A network of the catalogue. `old` marks one that the policy names and that nobody can join any more. */
interface Network {
  code: string;
  label: string;
  old?: true;
}

/** Every network that the policy names, then those of today (G3). They are stored by code. */
export const NETWORKS: readonly Network[] = [
  { code: 'personal_page', label: 'Personal web page' },
  { code: 'facebook', label: 'Facebook' },
  { code: 'pinterest', label: 'Pinterest' },
  { code: 'snapchat', label: 'Snapchat' },
  { code: 'whatsapp', label: 'WhatsApp' },
  { code: 'instagram', label: 'Instagram' },
  { code: 'msn', label: 'MSN', old: true },
  { code: 'twitter', label: 'Twitter', old: true },
  { code: 'youtube', label: 'YouTube' },
  { code: 'blog', label: 'Blog' },
  { code: 'wiki', label: 'Wiki' },
  { code: 'forum', label: 'Forum' },
  { code: 'bulletin_board', label: 'Bulletin board' },
  { code: 'chatroom', label: 'Chatroom' },
  { code: 'online_game', label: 'Online game' },
  { code: 'virtual_world', label: 'Virtual world' },
  { code: 'instant_messenger', label: 'Instant messenger' },
  { code: 'tiktok', label: 'TikTok' },
  { code: 'x', label: 'X' },
  { code: 'threads', label: 'Threads' },
  { code: 'linkedin', label: 'LinkedIn' },
  { code: 'discord', label: 'Discord' },
  { code: 'telegram', label: 'Telegram' },
  { code: 'signal', label: 'Signal' },
  { code: 'nextdoor', label: 'Nextdoor' },
  { code: 'strava', label: 'Strava' },
  { code: 'twitch', label: 'Twitch' },
  { code: 'other', label: 'Another network' },
];

/** The label of a code, with a mark for an old network; the code itself when the catalogue does not have it. */
export function networkLabel(code: string): string {
  const network = NETWORKS.find((network) => network.code === code);
  if (!network) return code;
  return network.old ? `${network.label} (old)` : network.label;
}
