import { addDays, type Day, returns } from '../rules/days.ts';
import { type Person, type Post, ROLES, type Role } from './person.ts';

// Posts are history: a role that ends and one that begins are two posts, and a return adds posts and changes none.

/** The roles held today or later. */
export function openRoles({ posts }: Pick<Person, 'posts'>, today: Day): Role[] {
  const open = posts.filter((post) => isOpen(post, today)).map(({ role }) => role);
  return ROLES.filter((role) => open.includes(role));
}

/**
 * The posts after these roles were named: a new role begins on `from` (null: since always); a role no longer named ended
 * yesterday, and one that had not begun is gone.
 */
export function withRoles(
  posts: readonly Post[],
  roles: readonly Role[],
  from: Day | null,
  today: Day,
): Post[] {
  const kept = posts.flatMap((post): Post[] => {
    if (!isOpen(post, today) || roles.includes(post.role)) return [post];
    return post.from === null || post.from < today ? [{ ...post, until: addDays(today, -1) }] : [];
  });
  const held = openRoles({ posts: kept }, today);
  return [
    ...kept,
    ...begun(
      roles.filter((role) => !held.includes(role)),
      from,
    ),
  ];
}

/** The posts of somebody who left on that day and returns: those until then end with it, and new ones begin. */
export function withReturn(
  posts: readonly Post[],
  leftOn: Day,
  roles: readonly Role[],
  startsOn: Day,
): Post[] {
  const ended = posts.map((post) => (isOpen(post, leftOn) ? { ...post, until: leftOn } : post));
  return [
    ...ended.filter(({ from, until }) => from === null || until === null || from <= until),
    ...begun(roles, startsOn),
  ];
}

/** The posts after a change of roles (undefined: as they are) or of the first day. */
export function postsAfter(
  before: Person | undefined,
  roles: readonly Role[] | undefined,
  startsOn: Day | null,
  today: Day,
): Post[] {
  const posts = before?.posts ?? [];
  if (before && before.leavesOn !== null && startsOn !== null && returns(before, startsOn))
    return withReturn(posts, before.leavesOn, roles ?? openRoles(before, before.leavesOn), startsOn);
  return roles
    ? withRoles(posts, roles, startsOn !== null && startsOn > today ? startsOn : today, today)
    : posts;
}

function begun(roles: readonly Role[], from: Day | null): Post[] {
  return roles.map((role) => ({ role, from, until: null }));
}

function isOpen({ until }: Post, day: Day): boolean {
  return until === null || until >= day;
}
