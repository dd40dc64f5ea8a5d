import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { candidateNames } from '../../../src/analysis/comparison/candidate-names.ts';

describe('names of candidates', () => {
  it('are a thousand a config and day, and those go on', () => {
    let now = Date.UTC(2026, 0, 10, 12);
    const check = candidateNames({ now: () => now });
    const take = (candidate: string, config = 'models') => check({ config, candidate });
    for (let i = 0; i < 1_000; i++) take(`v${i}`);
    assert.throws(() => take('v1000'), { code: 'BAD_INPUT', field: 'candidate', message: /one name too many: .* 1000 .* under models/ });
    take('v0');
    take('v1000', 'others');
    now += 12 * 3_600_000;
    take('v1000');
  });
});
