import type { DatabaseSync } from 'node:sqlite';

/** Each entry takes the schema one version up; entries are only ever added. Times are Unix milliseconds. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE error (
    id TEXT PRIMARY KEY,
    last_mailed_ms INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE error_week (
    error_id TEXT NOT NULL,
    week_ms INTEGER NOT NULL,
    count INTEGER NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL,
    mailed_ms INTEGER,
    path TEXT NOT NULL,
    function TEXT,
    line INTEGER NOT NULL,
    code TEXT,
    developer TEXT,
    code_changed_ms INTEGER,
    known INTEGER NOT NULL,
    occurrence TEXT NOT NULL,
    PRIMARY KEY (week_ms, error_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX error_week_by_error ON error_week (error_id, week_ms);
  CREATE INDEX error_week_by_path ON error_week (path, week_ms);

  CREATE TABLE seen (
    key TEXT PRIMARY KEY,
    at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX seen_by_age ON seen (at_ms);

  CREATE TABLE waiting (
    stack_key TEXT NOT NULL,
    week_ms INTEGER NOT NULL,
    count INTEGER NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    reported TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_ms INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (stack_key, week_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX waiting_by_time ON waiting (next_attempt_ms);

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    error_id TEXT NOT NULL,
    week_ms INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    recipients TEXT NOT NULL,
    header TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_ms INTEGER NOT NULL,
    sent_ms INTEGER,
    failed INTEGER NOT NULL DEFAULT 0,
    because TEXT
  ) STRICT;
  CREATE INDEX outbox_due ON outbox (next_attempt_ms) WHERE sent_ms IS NULL AND failed = 0;
  CREATE INDEX outbox_sent ON outbox (sent_ms) WHERE sent_ms IS NOT NULL;
  `,
  // Many keys a row; the keys of the version before were made another way, and would not be recognised.
  `
  DROP TABLE seen;
  CREATE TABLE seen (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    keys BLOB NOT NULL
  ) STRICT;
  `,
  // Apart, because a row is rewritten whole whenever its count changes.
  `
  CREATE TABLE occurrence (
    week_ms INTEGER NOT NULL,
    error_id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (week_ms, error_id)
  ) STRICT;
  INSERT INTO occurrence SELECT week_ms, error_id, occurrence FROM error_week;
  ALTER TABLE error_week DROP COLUMN occurrence;
  ALTER TABLE error_week ADD COLUMN shown_ms INTEGER NOT NULL DEFAULT 0;
  UPDATE error_week SET shown_ms = last_seen_ms;
  `,
  // What git said of lines, which is the same for ever.
  `
  CREATE TABLE blame (
    key TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    kept_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX blame_kept ON blame (kept_ms);
  `,
  // Letters of other kinds, and what they list. Handed is 1 while a letter is tried, and 2 once somebody may have it.
  `
  ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'error';
  ALTER TABLE outbox ADD COLUMN handed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE outbox ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE outbox ADD COLUMN gathered INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE outbox ADD COLUMN digested_ms INTEGER;
  UPDATE outbox SET handed = 2 WHERE attempts > 0;
  DROP INDEX outbox_due;
  CREATE INDEX outbox_due ON outbox (next_attempt_ms) WHERE sent_ms IS NULL AND failed = 0 AND gathered = 0;

  CREATE TABLE digest_letter (
    digest_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    letter_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    PRIMARY KEY (digest_id, letter_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX digest_letter_by_letter ON digest_letter (letter_id);

  CREATE TABLE notice_item (
    key TEXT PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notice_item_by_letter ON notice_item (letter_id);
  `,
  // How many errors a week has, and what was counted of those it had no room for. Documents are packed from here on.
  `
  CREATE TABLE week_total (
    week_ms INTEGER PRIMARY KEY,
    errors INTEGER NOT NULL,
    beyond INTEGER NOT NULL DEFAULT 0,
    beyond_first_ms INTEGER,
    beyond_last_ms INTEGER
  ) STRICT;
  INSERT INTO week_total (week_ms, errors) SELECT week_ms, count(*) FROM error_week GROUP BY week_ms;
  ALTER TABLE occurrence RENAME TO occurrence_before;
  CREATE TABLE occurrence (
    week_ms INTEGER NOT NULL,
    error_id TEXT NOT NULL,
    document ANY NOT NULL,
    PRIMARY KEY (week_ms, error_id)
  ) STRICT;
  INSERT INTO occurrence SELECT week_ms, error_id, document FROM occurrence_before ORDER BY week_ms, error_id;
  DROP TABLE occurrence_before;
  `,
  // At most one row: when there was no room for what was due.
  `
  CREATE TABLE full_hour (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    at_ms INTEGER NOT NULL
  ) STRICT;
  `,
  // What the pages search by, and what they show of an error's past. Without a version or host the text is empty.
  `
  ALTER TABLE error_week ADD COLUMN type TEXT NOT NULL DEFAULT '';
  ALTER TABLE error_week ADD COLUMN service TEXT NOT NULL DEFAULT '';
  ALTER TABLE error_week ADD COLUMN day_0 INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE error_week ADD COLUMN day_1 INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE error_week ADD COLUMN day_2 INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE error_week ADD COLUMN day_3 INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE error_week ADD COLUMN day_4 INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE error_week ADD COLUMN day_5 INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE error_week ADD COLUMN day_6 INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE origin (
    error_id TEXT NOT NULL,
    service TEXT NOT NULL,
    version TEXT NOT NULL,
    host TEXT NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (error_id, service, version, host)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX outbox_by_error ON outbox (error_id, week_ms);
  `,
  // When some last got a letter that others still wait for, when one was given up, and whom a redirected one was for.
  `
  ALTER TABLE outbox ADD COLUMN begun_ms INTEGER;
  ALTER TABLE outbox ADD COLUMN failed_ms INTEGER;
  ALTER TABLE outbox ADD COLUMN instead_of TEXT;
  ALTER TABLE outbox ADD COLUMN instead_ms INTEGER;
  ALTER TABLE outbox ADD COLUMN instead_because TEXT;
  CREATE INDEX outbox_begun ON outbox (begun_ms) WHERE begun_ms IS NOT NULL;
  `,
  // What waits is bounded, so that it is added up as it changes, and how long it has waited is told.
  `
  ALTER TABLE waiting ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE waiting ADD COLUMN threshold INTEGER;
  UPDATE waiting SET since_ms = received_ms;
  CREATE INDEX waiting_since ON waiting (since_ms);
  CREATE TABLE waiting_total (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    rows INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    occurrences INTEGER NOT NULL
  ) STRICT;
  INSERT INTO waiting_total SELECT 1, count(*), total(octet_length(reported)), total(count) FROM waiting;
  CREATE TRIGGER waiting_added AFTER INSERT ON waiting BEGIN
    UPDATE waiting_total SET rows = rows + 1, bytes = bytes + octet_length(new.reported),
      occurrences = occurrences + new.count;
  END;
  CREATE TRIGGER waiting_changed AFTER UPDATE OF reported, count ON waiting BEGIN
    UPDATE waiting_total SET bytes = bytes + octet_length(new.reported) - octet_length(old.reported),
      occurrences = occurrences + new.count - old.count;
  END;
  CREATE TRIGGER waiting_removed AFTER DELETE ON waiting BEGIN
    UPDATE waiting_total SET rows = rows - 1, bytes = bytes - octet_length(old.reported),
      occurrences = occurrences - old.count;
  END;
  `,
  // Whole batches, by which one that is sent again is recognised for longer than there is room for its occurrences.
  `
  CREATE TABLE seen_batch (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    keys BLOB NOT NULL
  ) STRICT;
  `,
];

/** Brings the schema up to date; two processes may start at once, the second finds nothing to do. */
export function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = readVersion(database);
    if (version > MIGRATIONS.length) throw new Error(describeNewer(version));
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

function describeNewer(version: number): string {
  return `the store was written by a newer Flawless (schema ${version}, this one knows ${MIGRATIONS.length}); start that version`;
}
