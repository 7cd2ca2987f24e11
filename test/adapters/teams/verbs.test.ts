import { verbsContract } from '../../contract/verbs.ts';
import { readCard } from '../../support/teams/card.ts';
import { faultsOf } from '../../support/teams/check.ts';
import { type LocalTeams, openTeams, somebody, visit } from '../../support/teams/visitor.ts';

let teams: Promise<LocalTeams> | undefined;
let seats = 0;

verbsContract('Teams', async (elm, person) => {
  teams ??= openTeams({ app: elm.app, store: elm.store });
  const open = await teams;
  const { email } = await elm.person(person);
  seats += 1;
  const who = somebody(`seat${seats}`, 500 + seats);
  open.peer.roster.set(who.id, { email: email ?? '', userRole: 'user' });
  const visitor = visit(open, who);
  return {
    ...visitor,
    close: async () => {
      for (const { body } of open.peer.calls) {
        const card = body?.attachments?.[0]?.content;
        if (card?.type !== 'AdaptiveCard') continue;
        const faults = faultsOf(card);
        if (faults.length > 0) throw new Error(`${readCard(card).words.slice(0, 80)}: ${faults.join('; ')}`);
      }
      open.peer.calls.length = 0;
      seats -= 1;
      if (seats === 0) await open.close();
    },
  };
});
