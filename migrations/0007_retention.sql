-- What is erased when its time has come, and what stops that.

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

-- The day on which the personal fields of a row went; its id and its references stay.
ALTER TABLE declarations ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
ALTER TABLE arrangements ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
ALTER TABLE allocations ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
ALTER TABLE holds ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
ALTER TABLE acknowledgements ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
ALTER TABLE signatures ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
ALTER TABLE children ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
ALTER TABLE people ADD COLUMN erased_on TEXT CHECK (length(erased_on) = 10);
CREATE INDEX notifications_to_erase ON notifications (setting, created_at) WHERE title <> 'Erased';

-- When a setting is looked at next for what may be erased, and when it last was.
ALTER TABLE chain_heads ADD COLUMN retain_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00.000Z' CHECK (length(retain_at) = 24);
ALTER TABLE chain_heads ADD COLUMN retained_at TEXT CHECK (length(retained_at) = 24);
CREATE INDEX chain_heads_by_retain ON chain_heads (retain_at);
