import type pg from 'pg';
import { type Job, PgBoss } from 'pg-boss';
import type { DueLook } from '../analysis/ports/look-queue.ts';
import { SerinusError } from '../errors.ts';
import { type JobDatabase, openJobDatabase } from './job-database.ts';

export type LookJob = Pick<Job<DueLook>, 'id' | 'retryCount' | 'data'>;

/** Jobs that processes share, in lanes: those of one lane never wait for those of another. */
export interface LookJobs {
  /**
   * Adds each look that has no job yet, waiting or under way. Nobody takes it before its slot, by the database's clock.
   * @param nowMs slots that have come by then may be taken at once.
   */
  add(lane: string, looks: readonly DueLook[], nowMs: number): Promise<void>;
  /** Jobs that this process is to do now: others do not get them while they are kept alive, and no lane is wider than it may be. */
  take(lane: string, limit: number): Promise<readonly LookJob[]>;
  /** A job that is not kept alive for 10 s is given to someone else. */
  keepAlive(lane: string, jobs: readonly LookJob[]): Promise<void>;
  /** It is gone, unless someone else has it by now. */
  done(lane: string, job: LookJob): Promise<void>;
  /** It is tried again, later and later. */
  failed(lane: string, job: LookJob, reason: string): Promise<void>;
  /** @throws {Error} the database does not answer, or the queue's tables are gone. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface LookJobsOptions {
  readonly connection: pg.ClientConfig;
  /** Jobs of one lane under way at a time, in all processes together. */
  readonly laneWidth: number;
  /** What goes wrong behind the scenes; it is tried again. */
  readonly onError: (error: unknown) => void;
}

const SCHEMA = 'pgboss';
/** pg-boss takes no less. */
const HEARTBEAT_S = 10;
const QUEUE = {
  policy: 'exclusive', // one job of a key, waiting or under way
  heartbeatSeconds: HEARTBEAT_S,
  expireInSeconds: 3_600,
  retryLimit: 100_000, // until the analysis ends: the store says what is due
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 16,
  deleteAfterSeconds: 3_600,
} as const;

/** Opens the queue in the database's schema `pgboss`, which it makes or brings up to date. @throws {SerinusError} QUEUE_CANNOT_OPEN. */
export async function openLookJobs({ connection, laneWidth, onError }: LookJobsOptions): Promise<LookJobs> {
  const db = openJobDatabase(connection);
  try {
    return jobsOf(await startBoss(db, onError), db, { laneWidth, onError });
  } catch (cause) {
    await db.close();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SerinusError('QUEUE_CANNOT_OPEN', 503, `the queue cannot be opened in the schema ${SCHEMA} of its database: ${why}`, {
      cause,
    });
  }
}

async function startBoss(db: JobDatabase, onError: LookJobsOptions['onError']): Promise<PgBoss> {
  const { rows } = await db.executeSql('SELECT nspname FROM pg_namespace WHERE nspname = $1', [SCHEMA]);
  const boss = new PgBoss({
    db,
    schema: SCHEMA,
    createSchema: rows.length === 0, // even one that is there may be made only by whoever may make schemas
    schedule: false,
    // A process that was killed is missed after its heartbeat and a second.
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    warningQueueSize: 1_000_000, // the depth of the queue is a metric
  });
  boss.on('error', onError);
  boss.on('warning', ({ message }) => onError(new Error(message)));
  try {
    return await boss.start();
  } catch (error) {
    await boss.stop({ graceful: false }).catch(onError);
    throw error;
  }
}

function jobsOf(boss: PgBoss, db: JobDatabase, { laneWidth, onError }: Omit<LookJobsOptions, 'connection'>): LookJobs {
  const made = new Map<string, Promise<string>>();
  const queueOf = (lane: string): Promise<string> => {
    const known = made.get(lane);
    if (known !== undefined) return known;
    const name = queueName(lane);
    const making = boss.createQueue(name, QUEUE).then(() => name);
    made.set(lane, making);
    making.catch(() => made.delete(lane)); // whoever asked is told, and the next one tries again
    return making;
  };

  return {
    async add(lane, looks, nowMs) {
      const jobs = looks.map((data) => ({
        data,
        singletonKey: `${data.analysisId}:${data.slotMs}`,
        // A time long ago would have the job thrown away as forgotten.
        ...(data.slotMs > nowMs && { startAfter: new Date(data.slotMs) }),
        group: { id: 'looks' },
      }));
      if (jobs.length > 0) await boss.insert(await queueOf(lane), jobs);
    },
    async take(lane, limit) {
      const queue = await queueOf(lane);
      // Two that counted the jobs under way at the same time would both take what there is room for once.
      return db.alone(queue, (session) => boss.fetch<DueLook>(queue, { batchSize: limit, groupConcurrency: laneWidth, db: session }));
    },
    async keepAlive(lane, jobs) {
      await boss.touch(await queueOf(lane), attempts(jobs));
    },
    async done(lane, job) {
      await boss.deleteJob(await queueOf(lane), attempts([job]));
    },
    async failed(lane, job, reason) {
      await boss.fail(await queueOf(lane), attempts([job]), { reason });
    },
    async check() {
      await db.executeSql(`SELECT version FROM ${SCHEMA}.version`);
    },
    async close() {
      await boss.stop({ graceful: false }).catch(onError); // a database that is gone must not keep the program from ending
      await db.close();
    },
  };
}

const attempts = (jobs: readonly LookJob[]) => jobs.map(({ id, retryCount }) => ({ id, retryCount }));

/** Names of sources are letters, digits and dashes; a config may name another, which no settings have, and whose looks say so. */
const queueName = (lane: string): string => `looks-${lane.slice(0, 63).replaceAll(/[^A-Za-z0-9-]/g, '_')}`;
