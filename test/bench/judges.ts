import { checkParameters } from '../../src/analysis/config/judge-parameters.ts';
import { loadJudges } from '../../src/config/load-judges.ts';
import type { Judge, JudgeInput } from '../../src/judging/judge.ts';
import { judgeRunner } from '../../src/judging/run-judge.ts';
import type { MetricKind } from '../../src/model/metric-data.ts';
import type { Report } from './figure.ts';
import { metricOfKind } from './metric-of-kind.ts';
import { type Comparison, compare, type Rounds } from './side-by-side.ts';

const KINDS: readonly MetricKind[] = ['gauge', 'ratio', 'count', 'histogram'];
const STEPS = 1_440;
/** Its data are no source's: it judges what was counted of pairs, and stands beside no other judge. It is held to the same by itself. */
const BY_ITSELF = 'divergence';
/** Parameters that have no default. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { traffic: { share: 0.5 } };
/** Times each is done in one measurement: long against the clock, and so that each side mostly collects its own garbage. */
const REPEATS = 20;
/** A server judges all day: the rounds that count begin when everything is compiled, and are many, for each is short. */
const ROUNDS = { rounds: 75, warmUp: 50 };

/**
 * All judges of a kind on one metric, against what it takes to parse the JSON of Prometheus's replies that the metric came in.
 * Judging is then never what a look waits for.
 */
export default async function judges(report: Report): Promise<void> {
  const loaded = await loadJudges();
  for (const kind of KINDS) {
    const { data, replies } = metricOfKind(kind, STEPS);
    const ofKind = [...loaded.values()].filter((judge) => judge.kinds.includes(kind));
    const input: JudgeInput = {
      ...{ metric: kind, kind, data, mode: 'canary', direction: 'increase', tolerance: { ratio: 0.1 }, slo: { op: '<=', value: 0.5 } },
      ...{ alpha: 0.05, promoteAlpha: 0.05, minSamples: 10, stepMs: 60_000, stepsLeft: 120 },
    };
    const choices = ofKind.map((one: Judge) => {
      const { parameters = {} } = checkParameters(one, PARAMETERS[one.name] ?? {});
      return { name: one.name, parameters };
    });
    const judge = (by: typeof choices): (() => void) => {
      return () => {
        const run = judgeRunner(loaded, input);
        for (const choice of by) {
          const { classification, reason } = run(choice);
          if (classification === 'error' || classification === 'nodata') throw new Error(reason);
        }
      };
    };
    const parse = repeated(() => {
      for (const reply of replies) JSON.parse(reply);
    });

    const together = choices.filter(({ name }) => name !== BY_ITSELF);
    const { ratio, spread, theirs } = await compareWork(repeated(judge(together)), parse, ROUNDS);
    const unit = 'of parsing';
    report({ name: `all judges of a ${kind} against JSON.parse of its replies`, value: ratio, unit, limit: { atMost: 1 }, spread });
    for (const choice of together) {
      const alone = await compareWork(repeated(judge([choice])), parse, { rounds: 15, warmUp: 1 });
      report({ name: `  ${choice.name} alone`, value: alone.ours / REPEATS, unit: 'ms' });
    }
    for (const choice of choices.filter(({ name }) => name === BY_ITSELF)) {
      const alone = await compareWork(repeated(judge([choice])), parse, ROUNDS);
      const of = { unit, limit: { atMost: 1 }, spread: alone.spread } as const;
      report({ name: `judge ${choice.name} against JSON.parse of as many numbers`, value: alone.ratio, ...of });
    }
    report({ name: '  JSON.parse', value: theirs / REPEATS, unit: 'ms', spread: `${replies.join('').length} characters` });
  }
}

/** Compares the processor time of the two, in milliseconds: neither waits for anything, and what else runs on the machine does not count. */
function compareWork(ours: () => void, theirs: () => void, rounds: Rounds): Promise<Comparison> {
  return compare(
    () => workOf(ours),
    () => workOf(theirs),
    rounds,
  );
}

function workOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function repeated(work: () => void): () => void {
  return () => {
    for (let i = 0; i < REPEATS; i++) work();
  };
}
