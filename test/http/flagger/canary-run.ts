import type { FastifyInstance } from 'fastify';
import type { Hook } from './payload.ts';
import { callWebhook } from './webhook-client.ts';

export interface Canary {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly analysis: {
      readonly threshold: number;
      readonly maxWeight: number;
      readonly stepWeight: number;
      readonly webhooks: readonly { readonly type: Hook; readonly url: string; readonly metadata: Readonly<Record<string, string>> }[];
    };
  };
}

export type Phase = 'Initialized' | 'Waiting' | 'Progressing' | 'WaitingPromotion' | 'Succeeded' | 'Failed';

/** Where a Canary stands; checksum is of the revision that Flagger has taken up last. */
export interface CanaryStatus {
  readonly phase: Phase;
  readonly checksum: string;
  readonly weight: number;
  readonly failedChecks: number;
}

/** One interval of Flagger's progressive strategy, from the hooks alone: what a revision with `checksum` comes to. */
export async function advance(app: FastifyInstance, canary: Canary, status: CanaryStatus, checksum: string): Promise<CanaryStatus> {
  const { threshold, maxWeight, stepWeight, webhooks } = canary.spec.analysis;
  const passes = async (hook: Hook, state: CanaryStatus, ifNone = true): Promise<boolean> => {
    const hooks = webhooks.filter(({ type }) => type === hook);
    for (const { url, metadata } of hooks) {
      if (new URL(url).pathname !== `/flagger/${hook}`) throw new Error(`${url} is not of ${hook}`);
      const payload = { ...canary.metadata, phase: state.phase, checksum: state.checksum, metadata };
      if (!(await callWebhook(app, hook, payload)).isSuccess) return false;
    }
    return hooks.length > 0 || ifNone;
  };
  const end = async (phase: 'Succeeded' | 'Failed', state: CanaryStatus): Promise<CanaryStatus> => {
    const ended = { ...state, phase, weight: 0 };
    await passes('post-rollout', ended);
    return ended;
  };

  const isNew = status.checksum !== checksum;
  if (status.phase === 'Waiting' && (await passes('rollback', status, false))) return end('Failed', status);
  if (isNew) {
    // The checksum sent is still that of the revision before.
    if (!(await passes('confirm-rollout', status))) return { ...status, phase: 'Waiting' };
    return { phase: 'Progressing', checksum, weight: 0, failedChecks: 0 };
  }
  if (status.phase !== 'Progressing' && status.phase !== 'WaitingPromotion') return status;
  if (await passes('rollback', status, false)) return end('Failed', status);
  if (status.failedChecks >= threshold) return end('Failed', status);
  const progressing = { ...status, phase: 'Progressing' as const };
  const isChecked = status.weight === 0 ? await passes('pre-rollout', progressing) : await passes('rollout', progressing);
  if (!isChecked) return { ...status, failedChecks: status.failedChecks + 1 };
  if (status.weight < maxWeight)
    return (await passes('confirm-traffic-increase', progressing)) ? { ...status, weight: status.weight + stepWeight } : status;
  return (await passes('confirm-promotion', progressing)) ? end('Succeeded', status) : { ...status, phase: 'WaitingPromotion' };
}
