import { expect, it } from 'vitest';
import { NETWORKS, networkLabel } from '../../../src/core/rules/networks.ts';

it('offers today’s networks before those that few people use, the old ones last but for other (G3)', () => {
  const codes = NETWORKS.map(({ code }) => code);
  expect(codes.slice(0, 7)).toEqual([
    'facebook',
    'whatsapp',
    'instagram',
    'tiktok',
    'snapchat',
    'youtube',
    'x',
  ]);
  expect(codes.slice(-3)).toEqual(['twitter', 'msn', 'other']);
});

it('holds every network that the policy names, and today’s', () => {
  const all =
    'personal_page, facebook, pinterest, snapchat, whatsapp, instagram, msn, twitter, youtube, blog, wiki, forum, ' +
    'bulletin_board, chatroom, online_game, virtual_world, instant_messenger, tiktok, x, threads, linkedin, discord, ' +
    'telegram, signal, nextdoor, strava, twitch, other';
  expect(NETWORKS.map(({ code }) => code).sort()).toEqual(all.split(', ').sort());
});

it('gives each a label of its own', () => {
  expect(new Set(NETWORKS.map(({ label }) => label)).size).toBe(NETWORKS.length);
});

it('marks the old ones', () => {
  expect(networkLabel('msn')).toBe('MSN (old)');
  expect(networkLabel('whatsapp')).toBe('WhatsApp');
  expect(networkLabel('of_tomorrow')).toBe('of_tomorrow');
});
