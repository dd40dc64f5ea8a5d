import { type ArgoMetric, type ArgoRun, type Measurement, phaseAfter } from './argo-metric.ts';

/** A metric of an AnalysisTemplate with the prometheus provider. */
export interface ArgoPrometheusMetric extends Omit<ArgoMetric, 'provider'> {
  readonly initialDelay: string;
  readonly provider: {
    readonly prometheus: {
      readonly address: string;
      readonly query: string;
      readonly headers: readonly { readonly key: string; readonly value: string }[];
    };
  };
}

export interface PrometheusRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

/** What Argo's client sends: a form with the query and the time, to /api/v1/query. */
export function prometheusRequest({ provider }: ArgoPrometheusMetric, timeMs: number): PrometheusRequest {
  const { address, query, headers } = provider.prometheus;
  return {
    method: 'POST',
    url: new URL('/api/v1/query', address).pathname,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...Object.fromEntries(headers.map(({ key, value }) => [key.toLowerCase(), value])),
    },
    payload: new URLSearchParams({ query, time: (timeMs / 1000).toFixed(3), timeout: '10s' }).toString(),
  };
}

/** Measures after the initial delay and then every interval, until the run ends or `maxMs` have gone. */
export async function runPrometheusMetric(
  metric: ArgoPrometheusMetric,
  maxMs: number,
  measure: (request: PrometheusRequest, elapsedMs: number) => Promise<{ readonly statusCode: number; readonly body: string }>,
): Promise<Pick<ArgoRun, 'phase' | 'elapsedMs' | 'measurements'>> {
  const measurements: Measurement[] = [];
  for (let elapsedMs = milliseconds(metric.initialDelay); ; ) {
    const { statusCode, body } = await measure(prometheusRequest(metric, elapsedMs), elapsedMs);
    measurements.push(statusCode === 200 ? outcomeOf(metric, vectorOf(body)) : 'Error');
    const phase = phaseAfter(metric, measurements);
    const nextMs = elapsedMs + (measurements.at(-1) === 'Error' ? 10_000 : milliseconds(metric.interval));
    if (phase !== 'Running' || nextMs > maxMs) return { phase, elapsedMs, measurements };
    elapsedMs = nextMs;
  }
}

function vectorOf(body: string): readonly number[] {
  const { status, data } = JSON.parse(body);
  if (status !== 'success' || data.resultType !== 'vector') throw new Error(`no vector: ${body}`);
  return data.result.map(({ value }: { readonly value: readonly [number, string] }) => Number(value[1]));
}

/** Failure before success; neither is Inconclusive. An index beyond the end is an error of the measurement. */
export function outcomeOf(
  { successCondition = '', failureCondition = '' }: Omit<ArgoMetric, 'provider'>,
  result: readonly number[],
): Measurement {
  try {
    if (holds(failureCondition, result)) return 'Failed';
    return holds(successCondition, result) ? 'Successful' : 'Inconclusive';
  } catch {
    return 'Error';
  }
}

/** The forms of condition that the recipe uses, with and without its guard. */
function holds(condition: string, result: readonly number[]): boolean {
  const [, guard, operator, bound] = /^(len\(result\) > 0 && )?result\[0\] (>=|<) (\d+)$/.exec(condition) ?? [];
  if (operator === undefined) throw new Error(`cannot play ${condition}`);
  if (result.length === 0) {
    if (guard !== undefined) return false;
    throw new RangeError('reflect: slice index out of range');
  }
  return operator === '<' ? result[0]! < Number(bound) : result[0]! >= Number(bound);
}

const milliseconds = (text: string): number => {
  const [, count, unit] = /^(\d+)([sm])$/.exec(text) ?? [];
  if (unit === undefined) throw new Error(`cannot play ${text}`);
  return Number(count) * (unit === 'm' ? 60_000 : 1000);
};
