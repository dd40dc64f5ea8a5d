import { parentPort } from 'node:worker_threads';
import { replay, replayMannWhitneyRule, type Scenario } from './replay.ts';

/** One task of a pool's worker: the judge's replay, or that of the incumbent's rule. */
export interface ReplayTask {
  readonly id: number;
  readonly scenario: Scenario;
  readonly rule: 'sequential' | 'mann-whitney';
}

parentPort!.on('message', ({ id, scenario, rule }: ReplayTask) => {
  parentPort!.postMessage({ id, result: rule === 'sequential' ? replay(scenario) : replayMannWhitneyRule(scenario) });
});
