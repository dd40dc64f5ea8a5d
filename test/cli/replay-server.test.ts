import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';

import { readRecording } from '../../src/cli/demo/recording.ts';
import { startReplay } from '../../src/cli/demo/replay-server.ts';

const recording = readRecording(
  JSON.stringify({
    startS: 600,
    stepS: 60,
    replies: {
      'up{a="1"}': [
        { metric: { a: '1' }, values: [1, null, 3.5] },
        { metric: { a: '2' }, values: [null, null, null] },
      ],
    },
  }),
);

// The forms are those of Prometheus' HTTP API: https://prometheus.io/docs/prometheus/latest/querying/api/
describe('the replay of a recording', async () => {
  const server = await startReplay(recording);
  after(() => server.close());

  const ask = async (query: Record<string, string>, method: 'GET' | 'POST' = 'GET') => {
    const form = new URLSearchParams(query);
    const url = `${server.url}/api/v1/query_range`;
    const response = method === 'GET' ? await fetch(`${url}?${form}`) : await fetch(url, { method, body: form });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const RANGE = { query: 'up{a="1"}', start: '600', end: '720', step: '60' };
  const matrix = (values: readonly [number, string][]) => ({
    status: 'success',
    data: { resultType: 'matrix', result: values.length === 0 ? [] : [{ metric: { a: '1' }, values }] },
  });

  for (const method of ['GET', 'POST'] as const) {
    it(`answers ${method} with the samples that are there, and leaves out a series without any`, async () =>
      assert.deepEqual(await ask(RANGE, method), {
        status: 200,
        body: matrix([
          [600, '1'],
          [720, '3.5'],
        ]),
      }));
  }

  it('takes times of RFC 3339', async () => {
    const { body } = await ask({ ...RANGE, start: '1970-01-01T00:10:00Z', end: '1970-01-01T00:10:00.000Z' });
    assert.deepEqual(body, matrix([[600, '1']]));
  });

  it('has nothing before the first sample', async () =>
    assert.deepEqual((await ask({ ...RANGE, start: '300', end: '540' })).body, matrix([])));

  it('repeats the last sample for less than five minutes', async () =>
    assert.deepEqual((await ask({ ...RANGE, start: '960', end: '1080' })).body, matrix([[960, '3.5']])));

  const refused = [
    { name: 'a query that was not recorded', query: { ...RANGE, query: 'down' }, status: 422, errorType: 'execution' },
    { name: 'an end before the start', query: { ...RANGE, end: '1' }, status: 400, errorType: 'bad_data' },
    { name: 'no step', query: { ...RANGE, step: '' }, status: 400, errorType: 'bad_data' },
    { name: 'too many steps', query: { ...RANGE, end: '100000', step: '1' }, status: 400, errorType: 'bad_data' },
  ];
  for (const { name, query, status, errorType } of refused) {
    it(`refuses ${name}`, async () => {
      const reply = await ask(query);
      assert.equal(reply.status, status);
      assert.equal(reply.body.status, 'error');
      assert.equal(reply.body.errorType, errorType);
    });
  }
});

describe('a recording', () => {
  it('of another form is refused with the place', () =>
    assert.throws(() => readRecording('{"startS": 0, "stepS": 0, "replies": {}}'), /stepS/));
});
