import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recentIds } from '../../../src/cli/compare/recent-ids.ts';

describe('recentIds', () => {
  it('knows the last ones and forgets those before', () => {
    const ids = recentIds(2);
    for (const id of ['a', 'b', 'c']) ids.add(id);
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((id) => ids.has(id)),
      [false, true, true, false],
    );
    ids.add('a');
    assert.deepEqual(
      ['a', 'b', 'c'].map((id) => ids.has(id)),
      [true, false, true],
    );
  });
});
