-- What the policy asks beyond declaring: boundary agreements (P1–P3), conduct matters (G4), and whether somebody knows a
-- family that is new.

CREATE TABLE boundaries (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
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
  PRIMARY KEY (setting, id),
  -- In force with both signatures, or not at all.
  CHECK (state <> 'in_force' OR (staff_signed_at IS NOT NULL AND parent_answer IN ('page', 'paper'))),
  FOREIGN KEY (setting, declaration) REFERENCES declarations (setting, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX boundaries_by_number ON boundaries (setting, number);
CREATE INDEX boundaries_by_declaration ON boundaries (setting, declaration, number);
CREATE INDEX boundaries_by_state ON boundaries (setting, state, drafted_at);
-- One that has not ended a declaration.
CREATE UNIQUE INDEX boundaries_standing ON boundaries (setting, declaration) WHERE state <> 'ended';

-- One-time links to the page on which a parent signs. `digest`: SHA-256 of the token, which is kept nowhere.
CREATE TABLE boundary_links (
  digest TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
  setting TEXT NOT NULL,
  boundary TEXT NOT NULL,
  expires_at TEXT NOT NULL CHECK (length(expires_at) = 24),
  spent_at TEXT CHECK (length(spent_at) = 24),
  FOREIGN KEY (setting, boundary) REFERENCES boundaries (setting, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX boundary_links_by_boundary ON boundary_links (setting, boundary);

CREATE TABLE conduct_matters (
  setting TEXT NOT NULL,
  id TEXT NOT NULL CHECK (id <> ''),
  number INTEGER NOT NULL CHECK (number > 0),
  subject TEXT NOT NULL,
  clause TEXT NOT NULL CHECK (clause <> ''),
  note TEXT,
  opened_by TEXT NOT NULL,
  opened_at TEXT NOT NULL CHECK (length(opened_at) = 24),
  outcome TEXT,
  closed_by TEXT,
  closed_at TEXT CHECK (length(closed_at) = 24),
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
