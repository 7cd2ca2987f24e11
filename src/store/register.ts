import type { AuditTrail, Register } from '../core/store.ts';
import { accounts } from './accounts.ts';
import { allocations } from './allocations.ts';
import { arrangements } from './arrangements.ts';
import { auditTrail } from './audit.ts';
import { boundaries } from './boundaries.ts';
import { caseFacts } from './cases.ts';
import { children } from './children.ts';
import { conduct } from './conduct.ts';
import { conversations } from './conversations.ts';
import type { Transaction } from './database.ts';
import { declarations } from './declarations.ts';
import { families } from './families.ts';
import { holds } from './holds.ts';
import { imports } from './imports.ts';
import { installations } from './installations.ts';
import { intents } from './intents.ts';
import { looks } from './looks.ts';
import { notifications } from './outbox.ts';
import { people } from './people.ts';
import { policies } from './policies.ts';
import { retention } from './retention.ts';
import { settings } from './settings.ts';

/** Everything remembered, as one transaction sees it. */
export function createRegister(db: Transaction, audit: AuditTrail = auditTrail(db).trail): Register {
  return {
    settings: settings(db),
    people: people(db),
    accounts: accounts(db),
    children: children(db),
    allocations: allocations(db),
    holds: holds(db),
    declarations: declarations(db),
    arrangements: arrangements(db),
    boundaries: boundaries(db),
    conduct: conduct(db),
    families: families(db),
    policies: policies(db),
    notifications: notifications(db),
    audit,
    intents: intents(db),
    imports: imports(db),
    conversations: conversations(db),
    looks: looks(db),
    retention: retention(db),
    installations: installations(db),
    caseFacts: caseFacts(db),
  };
}
