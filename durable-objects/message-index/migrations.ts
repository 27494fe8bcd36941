import type { Migration } from '../sqlite-migrations.ts'

/**
 * Beside these there is one table `run_<id>` per row of `runs`, and the table `wal_<n>` that `state`
 * names. Both are thrown away whole, because dropping a table writes no rows and deleting does.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: 'tables',
    sql: `
      CREATE TABLE logs (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
      CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        ids INTEGER NOT NULL,
        oldest_ms INTEGER NOT NULL,
        newest_ms INTEGER NOT NULL,
        fences BLOB NOT NULL,
        bloom BLOB NOT NULL
      );
      CREATE TABLE state (
        id INTEGER PRIMARY KEY CHECK (id = 0),
        wal INTEGER NOT NULL,
        next_run INTEGER NOT NULL,
        forgotten_early INTEGER NOT NULL
      );
      INSERT INTO state (id, wal, next_run, forgotten_early) VALUES (0, 0, 0, 0);
      CREATE TABLE wal_0 (
        id INTEGER PRIMARY KEY, oldest_ms INTEGER NOT NULL, newest_ms INTEGER NOT NULL, body BLOB NOT NULL
      );
    `,
  },
]
