import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { recentlyUsed } from '../../src/analysis/recently-used.ts';

describe('what was used recently', () => {
  it('drops the one asked for longest ago', () => {
    const kept = recentlyUsed<number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    assert.equal(kept.get('a'), 1);
    kept.set('c', 3);
    assert.deepEqual([kept.get('a'), kept.get('b'), kept.get('c')], [1, undefined, 3]);
  });

  it('keeps the newest, however often it is asked for in between', () => {
    const kept = recentlyUsed<number>(2);
    kept.set('a', 1);
    kept.set('b', 2);
    for (const key of ['a', 'a', 'b', 'b']) kept.get(key);
    kept.set('c', 3);
    assert.deepEqual([kept.get('a'), kept.get('b')], [undefined, 2]);
  });

  it('does what a list sorted by use does', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.oneof(
      fc.record({ does: fc.constant('get' as const), key }),
      fc.record({ does: fc.constant('set' as const), key, value: fc.nat() }),
      fc.record({ does: fc.constant('delete' as const), key }),
      fc.record({ does: fc.constant('clear' as const) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 40 }), (most, steps) => {
        const kept = recentlyUsed<number>(most);
        let list: (readonly [string, number])[] = [];
        for (const one of steps) {
          if (one.does === 'clear') {
            kept.clear();
            list = [];
            continue;
          }
          const found = list.find(([name]) => name === one.key);
          const others = list.filter(([name]) => name !== one.key);
          if (one.does === 'get') {
            assert.equal(kept.get(one.key), found?.[1]);
            if (found !== undefined) list = [...others, found];
          } else if (one.does === 'set') {
            kept.set(one.key, one.value);
            list = [...others, [one.key, one.value] as const].slice(-most);
          } else {
            kept.delete(one.key);
            list = others;
          }
        }
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
