-- The workspaces in which a chat platform's app is installed, where it serves several. `sealed` is encrypted by the
-- platform with a key from the environment: the database alone gives no access to anybody's workspace.

CREATE TABLE installations (
  platform TEXT NOT NULL CHECK (platform <> ''),
  tenant TEXT NOT NULL CHECK (tenant <> ''),
  sealed TEXT NOT NULL CHECK (sealed <> ''),
  installed_at TEXT NOT NULL CHECK (length(installed_at) = 24),
  PRIMARY KEY (platform, tenant)
) STRICT, WITHOUT ROWID;

-- Where people.csv names this very account: a guest of the workspace may then come in.
ALTER TABLE accounts ADD COLUMN named INTEGER NOT NULL DEFAULT 0 CHECK (named IN (0, 1));
