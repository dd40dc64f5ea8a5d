/**
 * Every version of the schema, oldest first: applying the rest of the list to any version gives the newest. Released entries never change.
 *
 * 1. As in SQLite, with content known by its hash: documents and chunks (64 steps of a series) by the first 16 bytes of their SHA-256, a
 *    series by that of its two parts, the series that it goes on from (`before`) and the chunk that it ends with. So a store can tell the
 *    name of a series without asking for it, and two replicas that add the same add it once. The empty series is sixteen zeros.
 *    Texts of any length that are looked for stand in an index by their hash: an index of PostgreSQL takes 2,700 bytes.
 *    Texts compare by their bytes (COLLATE "C"), whatever the database's own language. What is compressed already is not compressed again.
 * 2. Looks whose series have been removed have no tails at all (packed, even none are a byte). The oldest of the others, and the documents
 *    that changed longest ago, are found by an index.
 * 3. Pairs of answers, by stream: a config and a candidate's name. Their tallies, the requests of which a half waits, the samples that are kept for review,
 *    of which those that nobody can tell how alike they are have a similarity of 2. Requests that have been counted are known by a hash of 8
 *    bytes, as in SQLite.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE serinus.document (
    hash BYTEA PRIMARY KEY,
    body BYTEA NOT NULL
  );

  CREATE TABLE serinus.chunk (
    hash BYTEA PRIMARY KEY,
    body BYTEA NOT NULL
  );

  CREATE TABLE serinus.series (
    hash BYTEA PRIMARY KEY,
    before BYTEA REFERENCES serinus.series (hash),
    chunk BYTEA REFERENCES serinus.chunk (hash),
    CHECK ((before IS NULL) = (chunk IS NULL))
  );
  CREATE INDEX series_by_before ON serinus.series (before);
  CREATE INDEX series_by_chunk ON serinus.series (chunk);
  INSERT INTO serinus.series (hash) VALUES (decode(repeat('00', 16), 'hex'));

  CREATE TABLE serinus.analysis (
    id TEXT COLLATE "C" PRIMARY KEY,
    key TEXT NOT NULL,
    key_hash BYTEA NOT NULL UNIQUE,
    config_name TEXT COLLATE "C" NOT NULL,
    config_hash TEXT NOT NULL,
    config BYTEA NOT NULL REFERENCES serinus.document (hash),
    noise BYTEA REFERENCES serinus.document (hash),
    control TEXT NOT NULL,
    candidate TEXT NOT NULL,
    scopes_hash BYTEA NOT NULL,
    start_ms BIGINT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('running', 'finished', 'cancelled')),
    verdict TEXT COLLATE "C" NOT NULL CHECK (verdict IN ('promote', 'continue', 'rollback')),
    score DOUBLE PRECISION,
    reason TEXT NOT NULL,
    last_slot_ms BIGINT,
    next_slot_ms BIGINT CHECK (next_slot_ms IS NULL OR status = 'running'),
    looks INTEGER NOT NULL,
    ended_at_ms BIGINT
  );
  CREATE INDEX analysis_newest ON serinus.analysis (created_at_ms, id);
  CREATE INDEX analysis_of_scopes ON serinus.analysis (scopes_hash, created_at_ms, id);
  CREATE INDEX analysis_by_status ON serinus.analysis (status, created_at_ms, id);
  CREATE INDEX analysis_due ON serinus.analysis (next_slot_ms, id) WHERE next_slot_ms IS NOT NULL;
  CREATE INDEX analysis_by_config ON serinus.analysis (config);
  CREATE INDEX analysis_by_noise ON serinus.analysis (noise) WHERE noise IS NOT NULL;

  CREATE FUNCTION serinus.keep_verdicts() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF OLD.verdict = 'rollback' AND NEW.verdict <> 'rollback' THEN RAISE EXCEPTION 'a rollback stays a rollback'; END IF;
    IF OLD.status <> 'running' THEN RAISE EXCEPTION 'an ended analysis does not change'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER keep_verdicts BEFORE UPDATE ON serinus.analysis FOR EACH ROW EXECUTE FUNCTION serinus.keep_verdicts();

  CREATE TABLE serinus.look (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    analysis TEXT COLLATE "C" NOT NULL REFERENCES serinus.analysis (id) ON DELETE CASCADE,
    slot_ms BIGINT NOT NULL,
    body BYTEA NOT NULL,
    description BYTEA NOT NULL REFERENCES serinus.document (hash),
    tails BYTEA NOT NULL,
    UNIQUE (analysis, slot_ms)
  );
  CREATE INDEX look_by_description ON serinus.look (description);

  CREATE TABLE serinus.look_series (
    look BIGINT NOT NULL REFERENCES serinus.look (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    length INTEGER NOT NULL,
    series BYTEA NOT NULL REFERENCES serinus.series (hash),
    PRIMARY KEY (look, position)
  );
  CREATE INDEX look_series_by_series ON serinus.look_series (series);

  CREATE TABLE serinus.noise_profile (
    config_name TEXT COLLATE "C" NOT NULL,
    metric TEXT COLLATE "C" NOT NULL,
    query_hash TEXT COLLATE "C" NOT NULL,
    fitted_at_ms BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (config_name, metric, query_hash)
  );

  CREATE TABLE serinus.client_document (
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT,
    status TEXT COLLATE "C",
    created_at_ms BIGINT NOT NULL,
    updated_at_ms BIGINT NOT NULL,
    applications TEXT[] NOT NULL,
    application_hashes BYTEA[] NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (kind, id)
  );
  CREATE INDEX client_document_newest ON serinus.client_document (kind, created_at_ms, id);
  CREATE INDEX client_document_by_status ON serinus.client_document (kind, status, created_at_ms, id);
  CREATE INDEX client_document_of_application ON serinus.client_document USING gin (application_hashes);

  CREATE TABLE serinus.outbox (
    sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('change', 'look')),
    body BYTEA NOT NULL,
    created_at_ms BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_ms BIGINT NOT NULL,
    UNIQUE (channel, id)
  );
  CREATE INDEX outbox_due ON serinus.outbox (channel, created_at_ms, sequence, next_attempt_ms);

  ALTER TABLE serinus.document ALTER body SET STORAGE EXTERNAL;
  ALTER TABLE serinus.chunk ALTER body SET STORAGE EXTERNAL;
  ALTER TABLE serinus.look ALTER body SET STORAGE EXTERNAL, ALTER tails SET STORAGE EXTERNAL;
  ALTER TABLE serinus.client_document ALTER body SET STORAGE EXTERNAL;
  `,
  `
  CREATE INDEX look_with_series ON serinus.look (slot_ms) WHERE length(tails) > 0;
  CREATE INDEX client_document_oldest ON serinus.client_document (kind, updated_at_ms);
  `,
  `
  CREATE TABLE serinus.pair_stream (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    config TEXT COLLATE "C" NOT NULL,
    candidate TEXT COLLATE "C" NOT NULL,
    UNIQUE (config, candidate)
  );

  CREATE TABLE serinus.pair_tally (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream BIGINT NOT NULL REFERENCES serinus.pair_stream (id),
    kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('step', 'detail')),
    start_ms BIGINT NOT NULL,
    length_ms BIGINT NOT NULL,
    body BYTEA NOT NULL,
    UNIQUE (stream, kind, start_ms, length_ms)
  );
  CREATE INDEX pair_tally_oldest ON serinus.pair_tally (start_ms);

  CREATE TABLE serinus.pair_waiting (
    stream BIGINT NOT NULL REFERENCES serinus.pair_stream (id),
    id TEXT COLLATE "C" NOT NULL,
    arrived_at_ms BIGINT NOT NULL,
    control TEXT,
    candidate TEXT,
    PRIMARY KEY (stream, id)
  );
  CREATE INDEX pair_waiting_oldest ON serinus.pair_waiting (arrived_at_ms, stream, id);
  CREATE INDEX pair_waiting_of_stream ON serinus.pair_waiting (stream, arrived_at_ms);
  CREATE INDEX pair_waiting_complete ON serinus.pair_waiting (arrived_at_ms) WHERE control IS NOT NULL AND candidate IS NOT NULL;

  CREATE TABLE serinus.pair_sample (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream BIGINT NOT NULL REFERENCES serinus.pair_stream (id),
    pair TEXT COLLATE "C" NOT NULL,
    at_ms BIGINT NOT NULL,
    is_divergent INTEGER NOT NULL,
    similarity DOUBLE PRECISION NOT NULL,
    segment TEXT COLLATE "C",
    body BYTEA NOT NULL,
    mark TEXT COLLATE "C",
    note TEXT,
    marked_by TEXT,
    marked_at_ms BIGINT,
    UNIQUE (stream, pair),
    CHECK ((mark IS NULL) = (marked_at_ms IS NULL))
  );
  CREATE INDEX pair_sample_newest ON serinus.pair_sample (stream, at_ms, pair, mark);
  CREATE INDEX pair_sample_least_similar ON serinus.pair_sample (stream, similarity, pair);
  CREATE INDEX pair_sample_oldest ON serinus.pair_sample (at_ms);

  CREATE TABLE serinus.pair_id (
    hash BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL
  );
  CREATE INDEX pair_id_oldest ON serinus.pair_id (at_ms);

  ALTER TABLE serinus.pair_tally ALTER body SET STORAGE EXTERNAL;
  ALTER TABLE serinus.pair_sample ALTER body SET STORAGE EXTERNAL;
  `,
];
