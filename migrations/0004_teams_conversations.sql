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
  PRIMARY KEY (platform, tenant, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_by_use ON conversations (platform, tenant, used_at);

CREATE TABLE answered_activities (
  key TEXT NOT NULL PRIMARY KEY CHECK (key <> ''),
  answered_at TEXT NOT NULL CHECK (length(answered_at) = 24)
) STRICT, WITHOUT ROWID;
CREATE INDEX answered_activities_by_time ON answered_activities (answered_at);
