import assert from 'node:assert/strict';

import { nextSlot } from '../../src/analysis/slots.ts';
import type { AnalysisConfig } from '../../src/model/config.ts';
import type { AnyDocument } from '../support/config-document.ts';
import type { Api } from './api.ts';
import type { Ledger } from './crash-load.ts';

type Cadence = Pick<AnalysisConfig, 'cadence' | 'maxDurationMs'>;

/** Everything acknowledged is there, as it was acknowledged. */
export async function assertKept(api: Api, ledger: Ledger, cadences: Readonly<Record<string, Cadence>>): Promise<void> {
  const looksOf = new Map<string, AnyDocument[]>();
  const found = new Map<string, AnyDocument>();
  for (const [id, acknowledged] of ledger.analyses) {
    const analysis = await api.get(`/analyses/${id}`);
    const looks = await api.looks(id);
    found.set(id, analysis);
    looksOf.set(id, looks);
    for (const field of ['id', 'key', 'config', 'configHash', 'start', 'createdAt', 'control', 'candidate'])
      assert.deepEqual(analysis[field], acknowledged[field], `${field} of ${id}`);
    assertConsistent(analysis, looks);
    assertNoSlotMissed(analysis, looks, cadences[analysis.config]!);
  }
  for (const look of ledger.looks) {
    const stored = looksOf.get(look.analysis)!.find(({ slot }) => slot === look.slot);
    assert.deepEqual(stored, look, `the look of ${look.analysis} at ${look.slot}`);
  }
  for (const told of ledger.verdicts) {
    const analysis = found.get(told.analysis)!;
    if (told.verdict === 'rollback') assert.equal(analysis.verdict, 'rollback', `${told.analysis} was told to be rolled back`);
    if (told.look !== null)
      assert.equal(looksOf.get(told.analysis)![told.look - 1]?.slot, told.slot, `look ${told.look} of ${told.analysis}`);
  }
  for (const [id, ended] of ledger.ended) {
    const { status, verdict, reason, endedAt } = found.get(id)!;
    assert.deepEqual({ status, verdict, reason, endedAt }, pick(ended), `the end of ${id}`);
  }
  for (const [id, put] of ledger.documents) {
    const stored = await api.get(`/kayenta/canaryConfig/${id}`);
    assert.equal(stored.description, put.description, `the text of the document ${id}`);
  }
}

const pick = ({ status, verdict, reason, endedAt }: AnyDocument) => ({ status, verdict, reason, endedAt });

/** Looks are numbered without a gap in the order of their slots, a rollback stays one, and the analysis stands where its last look put it. */
function assertConsistent(analysis: AnyDocument, looks: readonly AnyDocument[]): void {
  assert.deepEqual(
    looks.map(({ number }) => number),
    looks.map((_, i) => i + 1),
    `numbers of the looks of ${analysis.id}`,
  );
  const slots = looks.map(({ slot }) => Date.parse(slot));
  assert.ok(
    slots.every((slot, i) => i === 0 || slot > slots[i - 1]!),
    `slots of ${analysis.id}`,
  );
  const firstRollback = looks.findIndex(({ verdict }) => verdict === 'rollback');
  if (firstRollback >= 0) assert.ok(looks.slice(firstRollback).every(({ verdict }) => verdict === 'rollback'));
  const last = looks.at(-1);
  assert.deepEqual([analysis.looks, analysis.lastSlot], [looks.length, last?.slot ?? null]);
  if (last !== undefined) assert.equal(analysis.verdict, last.verdict);
  assert.equal(looks.filter(({ final }) => final).length, analysis.status === 'finished' ? 1 : 0, `final looks of ${analysis.id}`);
}

/** A scheduled look is of the slot that follows the look before it; one that was asked for may have come in place of slots that were due. */
function assertNoSlotMissed({ id, start, status, nextSlot: next }: AnyDocument, looks: readonly AnyDocument[], cadence: Cadence): void {
  const startMs = Date.parse(start);
  let afterMs = startMs;
  for (const { slot, trigger } of looks) {
    const slotMs = Date.parse(slot);
    const dueMs = nextSlot(cadence, startMs, afterMs);
    if (trigger === 'schedule') assert.equal(slotMs, dueMs, `a slot of ${id} before ${slot} has no look`);
    afterMs = Math.max(afterMs, slotMs);
  }
  if (status === 'running') assert.equal(Date.parse(next), nextSlot(cadence, startMs, afterMs), `the next slot of ${id}`);
}
