-- A command is as slow as the pages it changes: each of these takes one away, or a read of many.

-- A text is kept once, whoever adopted it; a policy is read far more often than its text.
CREATE TABLE policy_texts (
  sha256 TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
  text TEXT NOT NULL
) STRICT;
INSERT INTO policy_texts (sha256, text) SELECT sha256, text FROM policies WHERE true ON CONFLICT (sha256) DO NOTHING;
ALTER TABLE policies DROP COLUMN text;

-- The payload beside its event. Erasing empties both columns, and the chain still verifies.
CREATE TABLE audit_anew (
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
INSERT INTO audit_anew
  SELECT a.setting, a.seq, a.action, a.actor, a.subject, a.at, a.digest, a.prev, a.hash, y.salt, y.payload
  FROM audit a LEFT JOIN audit_payloads y ON y.setting = a.setting AND y.seq = a.seq
  ORDER BY a.rowid;
DROP TABLE audit_payloads;
DROP TABLE audit;
ALTER TABLE audit_anew RENAME TO audit;

-- Answers by who gave them. By its id alone one is only erased.
CREATE TABLE acknowledgements_anew (
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
  erased_on TEXT CHECK (length(erased_on) = 10),
  PRIMARY KEY (setting, person, root, answer),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id),
  FOREIGN KEY (setting, root) REFERENCES policies (setting, id)
) STRICT, WITHOUT ROWID;
INSERT INTO acknowledgements_anew
  SELECT setting, person, root, answer, id, version, sha256, statements, reason, answered_at, account, erased_on
  FROM acknowledgements;
DROP TABLE acknowledgements;
ALTER TABLE acknowledgements_anew RENAME TO acknowledgements;

CREATE TABLE signatures_anew (
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
INSERT INTO signatures_anew
  SELECT setting, person, root, id, version, sha256, name_typed, source, witness, signed_on, signed_at, account, erased_on
  FROM signatures;
DROP TABLE signatures;
ALTER TABLE signatures_anew RENAME TO signatures;

-- Accounts by what the platform calls them: everybody is looked up so, with every command.
CREATE TABLE accounts_anew (
  platform TEXT NOT NULL,
  tenant TEXT NOT NULL,
  user_id TEXT NOT NULL CHECK (user_id <> ''),
  setting TEXT NOT NULL,
  person TEXT NOT NULL,
  last_used_at TEXT NOT NULL CHECK (length(last_used_at) = 24),
  named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1)),
  PRIMARY KEY (platform, tenant, user_id, setting),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
INSERT INTO accounts_anew SELECT platform, tenant, user_id, setting, person, last_used_at, named FROM accounts;
DROP TABLE accounts;
ALTER TABLE accounts_anew RENAME TO accounts;
CREATE INDEX accounts_by_person ON accounts (setting, person, last_used_at);

-- Keys begin with when they were made, so that those of one moment lie side by side. Three days later they are gone.
CREATE TABLE intents_anew (
  key TEXT NOT NULL CHECK (key <> ''),
  setting TEXT NOT NULL,
  person TEXT NOT NULL,
  answer TEXT NOT NULL,
  kept_at TEXT NOT NULL CHECK (length(kept_at) = 24),
  PRIMARY KEY (key, setting, person),
  FOREIGN KEY (setting, person) REFERENCES people (setting, id)
) STRICT, WITHOUT ROWID;
INSERT INTO intents_anew SELECT key, setting, person, answer, kept_at FROM intents;
DROP TABLE intents;
ALTER TABLE intents_anew RENAME TO intents;
CREATE INDEX intents_by_age ON intents (kept_at);
