export const MIGRATIONS = [
  {
    name: '0001-totals',
    sql: 'CREATE TABLE totals (hour TEXT NOT NULL, log TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (hour, log)) WITHOUT ROWID',
  },
  {
    name: '0002-schema',
    sql: `
      CREATE TABLE schema_journal (id INTEGER PRIMARY KEY, log TEXT NOT NULL, generation INTEGER NOT NULL, low INTEGER NOT NULL, notes TEXT NOT NULL);
      CREATE TABLE schema_applied (log TEXT PRIMARY KEY, low INTEGER NOT NULL, generations TEXT NOT NULL) WITHOUT ROWID;
      CREATE TABLE schema_facts (part INTEGER PRIMARY KEY, body TEXT NOT NULL);
      CREATE TABLE schema_counts (bucket TEXT NOT NULL, part INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (bucket, part)) WITHOUT ROWID;
    `,
  },
  {
    name: '0003-violations',
    sql: `
      CREATE TABLE violation_counts (bucket TEXT NOT NULL, part INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (bucket, part)) WITHOUT ROWID;
      CREATE TABLE violation_marks (id TEXT PRIMARY KEY, state TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
    `,
  },
] as const
