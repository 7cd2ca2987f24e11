import { clicksContract } from '../../contract/clicks.ts';
import { openTeams, somebody, visit } from '../../support/teams/visitor.ts';

clicksContract('Teams', async (demo) => {
  const teams = await openTeams({ app: demo.app, store: demo.store });
  return {
    async page(who) {
      const person = somebody('one', 801);
      teams.peer.roster.set(person.id, { email: (await demo.person(who)).email ?? '', userRole: 'user' });
      const visitor = visit(teams, person);
      await visitor.type('me');
      return visitor;
    },
    close: teams.close,
  };
});
