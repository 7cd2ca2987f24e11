import type { Doors } from '../../contract/doors.ts';
import type { TestSetting } from '../setting.ts';
import { readCard } from './card.ts';
import { openTeams, sentTo, somebody, type TeamsVisitor, visit } from './visitor.ts';

/** A setting in a Teams tenant, with people of the register in front of it. */
export async function openDoors(
  elm: TestSetting,
): Promise<Doors & { rewritten: NonNullable<Doors['rewritten']> }> {
  const teams = await openTeams({ app: elm.app, store: elm.store });
  const people = new Map<string, TeamsVisitor>();
  return {
    // Answers and messages go into one chat: what comes while the platform delivers is what comes unasked.
    platform: teams.platform,
    async seat(person) {
      const who = somebody(`seat${people.size + 1}`, 700 + people.size);
      teams.peer.roster.set(who.id, { email: (await elm.person(person)).email ?? '', userRole: 'user' });
      const visitor = visit(teams, who);
      people.set(person, visitor);
      return visitor;
    },
    delivered: async (person) => {
      const who = people.get(person)?.who;
      if (!who) return [];
      return sentTo(teams, who)
        .filter(({ method }) => method === 'POST')
        .flatMap(({ body }) => {
          const content = body.attachments?.[0]?.content;
          return content?.type === 'AdaptiveCard' ? [readCard(content).words] : [];
        });
    },
    openLast: async (person) => people.get(person)?.openLast() ?? [],
    rewritten: async (person) => {
      const who = people.get(person)?.who;
      if (!who) return [];
      return sentTo(teams, who)
        .filter(({ method }) => method === 'PUT')
        .map(({ body }) => readCard(body.attachments[0].content))
        .filter(({ words }) => words.includes('✓ '))
        .map(({ words, actions }) => ({ words, hasButton: actions.length > 0 }));
    },
    close: teams.close,
  };
}
