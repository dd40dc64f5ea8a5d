import fc from 'fast-check';
import type { HistogramData, MetricKind, PairData, SideData } from '../../src/model/metric-data.ts';
import type { MetricRecord } from '../../src/model/metric-record.ts';

/** Any 64 bits as a double: NaNs of every payload, -0, infinities and subnormals among them. */
export function anyValues(maxLength: number): fc.Arbitrary<Float64Array> {
  const special = fc.constantFrom(
    0n,
    1n,
    0x8000000000000000n,
    0x7ff0000000000000n,
    0xfff0000000000000n,
    0x7ff8000000000001n,
    0xfff0000000000001n,
  );
  const bits = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), special);
  return fc.array(bits, { maxLength, size: 'max' }).map((all) => new Float64Array(BigUint64Array.from(all).buffer));
}

const names = fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'binary' }), { maxKeys: 3 });

const gauge: fc.Arbitrary<SideData> = anyValues(150).map((values) => ({ kind: 'gauge', values }));
const ratio: fc.Arbitrary<SideData> = fc.tuple(anyValues(150), anyValues(150)).map(([bad, total]) => ({ kind: 'ratio', bad, total }));
const count: fc.Arbitrary<SideData> = fc
  .tuple(anyValues(150), anyValues(150))
  .map(([events, exposure]) => ({ kind: 'count', events, exposure }));
const histogram: fc.Arbitrary<HistogramData> = fc
  .tuple(anyValues(8), fc.array(anyValues(150), { maxLength: 4 }))
  .map(([bounds, counts]) => ({ kind: 'histogram', bounds, counts }));
const sides: Record<MetricKind, fc.Arbitrary<SideData>> = { gauge, ratio, count, histogram };

const data = fc
  .constantFrom<MetricKind>('gauge', 'ratio', 'count', 'histogram')
  .chain((kind) => fc.tuple(sides[kind], sides[kind]))
  // Both sides come from the generator of one kind.
  .map(([control, candidate]) => ({ kind: 'data' as const, data: { kind: control.kind, control, candidate } as PairData }));
const failure = fc.record({ kind: fc.constant('failure' as const), code: fc.string(), message: fc.string({ unit: 'binary' }) });

/** Records of every kind and shape, as a look may have to keep them. */
export const anyRecords: fc.Arbitrary<MetricRecord[]> = fc.array(
  fc.record(
    {
      metric: fc.string(),
      labels: names,
      outcome: fc.oneof(data, failure),
      queries: fc.record({ control: names, candidate: names }),
      warnings: fc.array(fc.string()),
      isPartial: fc.constant<true>(true),
      doubts: fc.array(fc.string(), { minLength: 1, maxLength: 2 }),
      changedPast: fc.array(fc.string()),
      sourceAheadMs: fc.integer(),
    },
    { requiredKeys: ['metric', 'labels', 'outcome', 'queries', 'warnings'] },
  ),
  { maxLength: 4 },
);

/** A value with every array of doubles replaced by its bits: deepEqual of these compares bit for bit. */
export function bitsOf(value: unknown): unknown {
  if (value instanceof Float64Array) return Buffer.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).toString('hex');
  if (Array.isArray(value)) return value.map(bitsOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, bitsOf(field)]));
}
