-- What the setting's folder said last, by person, child or policy version (`P:`, `C:`, `V:` and an id): digests of
-- cells, never what stood in them.

CREATE TABLE imports (
  setting TEXT NOT NULL REFERENCES settings (id),
  key TEXT NOT NULL CHECK (key <> ''),
  fingerprint TEXT NOT NULL,
  PRIMARY KEY (setting, key)
) STRICT, WITHOUT ROWID;
