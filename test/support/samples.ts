/** Samples to put into a real server. */
export interface SampleSeries {
  /** The sample's own name: counters with their _total, histogram buckets with their _bucket. */
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram' | 'unknown';
  readonly labels: Readonly<Record<string, string>>;
  /** In ascending order of time, Unix milliseconds. Infinities and NaN are samples like any other. */
  readonly samples: readonly (readonly [timeMs: number, value: number])[];
}

/** OpenMetrics text, its times in seconds: what `promtool tsdb create-blocks-from openmetrics` reads. */
export function openMetrics(series: readonly SampleSeries[]): string {
  const families = Map.groupBy(series, ({ name, type }) => `# TYPE ${familyOf(name, type)} ${type}\n`);
  const text = [...families].map(([head, members]) => head + members.map((one) => lines(one, (timeMs) => String(timeMs / 1000))).join(''));
  return `${text.join('')}# EOF\n`;
}

/** Prometheus's text format, its times in milliseconds: what VictoriaMetrics's /api/v1/import/prometheus reads. */
export function prometheusText(series: readonly SampleSeries[]): string {
  return series.map((one) => lines(one, String)).join('');
}

function lines({ name, labels, samples }: SampleSeries, timeText: (timeMs: number) => string): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  const head = pairs.length > 0 ? `${name}{${pairs.join(',')}}` : name;
  return samples.map(([timeMs, value]) => `${head} ${valueText(value)} ${timeText(timeMs)}\n`).join('');
}

function valueText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function familyOf(name: string, type: SampleSeries['type']): string {
  if (type === 'counter') return name.replace(/_total$/, '');
  return type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name;
}
