import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isStepwise } from '../../../src/sources/remember/stepwise.ts';

// By the documentation of PromQL's functions, and of MetricsQL's, which also says which of them look at the whole window.
const STEPWISE: readonly string[] = [
  'up',
  'latency{version="v1"}',
  'sum(rate(http_requests_total{code=~"5.."}[60s]))',
  'SUM BY (le) (increase(http_request_duration_seconds_bucket{app="a"}[1m]))',
  'histogram_quantile(0.99, sum by (le) (rate(x_bucket[5m])))',
  'sum(rate(a[1m])) / on (pod) group_left (zone) sum(rate(b[1m]))',
  '(a > bool 1) and on () (b offset 5m)',
  'max_over_time(deriv(x[5m:1m])[1h:])',
  'topk(3, x) or vector(0)',
  'label_replace(x{name="range_avg(y) @ end()"}, "a", "$1", "b", "limit 5 (.*)")',
  'up # @ end() of range_avg(up)',
  'sum(\n  # a comment with a "quote\n  up\n)',
  'avg without (pod) (x) % 2',
];
const NOT: readonly (readonly [query: string, why: string])[] = [
  ['x @ end()', 'is the same number at every time of the window'],
  ['x @ 1609746000', 'names a time'],
  ['x offset -5m', 'looks ahead'],
  ['x offset (-5m)', 'looks ahead'],
  ['sum by (pod) (x) default 0', 'MetricsQL: fills series that the window has'],
  ['x offset\n-5m', 'looks ahead'],
  ['range_avg(x)', 'MetricsQL: over the window'],
  ['running_sum(rate(x[1m]))', 'MetricsQL: from the start of the window'],
  ['sum(x) by (pod) limit 5', 'MetricsQL: series chosen by the window'],
  ['topk_avg(3, x)', 'MetricsQL: series chosen by the window'],
  ['keep_last_value(x)', 'MetricsQL: from the start of the window'],
  ['time() - start()', 'MetricsQL: the start of the window'],
  ['WITH (f(q) = q) f(x)', 'MetricsQL: a template'],
  ['limitk(3, x)', 'chooses series'],
  ['not_yet_known(x)', 'is unknown'],
  ['up{a="b}', 'is no query'],
];

describe('whether a query can be asked for in parts', () => {
  for (const query of STEPWISE) it(`${JSON.stringify(query)} can`, () => assert.ok(isStepwise(query)));
  for (const [query, why] of NOT) it(`${JSON.stringify(query)} cannot: ${why}`, () => assert.ok(!isStepwise(query)));
});
