import { platformContract } from '../../contract/platforms.ts';
import { openTestStore } from '../../support/store.ts';
import { openTeams, somebody, visit } from '../../support/teams/visitor.ts';

platformContract('Teams', async (app) => {
  const { store, close } = await openTestStore();
  const teams = await openTeams({ app, store });
  teams.peer.roster.set('29:anna', {
    email: 'anna@setting.test',
    userPrincipalName: 'anna@setting.test',
    userRole: 'user',
  });
  const visitor = visit(teams, somebody('anna', 1));
  return {
    ...visitor,
    logged: () => [...teams.logged],
    close: async () => {
      await teams.close();
      await close();
    },
  };
});
