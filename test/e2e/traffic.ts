import { type Random, seeded } from '../support/random.ts';

/** How one version serves. */
export interface VersionTraffic {
  readonly requestsPerMinute: number;
  /** Share of requests that fail, in [0, 1]. */
  readonly errorShare: number;
  /** Of the log-normal latency, in seconds, and its standard deviation on the log scale. */
  readonly median: number;
  readonly sigma: number;
  readonly cores: number;
  /** Whether the scrape so many minutes after the start found it; every one by default. */
  readonly isScraped?: (minute: number) => boolean;
}

/** What was counted since the start, at one scrape. */
export interface Counted {
  readonly timeMs: number;
  readonly requests: number;
  readonly errors: number;
  /** At most each bound, and all of them at last. */
  readonly buckets: readonly number[];
  readonly latencySum: number;
  readonly cpuSeconds: number;
}

export interface TrafficSpan {
  readonly startMs: number;
  readonly minutes: number;
  readonly scrapeMs: number;
  readonly bounds: readonly number[];
  readonly seed: number;
}

/**
 * Counters of versions that serve side by side, in their order. Load and latency wander together (AR(1), as neighbours on the same
 * hosts do), and each version has noise of its own on top; equal seeds give equal counters.
 */
export function drawTraffic(versions: readonly VersionTraffic[], span: TrafficSpan): (readonly Counted[])[] {
  const scrapes = Math.floor((span.minutes * 60_000) / span.scrapeMs) + 1;
  const random = seeded(span.seed);
  const load = wander(random, { scrapes, phi: 0.98, sd: 0.1 });
  const slowness = wander(random, { scrapes, phi: 0.95, sd: 0.03 });
  return versions.map((version) => {
    const own = wander(random, { scrapes, phi: 0.5, sd: 0.01 });
    const counted = drawVersion(version, { ...span, random, load, slowness, own });
    return counted.filter(({ timeMs }) => version.isScraped?.((timeMs - span.startMs) / 60_000) ?? true);
  });
}

interface Weather extends TrafficSpan {
  readonly random: Random;
  readonly load: readonly number[];
  readonly slowness: readonly number[];
  readonly own: readonly number[];
}

function drawVersion(version: VersionTraffic, { random, load, slowness, own, startMs, scrapeMs, bounds }: Weather): Counted[] {
  const perScrape = (version.requestsPerMinute * scrapeMs) / 60_000;
  const buckets = [...bounds.map(() => 0), 0];
  let errors = 0;
  let latencySum = 0;
  let cpuSeconds = 0;
  return load.map((busy, i) => {
    const requests = random.poisson(perScrape * Math.exp(busy));
    const median = version.median * Math.exp(slowness[i]! + own[i]!);
    for (let request = 0; request < requests; request++) {
      const seconds = median * Math.exp(version.sigma * random.normal());
      latencySum += seconds;
      bounds.forEach((bound, b) => {
        if (seconds <= bound) buckets[b]!++;
      });
      buckets[bounds.length]!++;
      if (random.uniform() < version.errorShare) errors++;
    }
    cpuSeconds += (version.cores * scrapeMs * Math.exp(busy + own[i]!)) / 1000;
    return { timeMs: startMs + i * scrapeMs, requests: buckets.at(-1)!, errors, buckets: [...buckets], latencySum, cpuSeconds };
  });
}

/** A stationary AR(1) with that standard deviation. */
function wander(random: Random, { scrapes, phi, sd }: { scrapes: number; phi: number; sd: number }): number[] {
  let value = sd * random.normal();
  return Array.from({ length: scrapes }, () => {
    const before = value;
    value = phi * value + sd * Math.sqrt(1 - phi * phi) * random.normal();
    return before;
  });
}
