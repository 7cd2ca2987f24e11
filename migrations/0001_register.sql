-- The register of people, children, declarations and policies, and the audit chain beside it.
-- 1.0.0 was released with this file: it stays as it is, and a change is a further file.
-- Ids are UUIDv7 text, instants ISO text in UTC with milliseconds, days YYYY-MM-DD, booleans 0 or 1, lists JSON text.
-- A key begins with the setting, so that a register can be spread by it: one setting never meets another's rows. Those that
-- belong to no setting are listed in test/store/distributable.test.ts. Columns named *_key hold folded names.

CREATE TABLE settings (
  id TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  code TEXT NOT NULL CHECK (code <> ''),
  code_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL CHECK (name <> ''),
  timezone TEXT NOT NULL,
  nation TEXT NOT NULL CHECK (nation IN ('england-and-wales', 'scotland', 'northern-ireland')),
  closures TEXT NOT NULL,
  delivery_windows TEXT NOT NULL,
  lado_phone TEXT,
  lado_title TEXT,
  social_care_phone TEXT,
  social_care_out_of_hours TEXT,
  whistleblowing_phone TEXT,
  framework TEXT CHECK (framework IN ('england', 'wales', 'scotland', 'northern-ireland')),
  -- An object: the id of the setting's tenant on each platform that has one, by the platform's name.
  tenants TEXT NOT NULL,
  titles TEXT NOT NULL,
  profile TEXT NOT NULL,
  first_import_on TEXT NOT NULL CHECK (length(first_import_on) = 10),
  demo INTEGER NOT NULL CHECK (demo IN (0, 1)),
  -- Who gets the audit chain's head each week: a name or an e-mail address.
  witness TEXT,
  -- The setting's own telephone number, for parents.
  phone TEXT
) STRICT;

