import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { openStore } from '../../../src/store/index.ts';
import { makeDatabase, openServer } from '../../support/postgres.ts';
import { DIRECTORY, SPREAD } from '../spread.ts';

const SQL = readFileSync(join(import.meta.dirname, '../../../deploy/citus.sql'), 'utf8');

const server = await openServer();
afterAll(() => server?.close());

/** Stand in for the functions of Citus: they note a table, and refuse one that has a foreign key still, as Citus may. */
const FUNCTIONS = `
CREATE TABLE noted (number bigint GENERATED ALWAYS AS IDENTITY, name text, how text);
CREATE FUNCTION note(named regclass, how text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND (conrelid = named OR confrelid = named)) THEN
    RAISE EXCEPTION '% has a foreign key', named;
  END IF;
  INSERT INTO noted (name, how) VALUES (named::text, note.how);
END $$;
CREATE FUNCTION create_reference_table(named regclass) RETURNS void LANGUAGE sql AS $$ SELECT note(named, 'whole') $$;
CREATE FUNCTION create_distributed_table(named regclass, by text, colocate_with text) RETURNS void LANGUAGE sql AS
  $$ SELECT note(named, by || ' with ' || colocate_with) $$;`;

const CONSTRAINTS = `SELECT conrelid::regclass::text AS of, conname, contype, pg_get_constraintdef(oid) AS is, convalidated
  FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND conrelid <> 'noted'::regclass
  ORDER BY conrelid::regclass::text, conname`;

// Citus itself is not among Debian's packages.
test.skipIf(!server)(
  'deploy/citus.sql spreads every table once, and leaves every key as it was',
  async () => {
    if (!server) return;
    const url = await makeDatabase(server, 'candour_citus');
    await (await openStore(url)).close();
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(FUNCTIONS);
      const before = (await client.query(CONSTRAINTS)).rows;
      expect(before.filter(({ contype }) => contype === 'f').length).toBeGreaterThan(30);
      await client.query(SQL);
      expect((await client.query(CONSTRAINTS)).rows).toEqual(before);
      const { rows: noted } = await client.query<{ name: string; how: string }>(
        'SELECT name, how FROM noted ORDER BY number',
      );
      const named = (how: RegExp) => noted.filter((each) => how.test(each.how)).map(({ name }) => name);
      expect(named(/^whole$/).sort()).toEqual(Object.keys(DIRECTORY).sort());
      expect(named(/^setting with /).sort()).toEqual([...SPREAD].sort());
      const [first, ...others] = noted.filter(({ how }) => how !== 'whole');
      expect(first?.how).toBe('setting with none');
      expect([...new Set(others.map(({ how }) => how))]).toEqual([`setting with ${first?.name}`]);
    } finally {
      await client.end();
    }
  },
);
