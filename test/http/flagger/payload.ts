/** What Flagger posts for the Canary podinfo of namespace test. */
export const payload = {
  name: 'podinfo',
  namespace: 'test',
  phase: 'Progressing',
  checksum: '85d557f47b',
  metadata: { config: 'shop', 'control.version': 'v1', 'candidate.version': 'v2' },
};

export const HOOKS = [
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'post-rollout',
  'rollback',
  'event',
] as const;
export type Hook = (typeof HOOKS)[number];
