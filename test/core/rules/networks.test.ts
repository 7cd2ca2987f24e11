import { expect, it } from 'vitest';
import { NETWORKS, networkLabel } from '../../../src/core/rules/networks.ts';

it('holds every network of the policy, then today’s, then other, in that order (G3)', () => {
  expect(NETWORKS.map(({ code }) => code).join(', ')).toBe(
    'personal_page, facebook, pinterest, snapchat, whatsapp, instagram, msn, twitter, youtube, blog, wiki, forum, ' +
      'bulletin_board, chatroom, online_game, virtual_world, instant_messenger, tiktok, x, threads, linkedin, discord, ' +
      'telegram, signal, nextdoor, strava, twitch, other',
  );
});

it('gives each a label of its own', () => {
  expect(new Set(NETWORKS.map(({ label }) => label)).size).toBe(NETWORKS.length);
});

it('marks the old ones', () => {
  expect(networkLabel('msn')).toBe('MSN (old)');
  expect(networkLabel('whatsapp')).toBe('WhatsApp');
  expect(networkLabel('of_tomorrow')).toBe('of_tomorrow');
});
