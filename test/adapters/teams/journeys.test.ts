import { journeysContract } from '../../contract/journeys.ts';
import { readCard } from '../../support/teams/card.ts';
import { openTeams, sentTo, somebody, type TeamsVisitor, visit } from '../../support/teams/visitor.ts';

journeysContract('Teams', async (elm) => {
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
    close: teams.close,
  };
});
