import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { SourceQuery, SourceReply } from '../../../src/analysis/ports/metric-source.ts';
import { SourceError } from '../../../src/errors.ts';
import { answerOf, playServer, remembering, steps } from './remembering.ts';

/** A server that answers when it is told to. */
function slowServer() {
  const server = playServer([{ labels: {}, values: Array.from({ length: 60 }, (_, t) => t) }]);
  const waiting: { readonly request: SourceQuery; readonly answer: PromiseWithResolvers<SourceReply> }[] = [];
  const query = (request: SourceQuery): Promise<SourceReply> => {
    const answer = Promise.withResolvers<SourceReply>();
    waiting.push({ request, answer });
    request.signal.addEventListener('abort', () => answer.reject(request.signal.reason));
    return answer.promise;
  };
  const answerAll = (): void => {
    for (const { request, answer } of waiting.splice(0)) answer.resolve({ series: answerOf(server.series, request.window), warnings: [] });
  };
  return { server: { ...server, query }, waiting, answerAll, series: server.series };
}

describe('identical queries of concurrent looks', () => {
  it('are asked once, the first time and later, and remembered once', async () => {
    const { server, waiting, answerAll, series } = slowServer();
    const { look, memory, counted } = remembering(server);
    for (const end of [30, 31]) {
      const replies = Promise.all([look(steps(0, end)), look(steps(0, end)), look(steps(0, end))]);
      await turn();
      assert.equal(waiting.length, 1);
      answerAll();
      for (const reply of await replies) assert.deepEqual(reply.series, answerOf(series, steps(0, end)));
    }
    assert.equal(memory.size, 1);
    assert.deepEqual(counted, { whole: 3, part: 3, shared: 4, changed: 0 });
  });

  it('are asked once for their last steps, also where the analyses began at different times', async () => {
    const { server, waiting, answerAll } = slowServer();
    const { look } = remembering(server);
    const first = [look(steps(0, 30)), look(steps(4, 30))];
    await turn();
    assert.equal(waiting.length, 2);
    answerAll();
    await Promise.all(first);
    const second = [look(steps(0, 31)), look(steps(4, 31))];
    await turn();
    assert.equal(waiting.length, 1);
    answerAll();
    await Promise.all(second);
  });

  it('are asked once by metrics of different kinds, the first time and later, but for histograms', async () => {
    const { server, waiting, answerAll } = slowServer();
    const { look, memory } = remembering(server);
    for (const end of [30, 31]) {
      const replies = Promise.all((['gauge', 'ratio', 'count', 'histogram'] as const).map((kind) => look(steps(0, end), { kind })));
      await turn();
      assert.deepEqual(
        waiting.map(({ request }) => request.kind === 'histogram'),
        [false, true],
      );
      answerAll();
      await replies;
    }
    assert.equal(memory.size, 2);
  });

  it('fail together, and the next one asks again', async () => {
    const { server, waiting, answerAll } = slowServer();
    const { look } = remembering(server);
    const replies = [look(steps(0, 30)), look(steps(0, 30))];
    await turn();
    const failure = new SourceError('prometheus', 'no answer', true);
    waiting.splice(0)[0]!.answer.reject(failure);
    for (const { status, reason } of (await Promise.allSettled(replies)) as PromiseRejectedResult[]) {
      assert.deepEqual([status, reason], ['rejected', failure]);
    }
    const again = look(steps(0, 30));
    await turn();
    assert.equal(waiting.length, 1);
    answerAll();
    await again;
  });

  it('go on when one of them is given up', async () => {
    const { server, waiting, answerAll } = slowServer();
    const { look } = remembering(server);
    const abort = new AbortController();
    const givenUp = look(steps(0, 30), { signal: abort.signal });
    const kept = look(steps(0, 30));
    await turn();
    const reason = new Error('shutting down');
    abort.abort(reason);
    await assert.rejects(givenUp, reason);
    assert.equal(waiting[0]!.request.signal.aborted, false);
    answerAll();
    assert.equal((await kept).series.length, 1);
  });

  it('are given up with the last of them, and nobody joins them then', async () => {
    const { server, waiting, answerAll } = slowServer();
    const { look } = remembering(server);
    const aborts = [new AbortController(), new AbortController()];
    const replies = aborts.map(({ signal }) => look(steps(0, 30), { signal }));
    await turn();
    const reason = new Error('shutting down');
    for (const abort of aborts) abort.abort(reason);
    for (const reply of replies) await assert.rejects(reply, reason);
    const late = look(steps(0, 30));
    await turn();
    assert.deepEqual(
      waiting.map(({ request }) => request.signal.aborted),
      [true, false],
    );
    answerAll();
    await late;
  });

  it('are not asked for with a signal that is aborted already', async () => {
    const { server, waiting } = slowServer();
    const reason = new Error('shutting down');
    await assert.rejects(remembering(server).look(steps(0, 30), { signal: AbortSignal.abort(reason) }), reason);
    assert.equal(waiting.length, 0);
  });

  it('leave the newer answer remembered when an older one arrives after it', async () => {
    const { server, waiting, series } = slowServer();
    const { look } = remembering(server);
    const answer = (index: number): void => {
      const { request, answer } = waiting[index]!;
      answer.resolve({ series: answerOf(series, request.window), warnings: [] });
    };
    const slow = look(steps(0, 30));
    const fast = look(steps(0, 31));
    await turn();
    answer(1);
    await fast;
    answer(0);
    await slow;
    const next = look(steps(0, 32));
    await turn();
    assert.deepEqual(waiting[2]!.request.window, steps(31 - 5, 32));
    answer(2);
    assert.equal((await next).changedPast, undefined);
  });
});
