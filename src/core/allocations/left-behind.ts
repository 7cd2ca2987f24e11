import type { Context } from '../talk/context.ts';
import { type Block, button, buttons, clip, list, text } from '../talk/view.ts';
import { type ChildNeed, needInWords, needsLeftBy } from './covers.ts';

/**
 * Said at once to whoever records that somebody is away for long, or leaves: each of their key children, and from when it
 * needs whom. Who acts meanwhile, and whether anybody may, is for manager, DSO and deputy; whoever sees no lists of children
 * learns how many they are.
 */
export async function leftBehind(
  context: Context,
  person: string,
  what: ChildNeed['what'],
): Promise<Block[]> {
  const needs = (await needsLeftBy(context, person)).filter(({ need }) => need.what === what);
  if (needs.length === 0) return [];
  const { roles, me } = context;
  const allocates = roles.some((role) => role === 'manager' || role === 'dso' || role === 'deputy_dso');
  if (!allocates && me.id !== person)
    return [
      text(
        `${needs.length === 1 ? 'One child needs' : `${needs.length} children need`} somebody else. The manager is told.`,
      ),
    ];
  const ways = buttons(
    ...needs
      .slice(0, allocates ? MOST_BUTTONS : 0)
      .map(({ child, need }) =>
        button(clip(child.name, 24), 'keyperson', { child: `C-${child.number}`, on: need.from }),
      ),
    allocates && needs.length > MOST_BUTTONS && button('Children who need one', 'keyperson'),
  );
  return [
    list(
      needs.map(({ child, need }) => `${child.name} ${allocates ? needInWords(need) : withoutActing(need)}`),
    ),
    ...(ways === undefined ? [] : [ways]),
  ];
}

/** A button for each child, where they are no more than this; else the list of all leads on. */
const MOST_BUTTONS = 10;

function withoutActing(need: ChildNeed): string {
  return needInWords(need).replace(/: .*/, '');
}
