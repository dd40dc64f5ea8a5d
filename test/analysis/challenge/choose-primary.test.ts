import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choosePrimary } from '../../../src/analysis/challenge/choose-primary.ts';
import type { MetricConfig } from '../../../src/model/config.ts';

const metric = (name: string, direction: MetricConfig['direction'], required = true): MetricConfig =>
  ({ name, direction, required }) as MetricConfig;
const config = {
  name: 'shop',
  metrics: [metric('drift', 'either'), metric('cpu', 'increase', false), metric('sales', 'decrease'), metric('errors', 'increase')],
};

describe('the primary metric', () => {
  it('is the first required one in which one direction is harm', () =>
    assert.deepEqual(choosePrimary(config, undefined), { metric: 'sales', direction: 'decrease' }));
  it('is the one that is asked for, required or not', () =>
    assert.deepEqual(choosePrimary(config, 'cpu'), { metric: 'cpu', direction: 'increase' }));
  it('is none where none has a better side', () =>
    assert.equal(choosePrimary({ ...config, metrics: config.metrics.slice(0, 2) }, undefined), null));
  it('cannot be one that the config does not have', () =>
    assert.throws(() => choosePrimary(config, 'speed'), {
      field: 'primary',
      message: 'primary: the config shop has no metric "speed"; it has drift, cpu, sales, errors',
    }));
  it('cannot be one in which both directions are harm', () =>
    assert.throws(() => choosePrimary(config, 'drift'), { field: 'primary', message: /no better side/ }));
});
