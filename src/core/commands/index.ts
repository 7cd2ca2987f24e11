import type { Command } from '../talk/command.ts';
import { acknowledge } from './acknowledge.ts';
import { adopt } from './adopt.ts';
import { arrange } from './arrange.ts';
import { assign } from './assign.ts';
import { away } from './away.ts';
import { boundary } from './boundary.ts';
import { child } from './child.ts';
import { concern } from './concern.ts';
import { conduct } from './conduct.ts';
import { confirm } from './confirm.ts';
import { connect } from './connect.ts';
import { contacts } from './contacts.ts';
import { decide } from './decide.ts';
import { declarations } from './declarations.ts';
import { declare } from './declare.ts';
import { due } from './due.ts';
import { end } from './end.ts';
import { families } from './families.ts';
import { family } from './family.ts';
import { helpOn } from './help.ts';
import { hold } from './hold.ts';
import { inbox } from './inbox.ts';
import { keyperson } from './keyperson.ts';
import { match } from './match.ts';
import { me } from './me.ts';
import { mydata } from './mydata.ts';
import { outstanding } from './outstanding.ts';
import { pass } from './pass.ts';
import { person } from './person.ts';
import { policy } from './policy.ts';
import { recuse } from './recuse.ts';
import { sign } from './sign.ts';
import { unassign } from './unassign.ts';
import { unhold } from './unhold.ts';
import { update } from './update.ts';

/** Every verb, in the order in which help names them. */
export const commands: readonly Command[] = [
  me,
  declare,
  declarations,
  update,
  confirm,
  end,
  connect,
  families,
  family,
  arrange,
  boundary,
  policy,
  acknowledge,
  sign,
  contacts,
  mydata,
  away,
  inbox,
  decide,
  pass,
  match,
  keyperson,
  assign,
  unassign,
  recuse,
  hold,
  unhold,
  conduct,
  outstanding,
  due,
  adopt,
  child,
  person,
  concern,
  helpOn(() => commands),
];

const byName = new Map(
  commands.flatMap((command) =>
    [command.name, ...(command.aliases ?? [])].map((name) => [name, command] as const),
  ),
);

export function commandNamed(name: string): Command | undefined {
  return byName.get(name);
}
