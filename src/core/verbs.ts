import type { PlatformNames } from './accounts/account.ts';
import { assign } from './allocations/assign.verb.ts';
import { contacts } from './allocations/contacts.verb.ts';
import { hold } from './allocations/hold.verb.ts';
import { keypeople } from './allocations/keypeople.verb.ts';
import { keyperson } from './allocations/keyperson.verb.ts';
import { unassign } from './allocations/unassign.verb.ts';
import { unhold } from './allocations/unhold.verb.ts';
import { arrange } from './arrangements/arrange.verb.ts';
import { boundary } from './boundaries/boundary.verb.ts';
import { decide } from './cases/decide.verb.ts';
import { due } from './cases/due.verb.ts';
import { inbox } from './cases/inbox.verb.ts';
import { pass } from './cases/pass.verb.ts';
import { recuse } from './cases/recuse.verb.ts';
import { register } from './cases/register.verb.ts';
import { child } from './children/child.verb.ts';
import { families } from './children/families.verb.ts';
import { family } from './children/family.verb.ts';
import { conduct } from './conduct/conduct.verb.ts';
import { carers } from './declarations/carers.verb.ts';
import { confirm } from './declarations/confirm.verb.ts';
import { connect } from './declarations/connect.verb.ts';
import { declarations } from './declarations/declarations.verb.ts';
import { declare } from './declarations/declare.verb.ts';
import { end } from './declarations/end.verb.ts';
import { match } from './declarations/match.verb.ts';
import { update } from './declarations/update.verb.ts';
import { concern } from './home/concern.verb.ts';
import { helpOn } from './home/help.verb.ts';
import { me } from './home/me.verb.ts';
import { away } from './people/away.verb.ts';
import { personWith } from './people/person.verb.ts';
import { acknowledge } from './policies/acknowledge.verb.ts';
import { adopt } from './policies/adopt.verb.ts';
import { outstanding } from './policies/outstanding.verb.ts';
import { paper } from './policies/paper.verb.ts';
import { policy } from './policies/policy.verb.ts';
import { remind } from './policies/remind.verb.ts';
import { sign } from './policies/sign.verb.ts';
import { mydata } from './records/mydata.verb.ts';
import type { Command } from './talk/command.ts';
import { createEveryday, type Everyday } from './talk/everyday.ts';
import type { UndoImport } from './uploads/opened-file.ts';
import type { Shelf } from './uploads/shelf.ts';
import { uploadOn } from './uploads/upload.verb.ts';

interface Commands {
  /** Every command, in the order of the help text. */
  commands: readonly Command[];
  /** The command of this name or alias. */
  commandNamed(name: string): Command | undefined;
  /** What people say instead of a command's name. */
  everyday: Everyday;
}

/** The commands of an installation that knows these platforms, with the files that wait there. */
export function createCommands(
  platformNames: readonly PlatformNames[],
  shelf: Pick<Shelf, 'find'> = { find: () => undefined },
  undo: UndoImport = async () => undefined,
): Commands {
  const person = personWith(platformNames);
  const commands: readonly Command[] = [
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
    carers,
    keyperson,
    keypeople,
    assign,
    unassign,
    register,
    recuse,
    hold,
    unhold,
    conduct,
    outstanding,
    remind,
    paper,
    due,
    adopt,
    child,
    person,
    uploadOn(shelf, { people: person, children: child, policy: adopt }, undo),
    concern,
    helpOn(() => commands),
  ];
  const byName = new Map(
    commands.flatMap((command) =>
      [command.name, ...(command.aliases ?? [])].map((name) => [name, command] as const),
    ),
  );
  return { commands, commandNamed: (name) => byName.get(name), everyday: createEveryday(commands) };
}
