const spec = {
  variables: { version: { pattern: '[a-z0-9-]+' } },
  scopes: { control: 'version="${version}"', candidate: 'version="${version}"' },
  metrics: [{ name: 'load', kind: 'gauge', direction: 'increase', query: 'load{${scope}}', tolerance: { ratio: 0.1 } }],
};
/** The configs that a load starts: one has half an hour to catch up with, the other is judged every second from now on. */
export const CADENCES = {
  past: { cadence: { kind: 'interval', intervalMs: 60_000 }, maxDurationMs: 30 * 60_000 },
  live: { cadence: { kind: 'interval', intervalMs: 1_000 }, maxDurationMs: 15_000 },
} as const;
export const configs = [
  { name: 'past', window: { step: '10s', delay: '0s' }, interval: '1m', duration: { min: '20m', max: '30m' } },
  { name: 'live', window: { step: '1s', delay: '0s' }, interval: '1s', duration: { min: '10s', max: '15s' } },
].map(({ name, ...rest }) => ({ apiVersion: 'serinus.dev/v1', kind: 'CanaryAnalysis', metadata: { name }, spec: { ...spec, ...rest } }));