CREATE TABLE people (
  setting TEXT NOT NULL REFERENCES settings (id),
  id TEXT NOT NULL CHECK (id <> ''),
  ref TEXT,
  name TEXT NOT NULL CHECK (name <> ''),
  name_key TEXT NOT NULL,
  email TEXT,
  email_key TEXT,
  starts_on TEXT CHECK (length(starts_on) = 10),
  leaves_on TEXT CHECK (length(leaves_on) = 10),
  key_person_capable INTEGER NOT NULL CHECK (key_person_capable IN (0, 1)),
  -- No foreign key: an import saves people in any order.
  line_manager TEXT,
  -- A list of {from, sessions}: from when on the person works on which half days.
  sessions TEXT NOT NULL,
  erased_on TEXT CHECK (length(erased_on) = 10),
  -- Who typed the address in chat; null where an import named it, or another has confirmed an account at it.
  email_typed_by TEXT,
  PRIMARY KEY (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_by_name ON people (setting, name_key);
CREATE INDEX people_by_email ON people (setting, email_key) WHERE email_key IS NOT NULL;
CREATE UNIQUE INDEX people_by_ref ON people (setting, ref) WHERE ref IS NOT NULL;

-- Roles a person holds, held or will hold. `starts_on` null: since always; `ends_on` null: open.
CREATE TABLE posts (
  setting TEXT NOT NULL,
  person TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position >= 0),
  role TEXT NOT NULL CHECK (role IN ('staff', 'manager', 'dso', 'deputy_dso', 'chair', 'admin')),
  starts_on TEXT CHECK (length(starts_on) = 10),
  ends_on TEXT CHECK (length(ends_on) = 10),
  PRIMARY KEY (setting, person, position),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;

-- Whom an account stands for, stood for or may stand for, in whichever settings. No foreign key: it is not spread by setting, and the code binds only to
-- somebody who is there.
CREATE TABLE accounts (
  platform TEXT NOT NULL,
  tenant TEXT NOT NULL,
  user_id TEXT NOT NULL CHECK (user_id <> ''),
  setting TEXT NOT NULL,
  person TEXT NOT NULL,
  last_used_at TEXT NOT NULL CHECK (length(last_used_at) = 24),
  named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1)),
  state TEXT NOT NULL DEFAULT 'bound'
    CHECK (state IN ('waiting', 'bound', 'gone', 'readdressed', 'replaced', 'declined')),
  -- Whoever typed it in chat, or the address that lets it in.
  recorded_by TEXT,
  waits_since TEXT CHECK (length(waits_since) = 24),
  -- The first of two who say that they have seen the person.
  seen_by TEXT,
  -- Whether it ever stood for this person: what stands for another now, or waits again, is remembered of whoever had it.
  has_stood INTEGER NOT NULL DEFAULT 0 CHECK (has_stood IN (0, 1)),
  -- When its Home tab was opened, to within a day: from then on the tab is drawn anew as things change.
  home_opened_at TEXT CHECK (length(home_opened_at) = 24),
  PRIMARY KEY (platform, tenant, user_id, setting, person),
  CHECK ((state = 'waiting') = (waits_since IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX accounts_by_person ON accounts (setting, person, last_used_at);
CREATE INDEX accounts_by_setting ON accounts (setting, platform, tenant, user_id, person);
-- It stands for one person of a setting, or waits to.
CREATE UNIQUE INDEX accounts_standing ON accounts (platform, tenant, user_id, setting) WHERE state IN ('waiting', 'bound');
CREATE INDEX accounts_waiting ON accounts (setting, waits_since) WHERE state = 'waiting';

CREATE TABLE absences (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  person TEXT NOT NULL,
  starts_on TEXT NOT NULL CHECK (length(starts_on) = 10),
  ends_on TEXT NOT NULL CHECK (length(ends_on) = 10 AND ends_on >= starts_on),
  -- Whoever recorded it of somebody else; null where it is their own word.
  recorded_by TEXT,
  recorded_at TEXT NOT NULL CHECK (length(recorded_at) = 24),
  -- The absent person, or a second officer or the admin.
  confirmed_by TEXT,
  withdrawn_at TEXT CHECK (length(withdrawn_at) = 24),
  PRIMARY KEY (setting, id),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX absences_by_end ON absences (setting, ends_on);
CREATE INDEX absences_by_person ON absences (setting, person, starts_on);

-- A change of somebody's offices that waits for a second person, and what they had when it was proposed (`…_then`). `roles`: a list.
CREATE TABLE proposals (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  person TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('begins', 'ends')),
  roles TEXT NOT NULL,
  starts_on TEXT CHECK (length(starts_on) = 10),
  leaves_on TEXT CHECK (length(leaves_on) = 10),
  proposed_by TEXT NOT NULL,
  proposed_at TEXT NOT NULL CHECK (length(proposed_at) = 24),
  answer TEXT CHECK (answer IN ('confirmed', 'declined', 'replaced')),
  answered_by TEXT,
  answered_at TEXT CHECK (length(answered_at) = 24),
  roles_then TEXT NOT NULL,
  starts_on_then TEXT CHECK (length(starts_on_then) = 10),
  leaves_on_then TEXT CHECK (length(leaves_on_then) = 10),
  PRIMARY KEY (setting, id),
  CHECK ((answer IS NULL) = (answered_at IS NULL)),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX proposals_open ON proposals (setting, proposed_at) WHERE answer IS NULL;

-- `starts_on`, `leaves_on`: the latest enrolment; `first_starts_on`: the first one's.
CREATE TABLE children (
  setting TEXT NOT NULL REFERENCES settings (id),
  id TEXT NOT NULL CHECK (id <> ''),
  number INTEGER NOT NULL CHECK (number > 0),
  ref TEXT,
  name TEXT NOT NULL CHECK (name <> ''),
  name_key TEXT NOT NULL,
  starts_on TEXT NOT NULL CHECK (length(starts_on) = 10),
  leaves_on TEXT CHECK (length(leaves_on) = 10),
  first_starts_on TEXT NOT NULL CHECK (length(first_starts_on) = 10),
  -- Nobody who need not know learns who the carers are, or where the child is.
  -- 2: it was, and is not any more.
  protected INTEGER NOT NULL CHECK (protected IN (0, 1, 2)),
  sessions TEXT NOT NULL,
  -- With whom an officer looked at it that no carer is on record on purpose (K14).
  looked_with TEXT,
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX children_by_number ON children (setting, number);
CREATE INDEX children_by_name ON children (setting, name_key);
CREATE UNIQUE INDEX children_by_ref ON children (setting, ref) WHERE ref IS NOT NULL;

CREATE TABLE enrolments (
  setting TEXT NOT NULL,
  child TEXT NOT NULL,
  starts_on TEXT NOT NULL CHECK (length(starts_on) = 10),
  leaves_on TEXT CHECK (length(leaves_on) = 10),
  PRIMARY KEY (setting, child, starts_on),
  FOREIGN KEY (setting, child) REFERENCES children (setting, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE carer_links (
  setting TEXT NOT NULL,
  child TEXT NOT NULL,
  person TEXT NOT NULL,
  relation TEXT,
  -- parent: off the form, and still a parent or family. error: never this child's.
  standing TEXT NOT NULL CHECK (standing IN ('carer', 'relative', 'parent', 'former', 'error')),
  -- What still counts until an officer has said what became of the link; null where that is settled.
  counts_as TEXT CHECK (counts_as IN ('carer', 'relative')),
  PRIMARY KEY (setting, child, person),
  FOREIGN KEY (setting, child) REFERENCES children (setting, id),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX carer_links_by_person ON carer_links (setting, person);
CREATE INDEX carer_links_unsettled ON carer_links (setting, child) WHERE counts_as IS NOT NULL;

CREATE TABLE allocations (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  number INTEGER NOT NULL CHECK (number > 0),
  child TEXT NOT NULL,
  staff TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('key_person', 'co_key_person', 'back_up')),
  starts_on TEXT NOT NULL CHECK (length(starts_on) = 10),
  ends_on TEXT CHECK (length(ends_on) = 10),
  flagged_on TEXT CHECK (length(flagged_on) = 10),
  due_on TEXT CHECK (length(due_on) = 10),
  end_reason TEXT,
  told_on TEXT CHECK (length(told_on) = 10),
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, id),
  FOREIGN KEY (setting, child) REFERENCES children (setting, id),
  FOREIGN KEY (setting, staff) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX allocations_by_number ON allocations (setting, number);
CREATE INDEX allocations_by_child ON allocations (setting, child, role, starts_on);
CREATE INDEX allocations_by_staff ON allocations (setting, staff, starts_on);
-- One allocation of a role without an end a child.
CREATE UNIQUE INDEX allocations_active ON allocations (setting, child, role) WHERE ends_on IS NULL;

CREATE TABLE holds (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  child TEXT NOT NULL,
  staff TEXT NOT NULL,
  reason TEXT NOT NULL,
  placed_by TEXT NOT NULL,
  placed_at TEXT NOT NULL CHECK (length(placed_at) = 24),
  lifted_at TEXT CHECK (length(lifted_at) = 24),
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, id),
  FOREIGN KEY (setting, child) REFERENCES children (setting, id),
  FOREIGN KEY (setting, staff) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX holds_by_child ON holds (setting, child, placed_at);

CREATE TABLE declarations (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  version INTEGER NOT NULL CHECK (version > 0),
  number INTEGER NOT NULL CHECK (number > 0),
  declarer TEXT NOT NULL,
  counterpart TEXT,
  counterpart_name TEXT NOT NULL,
  counterpart_key TEXT NOT NULL,
  child TEXT,
  child_name TEXT,
  child_key TEXT,
  kind TEXT NOT NULL CHECK (kind IN (
    'own_child', 'family', 'household', 'partner', 'former_partner', 'close_friend', 'friend', 'godparent',
    'neighbour', 'business', 'landlord', 'community', 'other'
  )),
  since TEXT,
  networks TEXT NOT NULL,
  note TEXT,
  state TEXT NOT NULL CHECK (state IN (
    'submitted', 'returned', 'update_required', 'active', 'end_requested', 'closed', 'void'
  )),
  outcome TEXT CHECK (outcome IN ('noted', 'not_personal', 'managed')),
  submitted_at TEXT NOT NULL CHECK (length(submitted_at) = 24),
  due_on TEXT NOT NULL CHECK (length(due_on) = 10),
  decided_at TEXT CHECK (length(decided_at) = 24),
  decided_by TEXT,
  officer_note TEXT,
  affected_child INTEGER CHECK (affected_child IN (0, 1)),
  next_review TEXT CHECK (length(next_review) = 10),
  raised_at TEXT CHECK (length(raised_at) = 24),
  asked_at TEXT CHECK (length(asked_at) = 24),
  ended_on TEXT CHECK (length(ended_on) = 10),
  end_reason TEXT,
  on_behalf_by TEXT,
  confirmed_at TEXT CHECK (length(confirmed_at) = 24),
  void_proposed_by TEXT,
  resumes INTEGER,
  -- A list of {kind, since, networks, note}: what was answered before and not decided yet.
  earlier TEXT NOT NULL,
  open_since TEXT NOT NULL CHECK (length(open_since) = 24),
  awaits TEXT CHECK (awaits IN ('officer', 'second', 'declarer')),
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, id),
  FOREIGN KEY (setting, declarer) REFERENCES people (setting, id),
  FOREIGN KEY (setting, counterpart) REFERENCES people (setting, id),
  FOREIGN KEY (setting, child) REFERENCES children (setting, id)
) STRICT;
CREATE UNIQUE INDEX declarations_by_number ON declarations (setting, number);
CREATE INDEX declarations_by_declarer ON declarations (setting, declarer, number);
CREATE INDEX declarations_by_counterpart ON declarations (setting, counterpart) WHERE counterpart IS NOT NULL;
CREATE INDEX declarations_by_child ON declarations (setting, child) WHERE child IS NOT NULL;
CREATE INDEX declarations_by_state ON declarations (setting, state);
-- `awaits`: for whom it waits, as the core computes it.
CREATE INDEX declarations_awaiting ON declarations (setting, awaits, due_on) WHERE awaits IS NOT NULL;
CREATE INDEX declarations_unconfirmed ON declarations (setting, submitted_at)
  WHERE on_behalf_by IS NOT NULL AND confirmed_at IS NULL;
CREATE INDEX declarations_unlinked_carer ON declarations (setting, counterpart_key) WHERE counterpart IS NULL;
CREATE INDEX declarations_unlinked_child ON declarations (setting, child_key) WHERE child IS NULL;

-- The officer's answer to a declared name that equals somebody's. `candidate`: a person or a child.
CREATE TABLE verdicts (
  setting TEXT NOT NULL,
  declaration TEXT NOT NULL,
  candidate TEXT NOT NULL,
  -- alike: no answer yet; it was like the name that the person had until it changed.
  verdict TEXT NOT NULL CHECK (verdict IN ('matched', 'rejected', 'alike')),
  given_by TEXT NOT NULL,
  given_at TEXT NOT NULL CHECK (length(given_at) = 24),
  PRIMARY KEY (setting, declaration, candidate),
  FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX verdicts_alike ON verdicts (setting, candidate) WHERE verdict = 'alike';

-- The officer's answer to a check (K8, K16): whether the declarer may be key person for this child all the same.
CREATE TABLE clearances (
  setting TEXT NOT NULL,
  declaration TEXT NOT NULL,
  child TEXT NOT NULL,
  may INTEGER NOT NULL CHECK (may IN (0, 1)),
  given_by TEXT NOT NULL,
  given_at TEXT NOT NULL CHECK (length(given_at) = 24),
  PRIMARY KEY (setting, declaration, child),
  FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id),
  FOREIGN KEY (setting, child) REFERENCES children (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clearances_by_child ON clearances (setting, child);

CREATE TABLE openings (
  setting TEXT NOT NULL,
  declaration TEXT NOT NULL,
  opened_at TEXT NOT NULL CHECK (length(opened_at) = 24),
  reader TEXT NOT NULL,
  PRIMARY KEY (setting, declaration, opened_at, reader),
  FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id),
  FOREIGN KEY (setting, reader) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;

-- Officers who have passed a case on. `case_ref`: D-12, A-3 and so on.
CREATE TABLE passes (
  setting TEXT NOT NULL,
  case_ref TEXT NOT NULL CHECK (case_ref <> ''),
  person TEXT NOT NULL,
  passed_at TEXT NOT NULL CHECK (length(passed_at) = 24),
  PRIMARY KEY (setting, case_ref, person),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE arrangements (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  version INTEGER NOT NULL CHECK (version > 0),
  number INTEGER NOT NULL CHECK (number > 0),
  staff TEXT NOT NULL,
  child TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('babysitting', 'tutoring', 'lift', 'party', 'paid_care', 'social', 'other')),
  starts_on TEXT NOT NULL CHECK (length(starts_on) = 10),
  note TEXT,
  state TEXT NOT NULL CHECK (state IN ('declared', 'acknowledged', 'declined', 'ended')),
  declared_at TEXT NOT NULL CHECK (length(declared_at) = 24),
  due_on TEXT NOT NULL CHECK (length(due_on) = 10),
  decided_at TEXT CHECK (length(decided_at) = 24),
  decided_by TEXT,
  officer_note TEXT,
  ended_on TEXT CHECK (length(ended_on) = 10),
  awaits TEXT CHECK (awaits = 'officer'),
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, id),
  FOREIGN KEY (setting, staff) REFERENCES people (setting, id),
  FOREIGN KEY (setting, child) REFERENCES children (setting, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX arrangements_by_number ON arrangements (setting, number);
CREATE INDEX arrangements_by_staff ON arrangements (setting, staff, number);
CREATE INDEX arrangements_by_child ON arrangements (setting, child);
CREATE INDEX arrangements_by_state ON arrangements (setting, state);
CREATE INDEX arrangements_awaiting ON arrangements (setting, awaits, due_on) WHERE awaits IS NOT NULL;

-- What the policy asks beyond declaring: boundary agreements (P1–P3), conduct matters (G4), and whether somebody knows a
-- family that is new.

CREATE TABLE boundaries (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  version INTEGER NOT NULL CHECK (version > 0),
  number INTEGER NOT NULL CHECK (number > 0),
  declaration TEXT NOT NULL,
  terms TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('awaiting_staff', 'awaiting_parent', 'in_force', 'ended')),
  drafted_by TEXT NOT NULL,
  drafted_at TEXT NOT NULL CHECK (length(drafted_at) = 24),
  staff_signed_at TEXT CHECK (length(staff_signed_at) = 24),
  staff_account TEXT,
  parent_answer TEXT CHECK (parent_answer IN ('page', 'paper', 'declined')),
  parent_typed TEXT,
  parent_answered_on TEXT CHECK (length(parent_answered_on) = 10),
  recorded_by TEXT,
  ended_on TEXT CHECK (length(ended_on) = 10),
  awaits TEXT CHECK (awaits IN ('staff', 'parent')),
  PRIMARY KEY (setting, id),
  -- In force with both signatures, or not at all.
  CHECK (state <> 'in_force' OR (staff_signed_at IS NOT NULL AND parent_answer IN ('page', 'paper'))),
  FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX boundaries_by_number ON boundaries (setting, number);
CREATE INDEX boundaries_by_declaration ON boundaries (setting, declaration, number);
CREATE INDEX boundaries_awaiting ON boundaries (setting, awaits, drafted_at) WHERE awaits IS NOT NULL;
-- One that has not ended a declaration.
CREATE UNIQUE INDEX boundaries_standing ON boundaries (setting, declaration) WHERE state <> 'ended';

-- One-time links to the page on which a parent signs. `digest`: SHA-256 of the token, which is kept nowhere.
CREATE TABLE boundary_links (
  setting TEXT NOT NULL,
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  boundary TEXT NOT NULL,
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 24),
  spent_at TEXT CHECK (length(spent_at) = 24),
  PRIMARY KEY (setting, digest),
  FOREIGN KEY (setting, boundary) REFERENCES boundaries (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX boundary_links_by_boundary ON boundary_links (setting, boundary);

CREATE TABLE conduct_matters (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  version INTEGER NOT NULL CHECK (version > 0),
  number INTEGER NOT NULL CHECK (number > 0),
  subject TEXT NOT NULL,
  clause TEXT NOT NULL CHECK (clause <> ''),
  note TEXT,
  opened_by TEXT NOT NULL,
  opened_at TEXT NOT NULL CHECK (length(opened_at) = 24),
  outcome TEXT,
  closed_by TEXT,
  closed_at TEXT CHECK (length(closed_at) = 24),
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, id),
  CHECK ((outcome IS NULL) = (closed_at IS NULL)),
  FOREIGN KEY (setting, subject) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX conduct_matters_by_number ON conduct_matters (setting, number);

-- "Do you know this family?", asked once a family.
CREATE TABLE family_questions (
  setting TEXT NOT NULL REFERENCES settings (id),
  id TEXT NOT NULL CHECK (id <> ''),
  asked_at TEXT NOT NULL CHECK (length(asked_at) = 24),
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE family_children (
  setting TEXT NOT NULL,
  question TEXT NOT NULL,
  child TEXT NOT NULL,
  PRIMARY KEY (setting, question, child),
  FOREIGN KEY (setting, question) REFERENCES family_questions (setting, id),
  FOREIGN KEY (setting, child) REFERENCES children (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX family_children_by_child ON family_children (setting, child);

CREATE TABLE family_carers (
  setting TEXT NOT NULL,
  question TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (setting, question, person),
  FOREIGN KEY (setting, question) REFERENCES family_questions (setting, id),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX family_carers_by_person ON family_carers (setting, person);

-- Whom it was asked; `answer` null: not answered yet.
CREATE TABLE family_answers (
  setting TEXT NOT NULL,
  question TEXT NOT NULL,
  person TEXT NOT NULL,
  answer TEXT CHECK (answer IN ('nothing', 'declare')),
  answered_at TEXT CHECK (length(answered_at) = 24),
  PRIMARY KEY (setting, question, person),
  CHECK ((answer IS NULL) = (answered_at IS NULL)),
  FOREIGN KEY (setting, question) REFERENCES family_questions (setting, id),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX family_answers_open ON family_answers (setting, person) WHERE answer IS NULL;
CREATE INDEX family_answers_of ON family_answers (setting, person, answered_at);

-- A text is kept once, whoever adopted it.
CREATE TABLE policy_texts (
  sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
  text TEXT NOT NULL
) STRICT;

-- Versions of policies and of the confidentiality agreement. `root`: the material version that answers stand on.
CREATE TABLE policies (
  setting TEXT NOT NULL REFERENCES settings (id),
  id TEXT NOT NULL CHECK (id <> ''),
  code TEXT NOT NULL CHECK (code <> ''),
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('policy', 'confidentiality')),
  version TEXT NOT NULL,
  change TEXT NOT NULL CHECK (change IN ('material', 'minor', 'reaffirmed')),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  statements TEXT NOT NULL,
  adopted_on TEXT,
  adopted_at TEXT,
  reviewed_on TEXT,
  next_review TEXT,
  signatory TEXT,
  signatory_role TEXT,
  state TEXT NOT NULL CHECK (state IN ('draft', 'adopted', 'superseded')),
  root TEXT NOT NULL CHECK (root <> ''),
  root_adopted_on TEXT CHECK (length(root_adopted_on) = 10),
  -- Who recorded its adoption in chat, and what waits for a second person's word: JSON.
  recorded TEXT,
  PRIMARY KEY (setting, id),
  CHECK (state = 'draft' OR root_adopted_on IS NOT NULL)
) STRICT;
CREATE INDEX policies_by_code ON policies (setting, code, id);
-- One version of a code in force.
CREATE UNIQUE INDEX policies_in_force ON policies (setting, code) WHERE state = 'adopted';

CREATE TABLE acknowledgements (
  setting TEXT NOT NULL,
  person TEXT NOT NULL,
  root TEXT NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('acknowledge', 'decline')),
  id TEXT NOT NULL CHECK (id <> ''),
  version TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  statements TEXT NOT NULL,
  reason TEXT,
  answered_at TEXT NOT NULL CHECK (length(answered_at) = 24),
  account TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('chat', 'paper')),
  witness TEXT,
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, person, root, answer),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id),
  FOREIGN KEY (setting, root) REFERENCES policies (setting, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE signatures (
  setting TEXT NOT NULL,
  person TEXT NOT NULL,
  root TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  version TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  name_typed TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('chat', 'paper')),
  witness TEXT,
  signed_on TEXT NOT NULL CHECK (length(signed_on) = 10),
  signed_at TEXT NOT NULL CHECK (length(signed_at) = 24),
  account TEXT NOT NULL,
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, person, root),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id),
  FOREIGN KEY (setting, root) REFERENCES policies (setting, id)
) STRICT, WITHOUT ROWID;

-- The outbox. `occasion`: what makes a second one of its kind a new one. `data`: what else the kind needs, as JSON: ids, no
-- names. `claimed_until`: a process is sending it, until then; `claim` is that process's token, without which it marks nothing.
-- `planned_at`: when its next attempt was planned, before it was brought forward to see whether its platform works again.
CREATE TABLE notices (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL CHECK (subject <> ''),
  kind TEXT NOT NULL CHECK (kind <> ''),
  occasion TEXT NOT NULL,
  data TEXT NOT NULL CHECK (data <> ''),
  class TEXT NOT NULL CHECK (class IN ('alert', 'routine', 'summary')),
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  button TEXT,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'dead', 'suppressed')),
  platform TEXT,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  created_at TEXT NOT NULL CHECK (length(created_at) = 24),
  not_before TEXT NOT NULL CHECK (length(not_before) = 24),
  claimed_until TEXT CHECK (length(claimed_until) = 24),
  claim TEXT,
  planned_at TEXT CHECK (length(planned_at) = 24),
  sent_at TEXT CHECK (length(sent_at) = 24),
  error TEXT,
  PRIMARY KEY (setting, id),
  UNIQUE (setting, subject, kind, occasion, recipient),
  CHECK ((claim IS NULL) = (claimed_until IS NULL)),
  FOREIGN KEY (setting, recipient) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
-- One person's messages go out together.
CREATE INDEX notices_waiting ON notices (setting, recipient, not_before) WHERE state IN ('queued', 'failed');
-- Those that nobody is sending, without a look at the thousands that are on their way.
CREATE INDEX notices_unclaimed ON notices (claimed_until, not_before) WHERE state IN ('queued', 'failed');
CREATE INDEX notices_to_erase ON notices (setting, created_at) WHERE title <> 'Erased';
-- How many of all settings are outstanding, and since when the oldest alert is.
CREATE INDEX notices_outstanding ON notices (state, class, created_at, not_before) WHERE state IN ('queued', 'failed', 'dead');
CREATE INDEX notices_dead ON notices (setting, created_at) WHERE state = 'dead';
CREATE INDEX notices_by_recipient ON notices (setting, recipient, created_at, id);

-- Where each message stands that asks for something, until that is done. `notices` and `open`, as JSON: the ids of all that it
-- says, and of those that were still open when that was last looked at. `redraw_at`: from then on it is to be rewritten, since
-- some of it is done. `claimed_until`: a process is rewriting it, until then; `claim`: that process's token.
CREATE TABLE messages (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  recipient TEXT NOT NULL,
  platform TEXT NOT NULL CHECK (platform <> ''),
  tenant TEXT NOT NULL,
  user_id TEXT NOT NULL,
  chat TEXT NOT NULL,
  handle TEXT NOT NULL CHECK (handle <> ''),
  notices TEXT NOT NULL,
  open TEXT NOT NULL,
  sent_at TEXT NOT NULL CHECK (length(sent_at) = 24),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  redraw_at TEXT CHECK (length(redraw_at) = 24),
  claimed_until TEXT CHECK (length(claimed_until) = 24),
  claim TEXT,
  PRIMARY KEY (setting, id),
  UNIQUE (setting, platform, tenant, chat, handle),
  CHECK ((claim IS NULL) = (claimed_until IS NULL)),
  FOREIGN KEY (setting, recipient) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_to_redraw ON messages (redraw_at) WHERE redraw_at IS NOT NULL;
CREATE INDEX messages_by_age ON messages (sent_at);

-- While one stands, nothing is erased: of the setting, or of what concerns one person in it (`person` null: all of it).
CREATE TABLE legal_holds (
  setting TEXT NOT NULL REFERENCES settings (id),
  id TEXT NOT NULL CHECK (id <> ''),
  person TEXT,
  why TEXT NOT NULL CHECK (why <> ''),
  placed_at TEXT NOT NULL CHECK (length(placed_at) = 24),
  lifted_at TEXT CHECK (length(lifted_at) = 24),
  PRIMARY KEY (setting, id),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX legal_holds_standing ON legal_holds (setting, COALESCE(person, '')) WHERE lifted_at IS NULL;

-- What the setting's folder said last, by person, child or policy version (`P:`, `C:`, `V:` and an id): digests of
-- cells, never what stood in them.
CREATE TABLE imports (
  setting TEXT NOT NULL REFERENCES settings (id),
  key TEXT NOT NULL CHECK (key <> ''),
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (setting, key)
) STRICT, WITHOUT ROWID;

-- What taking back the last import needs, for a day. `changes`, as JSON: of each row that it wrote the key, the columns that it
-- changed as they were before, and a digest of the row as the import left it. `seq`: where the chain ended before. `queued`, as
-- JSON: the ids of the messages that it queued. `imported_by`: who gave the file in chat, or `import` at the machine.
CREATE TABLE last_imports (
  setting TEXT NOT NULL REFERENCES settings (id),
  imported_at TEXT NOT NULL CHECK (length(imported_at) = 24),
  imported_by TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq >= 0),
  changes TEXT NOT NULL,
  queued TEXT NOT NULL,
  PRIMARY KEY (setting)
) STRICT, WITHOUT ROWID;
CREATE INDEX last_imports_by_age ON last_imports (imported_at);

-- Numbers of references whose records an import brought and its undoing took away: messages and events still name them, so
-- that nothing else may be called so.
CREATE TABLE retired_numbers (
  setting TEXT NOT NULL REFERENCES settings (id),
  letters TEXT NOT NULL CHECK (letters <> ''),
  number INTEGER NOT NULL CHECK (number > 0),
  PRIMARY KEY (setting, letters, number)
) STRICT, WITHOUT ROWID;

-- What a form or a delivery has been answered with.
CREATE TABLE intents (
  setting TEXT NOT NULL,
  key TEXT NOT NULL CHECK (key <> ''),
  person TEXT NOT NULL,
  answer TEXT NOT NULL,
  kept_at TEXT NOT NULL CHECK (length(kept_at) = 24),
  PRIMARY KEY (setting, key, person),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX intents_by_age ON intents (kept_at);

-- The last link of each setting's chain. A writing transaction locks its setting's row first.
-- `look_at`: when the setting is next looked at for what has fallen due, once in its day and again after whatever happened
-- to it; `retain_at`: for what may be erased. `…_claimed_until`: a process is at it, until then; `…_claim`: that process's token.
CREATE TABLE chain_heads (
  setting TEXT NOT NULL REFERENCES settings (id),
  seq INTEGER NOT NULL CHECK (seq >= 0),
  hash TEXT NOT NULL,
  look_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z' CHECK (length(look_at) = 24),
  looked_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z' CHECK (length(looked_at) = 24),
  retain_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z' CHECK (length(retain_at) = 24),
  retained_at TEXT CHECK (length(retained_at) = 24),
  look_claimed_until TEXT CHECK (length(look_claimed_until) = 24),
  look_claim TEXT,
  retain_claimed_until TEXT CHECK (length(retain_claimed_until) = 24),
  retain_claim TEXT,
  PRIMARY KEY (setting),
  CHECK ((look_claim IS NULL) = (look_claimed_until IS NULL)),
  CHECK ((retain_claim IS NULL) = (retain_claimed_until IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX chain_heads_by_look ON chain_heads (look_at);
-- Finds those that were looked at in the future: the clock has been set back.
CREATE INDEX chain_heads_by_looked ON chain_heads (looked_at);
CREATE INDEX chain_heads_by_retain ON chain_heads (retain_at);

-- One row an event. `digest`: SHA-256 of the salted payload; `hash`: SHA-256 of the row's other columns.
-- Rows stand in the order in which they were written, so that an event changes few pages; its key is beside them.
CREATE TABLE audit (
  setting TEXT NOT NULL,
  seq INTEGER NOT NULL,
  action TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT NOT NULL,
  at TEXT NOT NULL,
  digest TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  salt TEXT,
  payload TEXT,
  PRIMARY KEY (setting, seq),
  CHECK ((salt IS NULL) = (payload IS NULL))
) STRICT;

-- The workspaces in which a chat platform's app is installed, where it serves several. `sealed` is encrypted by the
-- platform with a key from the environment: the database alone gives no access to anybody's workspace.
CREATE TABLE installations (
  platform TEXT NOT NULL CHECK (platform <> ''),
  tenant TEXT NOT NULL CHECK (tenant <> ''),
  sealed TEXT NOT NULL CHECK (sealed <> ''),
  installed_at TEXT NOT NULL CHECK (length(installed_at) = 24),
  PRIMARY KEY (platform, tenant)
) STRICT, WITHOUT ROWID;

-- Where Teams may begin a message of its own: one chat an account, of people who may have a place in no setting (yet).
-- And what was answered to its end, for a day: Teams repeats an activity that it thinks lost.
CREATE TABLE conversations (
  platform TEXT NOT NULL CHECK (platform <> ''),
  tenant TEXT NOT NULL CHECK (tenant <> ''),
  user_id TEXT NOT NULL CHECK (user_id <> ''),
  conversation TEXT NOT NULL CHECK (conversation <> ''),
  service_url TEXT NOT NULL CHECK (service_url <> ''),
  bot TEXT NOT NULL,
  used_at TEXT NOT NULL CHECK (length(used_at) = 24),
  welcomed_at TEXT CHECK (length(welcomed_at) = 24),
  page TEXT CHECK (page <> ''),
  PRIMARY KEY (platform, tenant, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_by_use ON conversations (platform, tenant, used_at);

CREATE TABLE answered_activities (
  key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
  answered_at TEXT NOT NULL CHECK (length(answered_at) = 24)
) STRICT, WITHOUT ROWID;
CREATE INDEX answered_activities_by_time ON answered_activities (answered_at);
