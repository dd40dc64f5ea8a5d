/** A metric of an AnalysisTemplate as far as the web provider and its limits go. */
export interface ArgoMetric {
  readonly interval: string;
  readonly successCondition?: string;
  readonly failureCondition?: string;
  readonly consecutiveSuccessLimit?: number;
  readonly inconclusiveLimit?: number;
  readonly consecutiveErrorLimit?: number;
  readonly provider: {
    readonly web: {
      readonly method: 'POST' | 'GET';
      readonly url: string;
      readonly headers?: readonly { readonly key: string; readonly value: string }[];
      readonly jsonBody?: object;
      readonly jsonPath: string;
    };
  };
}

export type Measurement = 'Successful' | 'Failed' | 'Inconclusive' | 'Error';
export interface ArgoRun {
  /** Running: the time given was not enough for an end. Failed and Error abort the rollout, Inconclusive pauses it. */
  readonly phase: Measurement | 'Running';
  /** Milliseconds from the first measurement to the last. */
  readonly elapsedMs: number;
  readonly measurements: readonly Measurement[];
  /** Longest value stored in the status of the run. */
  readonly longestValue: number;
}

export interface ArgoRequest {
  readonly method: 'POST' | 'GET';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

const ERROR_RETRY_MS = 10_000;

/** Arguments are put into the JSON of the whole metric, quoted for it. */
export function withArguments(metric: ArgoMetric, args: Readonly<Record<string, string>>): ArgoMetric {
  const text = JSON.stringify(metric).replace(/\{\{args\.(\w+)\}\}/g, (_, name: string) => JSON.stringify(args[name]).slice(1, -1));
  return JSON.parse(text);
}

/**
 * Argo's controller over one metric until its run ends or `maxMs` have gone: measures every interval, or 10 s after an error; ends at the
 * limits of its counters.
 * @param measure answers one request at `elapsedMs` after the first.
 */
export async function runMetric(
  metric: ArgoMetric,
  maxMs: number,
  measure: (request: ArgoRequest, elapsedMs: number) => Promise<{ readonly statusCode: number; readonly body: string }>,
): Promise<ArgoRun> {
  const { web } = metric.provider;
  if (web.jsonPath !== '{$}') throw new Error(`only {$} is played, not ${web.jsonPath}`);
  const request: ArgoRequest = {
    method: web.method,
    url: new URL(web.url).pathname + new URL(web.url).search,
    headers: {
      'user-agent': 'Go-http-client/1.1',
      ...Object.fromEntries((web.headers ?? []).map(({ key, value }) => [key.toLowerCase(), value])),
      ...(web.jsonBody && { 'content-type': 'application/json' }),
    },
    ...(web.jsonBody && { payload: JSON.stringify(web.jsonBody) }),
  };
  const intervalMs = Number(/^(\d+)s$/.exec(metric.interval)![1]) * 1000;
  const measurements: Measurement[] = [];
  let longestValue = 0;
  for (let elapsedMs = 0; ; ) {
    const { statusCode, body } = await measure(request, elapsedMs);
    const isAnswered = statusCode >= 200 && statusCode < 300;
    measurements.push(isAnswered ? outcomeOf(metric, JSON.parse(body)) : 'Error');
    if (isAnswered) longestValue = Math.max(longestValue, body.length);
    const phase = phaseAfter(metric, measurements);
    const nextMs = elapsedMs + (measurements.at(-1) === 'Error' ? ERROR_RETRY_MS : intervalMs);
    if (phase !== 'Running' || nextMs > maxMs) return { phase, elapsedMs, measurements, longestValue };
    elapsedMs = nextMs;
  }
}

function outcomeOf({ successCondition, failureCondition }: ArgoMetric, result: unknown): Measurement {
  if (failureCondition !== undefined && holds(failureCondition, result)) return 'Failed';
  if (successCondition !== undefined) {
    if (holds(successCondition, result)) return 'Successful';
    return failureCondition === undefined ? 'Failed' : 'Inconclusive';
  }
  return 'Successful';
}

/** The one form of condition that the recipes use. */
function holds(condition: string, result: unknown): boolean {
  const [, field, value] = /^result\.(\w+) == "(\w+)"$/.exec(condition) ?? [];
  if (field === undefined) throw new Error(`cannot play ${condition}`);
  const object = result as Readonly<Record<string, unknown>>;
  if (!(field in object)) throw new Error(`${field} is not in the reply`);
  return object[field] === value;
}

export function phaseAfter(metric: Omit<ArgoMetric, 'provider'>, measurements: readonly Measurement[]): ArgoRun['phase'] {
  const count = (outcome: Measurement): number => measurements.filter((one) => one === outcome).length;
  const inARow = (outcome: Measurement): number => measurements.length - 1 - measurements.findLastIndex((one) => one !== outcome);
  if (count('Failed') > 0) return 'Failed';
  if (count('Inconclusive') > (metric.inconclusiveLimit ?? 0)) return 'Inconclusive';
  if (inARow('Error') > (metric.consecutiveErrorLimit ?? 4)) return 'Error';
  const { consecutiveSuccessLimit } = metric;
  return consecutiveSuccessLimit !== undefined && inARow('Successful') >= consecutiveSuccessLimit ? 'Successful' : 'Running';
}
