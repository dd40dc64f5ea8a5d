import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { comparesAnswers } from '../analysis/comparison/compared-config.ts';
import { createIntake, type Intake, type IntakeDeps } from '../analysis/comparison/intake.ts';
import { pairMetrics } from '../observe/pair-metrics.ts';
import { everySecond, type Ticking } from '../schedule/every-second.ts';

export interface IntakeParts extends Omit<IntakeDeps, 'onSaved' | 'onRepeatedHalves'> {
  readonly registry: Registry;
}

/** Takes pairs in, and counts for /metrics what it took. */
export function openIntake({ registry, ...deps }: IntakeParts): Intake {
  const compared = [...deps.configs.values()].filter(comparesAnswers);
  const metrics = pairMetrics(
    registry,
    compared.map(({ name, comparison }) => ({ name, comparators: comparison.comparators.map((one) => one.name) })),
  );
  return createIntake({ ...deps, onSaved: metrics.saved, onRepeatedHalves: metrics.repeatedHalves });
}

/** Sees to halves that wait, every second: whichever process comes first counts them. Where no answers are compared there are none. */
export function sweepEverySecond(intake: Intake, { configs, logger }: Pick<IntakeParts, 'configs'> & { readonly logger: Logger }): Ticking {
  if (![...configs.values()].some(comparesAnswers)) return { stop: async () => undefined };
  const abort = new AbortController();
  const ticking = everySecond(() =>
    intake
      .sweep(abort.signal)
      .catch((error: unknown) => logger.error({ err: error }, 'halves that wait could not be counted; they are tried again')),
  );
  return {
    stop() {
      abort.abort(); // However many wait: the next start counts them.
      return ticking.stop();
    },
  };
}
