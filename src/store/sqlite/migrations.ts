/**
 * Every version of the schema, oldest first: applying the rest of the list to any version gives the newest. Released entries never change.
 *
 * 1. Documents (configs, descriptions of records) and chunks (64 steps of a series) are kept once, by the first 16 bytes of their
 *    SHA-256. A series is a path of chunks: each row of `series` is the series that ends with `chunk` and goes on from `before`, and 0 is
 *    the empty one. A series that has grown shares all rows but the last with its younger self, so a look costs the same however long
 *    the analysis runs. `look.tails` holds, packed, what is left over when each series is cut into whole chunks.
 *    Every reference is a foreign key with an index, so what no look needs any more can be found by a query.
 * 2. The noise profile of each metric of a config, the last one saved; analysis.noise holds what an analysis has taken of them at its
 *    start, as a document: null is nothing.
 * 3. What clients of Kayenta's API put: JSON of some kind under an id, with what it is listed by beside it. Applications are rows of
 *    their own, so that those of one application are found by an index.
 * 4. Messages that wait for the channel they are to be delivered to; they leave when they are delivered or given up.
 * 5. Looks whose series have been removed have no tails at all (packed, even none are a byte). The oldest of the others, and the documents
 *    that changed longest ago, are found by an index.
 * 6. Pairs of answers, by stream: a config and a candidate's name. Their tallies, the requests of which a half waits, the samples that are kept for review,
 *    of which those that nobody can tell how alike they are have a similarity of 2. Requests that have been counted are known by a hash of 8
 *    bytes: the newest stand in a log, a row a batch; the others in runs, cut into 512 pieces by the first 9 bits of the hash. The id of a
 *    piece is 512 times that of its run, and which piece it is.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    body BLOB NOT NULL
  ) STRICT;

  CREATE TABLE chunk (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    body BLOB NOT NULL
  ) STRICT;

  CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    before INTEGER REFERENCES series (id),
    chunk INTEGER REFERENCES chunk (id),
    UNIQUE (before, chunk),
    CHECK ((id = 0) = (before IS NULL) AND (id = 0) = (chunk IS NULL))
  ) STRICT;
  CREATE INDEX series_by_chunk ON series (chunk);
  INSERT INTO series (id) VALUES (0);

  CREATE TABLE analysis (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    config_name TEXT NOT NULL,
    config_hash TEXT NOT NULL,
    config INTEGER NOT NULL REFERENCES document (id),
    control TEXT NOT NULL,
    candidate TEXT NOT NULL,
    start_ms INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'finished', 'cancelled')),
    verdict TEXT NOT NULL CHECK (verdict IN ('promote', 'continue', 'rollback')),
    score REAL,
    reason TEXT NOT NULL,
    last_slot_ms INTEGER,
    next_slot_ms INTEGER CHECK (next_slot_ms IS NULL OR status = 'running'),
    looks INTEGER NOT NULL,
    ended_at_ms INTEGER
  ) STRICT;
  CREATE INDEX analysis_newest ON analysis (created_at_ms, id);
  CREATE INDEX analysis_of_scopes ON analysis (config_name, control, candidate, created_at_ms, id);
  CREATE INDEX analysis_by_status ON analysis (status, created_at_ms, id);
  CREATE INDEX analysis_due ON analysis (next_slot_ms) WHERE next_slot_ms IS NOT NULL;
  CREATE INDEX analysis_by_config ON analysis (config);

  CREATE TRIGGER analysis_rollback_sticks BEFORE UPDATE ON analysis
  WHEN OLD.verdict = 'rollback' AND NEW.verdict <> 'rollback'
  BEGIN SELECT RAISE(ABORT, 'a rollback stays a rollback'); END;
  CREATE TRIGGER analysis_end_is_final BEFORE UPDATE ON analysis
  WHEN OLD.status <> 'running'
  BEGIN SELECT RAISE(ABORT, 'an ended analysis does not change'); END;

  CREATE TABLE look (
    id INTEGER PRIMARY KEY,
    analysis TEXT NOT NULL REFERENCES analysis (id) ON DELETE CASCADE,
    slot_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    description INTEGER NOT NULL REFERENCES document (id),
    tails BLOB NOT NULL,
    UNIQUE (analysis, slot_ms)
  ) STRICT;
  CREATE INDEX look_by_description ON look (description);

  CREATE TABLE look_series (
    look INTEGER NOT NULL REFERENCES look (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    length INTEGER NOT NULL,
    series INTEGER NOT NULL REFERENCES series (id),
    PRIMARY KEY (look, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX look_series_by_series ON look_series (series);
  `,
  `
  ALTER TABLE analysis ADD COLUMN noise INTEGER REFERENCES document (id);
  CREATE INDEX analysis_by_noise ON analysis (noise) WHERE noise IS NOT NULL;

  CREATE TABLE noise_profile (
    config_name TEXT NOT NULL,
    metric TEXT NOT NULL,
    query_hash TEXT NOT NULL,
    fitted_at_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (config_name, metric, query_hash)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE client_document (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    status TEXT,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT;
  CREATE INDEX client_document_newest ON client_document (kind, created_at_ms, id);
  CREATE INDEX client_document_by_status ON client_document (kind, status, created_at_ms, id);

  CREATE TABLE client_document_application (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER NOT NULL,
    application TEXT NOT NULL,
    PRIMARY KEY (kind, id, position),
    FOREIGN KEY (kind, id) REFERENCES client_document (kind, id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX client_document_of_application ON client_document_application (kind, application, id);
  `,
  `
  CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('change', 'look')),
    body BLOB NOT NULL,
    created_at_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_ms INTEGER NOT NULL,
    UNIQUE (channel, id)
  ) STRICT;
  CREATE INDEX outbox_due ON outbox (channel, created_at_ms, sequence, next_attempt_ms);
  `,
  `
  CREATE INDEX look_with_series ON look (slot_ms) WHERE length(tails) > 0;
  CREATE INDEX client_document_oldest ON client_document (kind, updated_at_ms);
  `,
  `
  CREATE TABLE pair_stream (
    id INTEGER PRIMARY KEY,
    config TEXT NOT NULL,
    candidate TEXT NOT NULL,
    UNIQUE (config, candidate)
  ) STRICT;

  CREATE TABLE pair_tally (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES pair_stream (id),
    kind TEXT NOT NULL CHECK (kind IN ('step', 'detail')),
    start_ms INTEGER NOT NULL,
    length_ms INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (stream, kind, start_ms, length_ms)
  ) STRICT;
  CREATE INDEX pair_tally_oldest ON pair_tally (start_ms);

  CREATE TABLE pair_waiting (
    stream INTEGER NOT NULL REFERENCES pair_stream (id),
    id TEXT NOT NULL,
    arrived_at_ms INTEGER NOT NULL,
    control TEXT,
    candidate TEXT,
    PRIMARY KEY (stream, id)
  ) STRICT;
  CREATE INDEX pair_waiting_oldest ON pair_waiting (stream, arrived_at_ms, id);
  CREATE INDEX pair_waiting_complete ON pair_waiting (arrived_at_ms) WHERE control IS NOT NULL AND candidate IS NOT NULL;

  CREATE TABLE pair_sample (
    id INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL REFERENCES pair_stream (id),
    pair TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    is_divergent INTEGER NOT NULL,
    similarity REAL NOT NULL,
    segment TEXT,
    body BLOB NOT NULL,
    mark TEXT,
    note TEXT,
    marked_by TEXT,
    marked_at_ms INTEGER,
    UNIQUE (stream, pair),
    CHECK ((mark IS NULL) = (marked_at_ms IS NULL))
  ) STRICT;
  CREATE INDEX pair_sample_newest ON pair_sample (stream, at_ms, pair, mark);
  CREATE INDEX pair_sample_least_similar ON pair_sample (stream, similarity, pair);
  CREATE INDEX pair_sample_oldest ON pair_sample (at_ms);

  CREATE TABLE pair_id_log (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    hashes BLOB NOT NULL
  ) STRICT;
  CREATE TABLE pair_id_run (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE pair_id_piece (
    id INTEGER PRIMARY KEY,
    hashes BLOB NOT NULL
  ) STRICT;
  `,
];
