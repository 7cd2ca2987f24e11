import { ARRANGEMENT_LABELS } from '../arrangements/words.ts';
import { boundaryState, openIt } from '../boundaries/terms.ts';
import { showDay, showInstant } from '../rules/days.ts';
import { KIND_LABELS } from '../rules/relationship.ts';
import { command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import { type Block, button, buttons, facts, text, view } from '../talk/view.ts';
import { stateForDeclarer } from './receipt.ts';
import { isOpen } from './states.ts';

/** My declarations, each with its state, when an officer opened it (not who: rules, Privacy), and what can be done next. */
export const declarations = command({
  name: 'declarations',
  title: 'My declarations',
  summary: 'What you have declared, its state, and when it was opened.',
  roles: 'in_post',
  writes: false,
  isList: true,
  fields: {},
  execute: async (context) => {
    const { register, setting, me } = context;
    const mine = await register.declarations.ofDeclarer(setting.id, me.id);
    const declareOne = buttons(button('Declare a relationship', 'declare'));
    const beside = await agreed(context);
    if (mine.length === 0 && beside.length === 0)
      return view(
        'My declarations',
        text('You have declared nothing. If you know a parent outside work, say so here.'),
        declareOne,
      );
    const nameOf = async (person: string | null) =>
      person === null ? undefined : (await register.people.byId(setting.id, person))?.name;
    const blocks: (Block | undefined)[] = [];
    for (const declaration of mine) {
      const ref = `D-${declaration.number}`;
      const openings = await register.declarations.openings(setting.id, declaration.id);
      blocks.push(
        facts(
          [ref, await stateForDeclarer(context, declaration)],
          [
            'With',
            `${declaration.counterpartName}, ${KIND_LABELS[declaration.kind].toLowerCase()}${declaration.since ? `, since ${showDay(declaration.since)}` : ''}`,
          ],
          ['Child', declaration.childName],
          ['From the safeguarding officer', declaration.officerNote],
          // Named once they acted, and never before (rules: Non-interference).
          ['Answered by', await nameOf(declaration.decidedBy)],
          [
            'Opened by an officer',
            openings.length === 0
              ? 'not yet'
              : openings.map(({ at }) => showInstant(at, setting.timezone)).join('; '),
          ],
        ),
        isOpen(declaration.state)
          ? buttons(
              button(`Change ${ref}`, 'update', { ref }),
              (declaration.state === 'active' || declaration.onBehalfBy !== null) &&
                button(`Confirm ${ref}`, 'confirm', { ref }),
              declaration.state !== 'end_requested' && button(`End ${ref}`, 'end', { ref }),
            )
          : undefined,
      );
    }
    return view('My declarations', ...blocks, ...beside, declareOne);
  },
});

/** My arrangements, and the boundary agreements of which I am a party, each with what can be done next. */
async function agreed({ register, setting, me }: Context): Promise<(Block | undefined)[]> {
  const arrangements = (await register.arrangements.ofStaff(setting.id, me.id)).filter(
    ({ state }) => state !== 'ended',
  );
  const boundaries = (await register.boundaries.ofStaff(setting.id, me.id)).filter(
    ({ state }) => state !== 'ended',
  );
  return [
    ...arrangements.flatMap((arrangement) => {
      const ref = `A-${arrangement.number}`;
      return [
        facts(
          [ref, arrangement.state],
          [
            'What',
            `${ARRANGEMENT_LABELS[arrangement.kind]}, ${arrangement.childName}, from ${showDay(arrangement.startsOn)}`,
          ],
          ['From the safeguarding officer', arrangement.officerNote],
        ),
        arrangement.state === 'declined'
          ? undefined
          : buttons(button(`It has ended: ${ref}`, 'end', { ref })),
      ];
    }),
    ...boundaries.flatMap((agreement) => [
      facts(
        [`B-${agreement.number}`, boundaryState(agreement)],
        ['Boundaries for', `D-${agreement.declarationNumber}, ${agreement.parentName}`],
      ),
      buttons(openIt(agreement.number)),
    ]),
  ];
}
