import { clicksContract } from '../../contract/clicks.ts';
import { openTeams, somebody, visit } from '../../support/teams/visitor.ts';

clicksContract('Teams', async (elm) => {
  const teams = await openTeams({ app: elm.app, store: elm.store });
  return {
    async page(who) {
      const person = somebody('one', 801);
      teams.peer.roster.set(person.id, { email: (await elm.person(who)).email ?? '', userRole: 'user' });
      const visitor = visit(teams, person);
      await visitor.type('me');
      return visitor;
    },
    close: teams.close,
  };
});
