import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Job } from 'kubernetes-models/batch/v1';
import type { AnyDocument } from '../support/config-document.ts';
import { missing } from '../support/debian.ts';
import { yamlOf } from '../support/markdown-yaml.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { openMetrics } from '../support/samples.ts';
import { freePort, type RunningServer } from '../support/server-process.ts';
import { serinus } from './command-line.ts';
import { userFolder } from './program.ts';
import { MINUTE, shopSeries } from './shop.ts';
import { shopConfig } from './shop-config.ts';

const T0 = Date.UTC(2026, 2, 2, 9);
const START = T0 + 5 * MINUTE;

const template = yamlOf('docs/argo.md').find(({ metadata }) => metadata?.name === 'serinus-job') ?? assert.fail();
const spec: AnyDocument = template.spec.metrics[0].provider.job.spec;

interface JobRun {
  /** Complete makes the measurement of Argo's provider Successful, Failed makes it Failed. */
  readonly condition: 'Complete' | 'Failed';
  /** Exit status of every pod. */
  readonly pods: readonly (number | null)[];
}

/** The controller of Jobs over the exit statuses of its pods: the rules in order, then the back-off limit. No pod is evicted here. */
async function runJob(pod: () => Promise<number | null>): Promise<JobRun> {
  const pods: (number | null)[] = [];
  for (;;) {
    const status = await pod();
    pods.push(status);
    if (status === 0) return { condition: 'Complete', pods };
    const rule = spec.podFailurePolicy.rules.find(
      ({ onExitCodes }: AnyDocument) => onExitCodes?.operator === 'In' && onExitCodes.values.includes(status),
    );
    if (rule?.action === 'FailJob' || pods.length > spec.backoffLimit) return { condition: 'Failed', pods };
  }
}

describe('the job provider of Argo, the command run as its container does', { skip: missing('prometheus') }, () => {
  let prometheus: RunningServer;
  const user = userFolder([shopConfig('checkout'), shopConfig('patient', { onDeadline: 'continue' })]);
  before(async () => {
    prometheus = await startPrometheus({ blocks: openMetrics(shopSeries(T0)) });
  });
  after(async () => {
    await prometheus?.stop();
    user.remove();
  });

  /** The recipe's own arguments, for a candidate of the past, so that nothing has to be waited for. */
  const job = (candidate: string, { config = 'checkout', url = prometheus.url } = {}): Promise<JobRun> => {
    const [container] = spec.template.spec.containers;
    const args = (container.args as string[]).map((arg) =>
      arg
        .replace('{{args.control}}', 'v1')
        .replace('{{args.candidate}}', candidate)
        .replace('/configs/checkout.yaml', user.place('configs', `${config}.yaml`))
        .replace('http://prometheus.monitoring.svc:9090', url),
    );
    const past = ['--start', new Date(START).toISOString(), '--end', new Date(START + 120 * MINUTE).toISOString()];
    return runJob(async () => (await serinus([...args, ...past])).status);
  };

  it('a healthy candidate completes the Job', async () => {
    assert.deepEqual(await job('v2'), { condition: 'Complete', pods: [0] });
  });

  it('a slower one fails it at once: a rollback is not tried again', async () => {
    assert.deepEqual(await job('v3'), { condition: 'Failed', pods: [10] });
  });

  it('what is undecided at the deadline falls to what the config says, a rollback by default', async () => {
    assert.deepEqual(await job('v9'), { condition: 'Failed', pods: [10] });
    assert.deepEqual(await job('v9', { config: 'patient' }), { condition: 'Failed', pods: [11, 11, 11, 11] });
  });

  it('a scope that the config refuses fails it at once', async () => {
    assert.deepEqual(await job('main'), { condition: 'Failed', pods: [64] });
  });

  it('a Prometheus that is down is tried again', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    assert.deepEqual(await job('v2', { url }), { condition: 'Failed', pods: [69, 69, 69, 69] });
  });

  it('is a Job by the API of Kubernetes', () => {
    new Job({ metadata: { name: 'verdict' }, spec: structuredClone(spec) } as never).validate();
    // A failure policy needs pods that are not begun again by their node.
    assert.equal(spec.template.spec.restartPolicy, 'Never');
    const names = spec.template.spec.containers.map(({ name }: AnyDocument) => name);
    for (const { onExitCodes } of spec.podFailurePolicy.rules) if (onExitCodes) assert.ok(names.includes(onExitCodes.containerName));
  });
});
