import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { AnalysisChange } from '../../../src/analysis/outbox/analysis-change.ts';
import { CHANGES } from '../../../src/analysis/outbox/analysis-change.ts';
import type { ChannelRule } from '../../../src/analysis/outbox/channel-rule.ts';
import { messagesOfCancellation, messagesOfLook } from '../../../src/analysis/outbox/messages.ts';
import type { NewMessage } from '../../../src/analysis/ports/outbox.ts';
import type { Analysis } from '../../../src/model/analysis.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { sampleAnalysis, sampleLook, sampleProgress, T0 } from '../../store/samples.ts';

const everything: ChannelRule = { channel: 'chat', wants: 'changes', on: CHANGES };

/** The messages of an analysis whose looks say this, one after the other; a verdict in capitals is final. */
function told(rules: readonly ChannelRule[], looks: readonly string[], cancelled = false): NewMessage[] {
  let analysis: Analysis = sampleAnalysis('a');
  const messages: NewMessage[] = [];
  for (const [i, word] of looks.entries()) {
    const look = sampleLook('a', i + 1, { verdict: word.toLowerCase() as Verdict, final: word === word.toUpperCase() });
    messages.push(...messagesOfLook(rules, analysis, look));
    analysis = { ...analysis, ...sampleProgress(look) };
  }
  if (cancelled) messages.push(...messagesOfCancellation(rules, analysis, { reason: 'by hand', endedAtMs: T0 + 1 }));
  return messages;
}
const changes = (messages: readonly NewMessage[]): string[] => messages.map(({ body }) => (body as unknown as AnalysisChange).change);

describe('what is told of an analysis', () => {
  // The rule: a verdict that is another one than before, an end without that, a cancellation. Never one a look.
  const cases: readonly {
    readonly name: string;
    readonly looks: readonly string[];
    readonly cancelled?: boolean;
    readonly told: readonly string[];
  }[] = [
    { name: 'nothing while it goes on', looks: ['continue', 'continue', 'continue'], told: [] },
    { name: 'nothing before the first look', looks: [], told: [] },
    { name: 'a promotion', looks: ['continue', 'continue', 'PROMOTE'], told: ['promote'] },
    { name: 'a rollback at the first look', looks: ['ROLLBACK'], told: ['rollback'] },
    { name: 'a rollback once, however many looks repeat it', looks: ['continue', 'rollback', 'rollback', 'rollback'], told: ['rollback'] },
    { name: 'the end of a verdict that was told before', looks: ['rollback', 'ROLLBACK'], told: ['rollback', 'ended'] },
    {
      name: 'a verdict that is taken back and given again',
      looks: ['promote', 'continue', 'PROMOTE'],
      told: ['promote', 'continue', 'promote'],
    },
    { name: 'a promotion that turns into a rollback', looks: ['promote', 'ROLLBACK'], told: ['promote', 'rollback'] },
    { name: 'an end that decides nothing', looks: ['continue', 'CONTINUE'], told: ['ended'] },
    { name: 'an end at the first look', looks: ['CONTINUE'], told: ['ended'] },
    { name: 'a cancellation before the first look', looks: [], cancelled: true, told: ['cancelled'] },
    { name: 'a cancellation', looks: ['continue', 'continue'], cancelled: true, told: ['cancelled'] },
  ];
  for (const { name, looks, cancelled, told: expected } of cases)
    it(name, () => assert.deepEqual(changes(told([everything], looks, cancelled)), expected));

  it('only the changes that the channel asks for', () => {
    const rule: ChannelRule = { channel: 'chat', wants: 'changes', on: ['rollback', 'cancelled'] };
    assert.deepEqual(changes(told([rule], ['promote', 'continue', 'rollback'], true)), ['rollback', 'cancelled']);
  });

  it('only of the configs that the channel asks for', () => {
    const of = (...configs: string[]): ChannelRule => ({ ...everything, configs });
    assert.deepEqual(changes(told([of('other')], ['PROMOTE'])), []);
    assert.deepEqual(changes(told([of('other', 'checkout')], ['PROMOTE'])), ['promote']);
  });

  it('every look to those who want all of them, and no cancellation', () => {
    const messages = told([{ channel: 'database', wants: 'looks' }], ['continue', 'continue', 'rollback'], true);
    assert.deepEqual(
      messages.map(({ kind }) => kind),
      ['look', 'look', 'look'],
    );
  });

  it('to each channel its own message', () => {
    const rules: ChannelRule[] = [everything, { ...everything, channel: 'hook' }, { channel: 'database', wants: 'looks' }];
    assert.deepEqual(
      told(rules, ['ROLLBACK']).map(({ channel }) => channel),
      ['chat', 'hook', 'database'],
    );
  });

  it('with everything a receiver needs to say what happened', () => {
    const [message] = told([everything], ['continue', 'ROLLBACK']);
    assert.deepEqual(message, {
      id: `a-${T0 + 120_000}`,
      channel: 'chat',
      kind: 'change',
      createdAtMs: T0 + 120_012, // when the look was finished
      body: {
        ...{ change: 'rollback', verdict: 'rollback', verdictBefore: 'continue', status: 'finished' },
        ...{ analysis: 'a', config: 'checkout', mode: 'canary', score: 50, looks: 2, startMs: T0, atMs: T0 + 120_000 },
        ...{ control: { version: 'v1', zone: 'a' }, candidate: { version: 'v2', zone: 'a' } },
        ...{ reason: 'latency is undecided after 2 steps', reasons: ['latency is undecided after 2 steps'] },
      },
    });
  });

  it('keeps the verdict and the score of a cancelled analysis', () => {
    const [message] = told([{ ...everything, on: ['cancelled'] }], ['continue'], true);
    const { verdict, score, status, reason, atMs } = message!.body as unknown as AnalysisChange;
    assert.deepEqual(
      { verdict, score, status, reason, atMs },
      { verdict: 'continue', score: 50, status: 'cancelled', reason: 'by hand', atMs: T0 + 1 },
    );
  });

  it('no more than one change a look, none twice in a row, and each message under an id of its own', () => {
    const word = fc.constantFrom('continue', 'promote', 'rollback', 'PROMOTE', 'ROLLBACK', 'CONTINUE');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), fc.boolean(), (looks, cancelled) => {
        const messages = told([everything], looks, cancelled);
        assert.ok(messages.length <= looks.length + 1);
        assert.equal(new Set(messages.map(({ id }) => id)).size, messages.length);
        const verdicts = changes(messages).filter((change) => change !== 'ended' && change !== 'cancelled');
        assert.ok(verdicts.every((verdict, i) => verdict !== (verdicts[i - 1] ?? 'continue')));
      }),
      { seed: 20_260_101 },
    );
  });
});
