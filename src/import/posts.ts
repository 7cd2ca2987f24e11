import { type Person, type Post, ROLES, type Role } from '../core/people/person.ts';
import { addDays, type Day } from '../core/rules/days.ts';

/** The roles held today or later. */
export function openRoles(person: Person, today: Day): Role[] {
  const open = person.posts.filter(({ until }) => until === null || until >= today).map(({ role }) => role);
  return ROLES.filter((role) => open.includes(role));
}

/**
 * The posts after these roles were named: a new role begins today, or on the person's first day; a role no longer named
 * ended yesterday.
 */
export function withRoles(person: Person, roles: readonly Role[], today: Day, isFirst: boolean): Post[] {
  const posts: Post[] = [];
  const isHired = person.posts.length === 0;
  for (const post of person.posts) {
    const open = post.until === null || post.until >= today;
    if (!open || roles.includes(post.role)) posts.push(post);
    else if (post.from === null || post.from < today) posts.push({ ...post, until: addDays(today, -1) });
  }
  const starts = person.startsOn;
  const from = isHired
    ? (starts ?? (isFirst ? null : today))
    : starts !== null && starts > today
      ? starts
      : today;
  const held = openRoles({ ...person, posts }, today);
  for (const role of roles) if (!held.includes(role)) posts.push({ role, from, until: null });
  return posts;
}
