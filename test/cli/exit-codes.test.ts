import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { exitCodeOfError, exitCodeOfReport, exitCodeOfVerdict } from '../../src/cli/exit-codes.ts';
import { ServerError } from '../../src/cli/server-error.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { BadInputError, MetricDataError, NotFoundError, SerinusError, SourceError, StoreError } from '../../src/errors.ts';

// The numbers are the published contract (docs/cli.md), so they are written out here rather than taken from the table.
describe('exit status', () => {
  for (const [verdict, status] of [
    ['promote', 0],
    ['rollback', 10],
    ['continue', 11],
  ] as const)
    it(`${verdict} is ${status}`, () => assert.equal(exitCodeOfVerdict(verdict), status));

  for (const [action, status] of [
    ['roll-out', 0],
    ['do-not-roll-out', 10],
    ['investigate', 11],
    ['collect-more', 11],
  ] as const)
    it(`${action} is ${status}`, () => assert.equal(exitCodeOfReport(action), status));

  const errors: readonly { readonly error: unknown; readonly status: number }[] = [
    { error: new UsageError('x'), status: 64 },
    { error: new BadInputError('control.version', 'x'), status: 64 },
    { error: new NotFoundError('config', 'x'), status: 64 },
    { error: new SerinusError('BAD_CONFIG', 422, 'x'), status: 65 },
    { error: new SerinusError('BAD_JUDGE', 422, 'x'), status: 65 },
    { error: new SerinusError('BAD_COMPARATOR', 422, 'x'), status: 65 },
    { error: new SerinusError('BAD_SETTINGS', 422, 'x'), status: 65 },
    { error: new MetricDataError('latency', 'x'), status: 65 },
    { error: new SourceError('prometheus', 'x', true), status: 69 },
    { error: new ServerError('x'), status: 69 },
    { error: new StoreError('STORE_LOCKED', 'x'), status: 69 },
    { error: new SerinusError('SOMETHING_NEW', 500, 'x'), status: 70 },
    { error: new TypeError('x'), status: 70 },
    { error: 'a thrown string', status: 70 },
  ];
  for (const { error, status } of errors)
    it(`${error instanceof SerinusError ? error.code : String(error)} is ${status}`, () => assert.equal(exitCodeOfError(error), status));
});
