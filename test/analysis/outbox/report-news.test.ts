import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChannelRule } from '../../../src/analysis/outbox/channel-rule.ts';
import { messagesOfReport } from '../../../src/analysis/outbox/report-news.ts';
import { reportExample } from '../../../src/http/schemas/divergence-report.ts';

const kept = { id: 'pets-20260131T060000Z-1f0c', report: reportExample };

describe('the messages of a report', () => {
  const cases: readonly { readonly name: string; readonly rule: ChannelRule; readonly told: boolean }[] = [
    { name: 'a channel that wants reports', rule: { channel: 'a', wants: 'changes', on: ['report'] }, told: true },
    { name: 'one of this config', rule: { channel: 'a', configs: ['pets'], wants: 'changes', on: ['rollback', 'report'] }, told: true },
    { name: 'one of another config', rule: { channel: 'a', configs: ['shop'], wants: 'changes', on: ['report'] }, told: false },
    { name: 'one of verdicts alone', rule: { channel: 'a', wants: 'changes', on: ['promote', 'rollback'] }, told: false },
    { name: 'a database of looks', rule: { channel: 'a', wants: 'looks' }, told: false },
  ];
  for (const { name, rule, told } of cases)
    it(`${told ? 'go to' : 'do not go to'} ${name}`, () => assert.equal(messagesOfReport([rule], kept, 5).length, told ? 1 : 0));

  it('say what to do, under the id of the report, and hold no answer', () => {
    const rule: ChannelRule = { channel: 'a', wants: 'changes', on: ['report'] };
    assert.deepEqual(messagesOfReport([rule], kept, 5), [
      {
        ...{ id: kept.id, channel: 'a', kind: 'change', createdAtMs: 5 },
        body: {
          ...{ change: 'report', report: kept.id, config: 'pets', candidate: 'v2', action: 'roll-out' },
          ...{ sentence: reportExample.recommendation.sentence, pairs: 86_400, divergent: 412 },
          ...{ fromMs: reportExample.fromMs, toMs: reportExample.toMs },
        },
      },
    ]);
  });
});
