import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Outcome, Scenario } from './replay.ts';
import type { ReplayTask } from './replay-worker.ts';

export interface ReplayPool {
  /** A scenario asked for twice is run once. */
  replay(scenario: Scenario): Promise<Outcome>;
  replayMannWhitneyRule(scenario: Scenario): Promise<number>;
  close(): Promise<void>;
}

/** Replays on every core. Results do not depend on which worker had them: each run has a seed of its own. */
export function openPool(): ReplayPool {
  const waiting: { readonly task: ReplayTask; readonly resolve: (result: unknown) => void; readonly reject: (error: unknown) => void }[] =
    [];
  const known = new Map<string, Promise<unknown>>();
  const idle: Worker[] = [];
  const workers = Array.from({ length: availableParallelism() }, () => {
    const worker = new Worker(new URL('./replay-worker.ts', import.meta.url));
    idle.push(worker);
    return worker;
  });

  const next = (): void => {
    const worker = idle.pop();
    if (worker === undefined) return;
    const job = waiting.shift();
    if (job === undefined) {
      idle.push(worker);
      return;
    }
    const done = (settle: () => void): void => {
      worker.removeAllListeners('message').removeAllListeners('error');
      idle.push(worker);
      settle();
      next();
    };
    worker.once('message', ({ result }: { readonly result: unknown }) => done(() => job.resolve(result)));
    worker.once('error', (error) => done(() => job.reject(error)));
    worker.postMessage(job.task);
  };
  const run = (scenario: Scenario, rule: ReplayTask['rule']): Promise<unknown> => {
    const key = JSON.stringify([rule, scenario]);
    let result = known.get(key);
    if (result === undefined) {
      result = new Promise((resolve, reject) => {
        waiting.push({ task: { id: known.size, scenario, rule }, resolve, reject });
      });
      known.set(key, result);
      next();
    }
    return result;
  };
  return {
    replay: (scenario) => run(scenario, 'sequential') as Promise<Outcome>,
    replayMannWhitneyRule: (scenario) => run(scenario, 'mann-whitney') as Promise<number>,
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
