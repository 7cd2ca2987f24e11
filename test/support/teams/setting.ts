import type { Variation } from '../setting.ts';
import { openSetting, type TestSetting } from '../setting.ts';
import { type LocalTeams, openTeams, type Somebody, somebody, type TeamsVisitor, visit } from './visitor.ts';

export interface TeamsSetting {
  elm: TestSetting;
  teams: LocalTeams;
  /** Somebody of Elm at their Teams, by first name, whom the roster knows under their work address. */
  at(first: string): TeamsVisitor;
  /** Who they are in the tenant. */
  who(first: string): Somebody;
  close(): Promise<void>;
}

/** Elm Pre-school in Teams. */
export async function openTeamsSetting(
  variation: Variation = {},
  env: Record<string, string> = {},
): Promise<TeamsSetting> {
  const elm = await openSetting(variation);
  const teams = await openTeams({ app: elm.app, store: elm.store, env });
  const known = new Map<string, Somebody>();
  function who(first: string): Somebody {
    const before = known.get(first);
    if (before) return before;
    const found = somebody(first, known.size + 1);
    known.set(first, found);
    const email = `${first.toLowerCase()}@elm.test`;
    teams.peer.roster.set(found.id, {
      email,
      userPrincipalName: email,
      userRole: 'user',
      aadObjectId: found.aad,
    });
    return found;
  }
  return {
    elm,
    teams,
    who,
    at: (first) => visit(teams, who(first)),
    async close() {
      await teams.close();
      await elm.close();
    },
  };
}
