/** Native histograms to put into a real Prometheus: the little of protobuf and snappy that a remote write request needs. */
export interface NativeSampleSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** In ascending order of time, Unix milliseconds. */
  readonly samples: readonly (readonly [timeMs: number, histogram: NativeSample])[];
}

/** Integer counts by index: at resolution s, bucket i holds (2^((i - 1) / 2^s), 2^(i / 2^s)], on the negative side mirrored. */
export interface NativeSample {
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: ReadonlyMap<number, number>;
  readonly negative: ReadonlyMap<number, number>;
}

/** @throws {Error} the server does not take them: it needs --web.enable-remote-write-receiver and --enable-feature=native-histograms. */
export async function remoteWrite(url: string, series: readonly NativeSampleSeries[]): Promise<void> {
  const response = await fetch(`${url}/api/v1/write`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
    body: literalSnappy(Buffer.concat(series.map((one) => bytes(1, timeSeries(one))))) as Uint8Array<ArrayBuffer>,
  });
  if (!response.ok) throw new Error(`remote write: HTTP ${response.status} ${(await response.text()).slice(0, 300)}`);
}

// prometheus/prompb/types.proto: the field numbers of TimeSeries, Label, Histogram and BucketSpan.
function timeSeries({ labels, samples }: NativeSampleSeries): Buffer {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([
    ...pairs.map(([name, value]) => bytes(1, Buffer.concat([bytes(1, Buffer.from(name)), bytes(2, Buffer.from(value))]))),
    ...samples.map(([timeMs, histogram]) => bytes(4, histogramOf(timeMs, histogram))),
  ]);
}

function histogramOf(timeMs: number, { schema, zeroThreshold, zeroCount, positive, negative }: NativeSample): Buffer {
  const count = [...positive.values(), ...negative.values()].reduce((a, b) => a + b, zeroCount);
  return Buffer.concat([
    integer(1, count),
    double(3, 1),
    integer(4, zigzag(schema)),
    double(5, zeroThreshold),
    integer(6, zeroCount),
    ...buckets({ spans: 8, deltas: 9 }, negative),
    ...buckets({ spans: 11, deltas: 12 }, positive),
    integer(15, timeMs),
  ]);
}

/** One span a bucket; counts as differences to the one before. */
function buckets(fields: { readonly spans: number; readonly deltas: number }, counts: ReadonlyMap<number, number>): Buffer[] {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const spans = sorted.map(([index], i) => {
    const offset = i === 0 ? index : index - sorted[i - 1]![0] - 1;
    return bytes(fields.spans, Buffer.concat([integer(1, zigzag(offset)), integer(2, 1)]));
  });
  const deltas = sorted.map(([, count], i) => varint(zigzag(count - (i === 0 ? 0 : sorted[i - 1]![1]))));
  return deltas.length === 0 ? [] : [...spans, bytes(fields.deltas, Buffer.concat(deltas))];
}

const integer = (field: number, value: number): Buffer => Buffer.concat([varint(field << 3), varint(value)]);
const bytes = (field: number, value: Buffer): Buffer => Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

function double(field: number, value: number): Buffer {
  const eight = Buffer.alloc(8);
  eight.writeDoubleLE(value);
  return Buffer.concat([varint((field << 3) | 1), eight]);
}

function varint(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest % 0x80) | 0x80);
  return Buffer.from([...out, rest]);
}

/** Snappy's block format with nothing compressed: literals of at most 65,536 bytes. */
function literalSnappy(data: Buffer): Buffer {
  const parts = [varint(data.length)];
  for (let at = 0; at < data.length; at += 65_536) {
    const literal = data.subarray(at, at + 65_536);
    const last = literal.length - 1;
    parts.push(Buffer.from([61 << 2, last & 0xff, last >> 8]), literal);
  }
  return Buffer.concat(parts);
}
