-- When a setting is looked at next for what has fallen due: once in its day, and again after whatever happened to it.
ALTER TABLE chain_heads ADD COLUMN look_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z' CHECK (length(look_at) = 24);
ALTER TABLE chain_heads ADD COLUMN looked_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z' CHECK (length(looked_at) = 24);
CREATE INDEX chain_heads_by_look ON chain_heads (look_at);
-- Finds those that were looked at in the future: the clock has been set back.
CREATE INDEX chain_heads_by_looked ON chain_heads (looked_at);

-- One person's messages go out together.
CREATE INDEX notifications_waiting ON notifications (setting, recipient, not_before) WHERE state IN ('queued', 'failed');
