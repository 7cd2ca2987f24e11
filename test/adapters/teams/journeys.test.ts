import { journeysContract } from '../../contract/journeys.ts';
import { readCard } from '../../support/teams/card.ts';
import { openTeams, type Somebody, sentTo, somebody, visit } from '../../support/teams/visitor.ts';

journeysContract('Teams', async (elm) => {
  const teams = await openTeams({ app: elm.app, store: elm.store });
  const people = new Map<string, Somebody>();
  return {
    // Answers and messages go into one chat: what comes while the platform delivers is what comes unasked.
    platform: teams.platform,
    async seat(person) {
      const who = somebody(`seat${people.size + 1}`, 700 + people.size);
      people.set(person, who);
      teams.peer.roster.set(who.id, { email: (await elm.person(person)).email ?? '', userRole: 'user' });
      return visit(teams, who);
    },
    delivered: async (person) => {
      const who = people.get(person);
      if (!who) return [];
      return sentTo(teams, who)
        .filter(({ method }) => method === 'POST')
        .flatMap(({ body }) => {
          const content = body.attachments?.[0]?.content;
          return content?.type === 'AdaptiveCard' ? [readCard(content).words] : [];
        });
    },
    close: teams.close,
  };
});
