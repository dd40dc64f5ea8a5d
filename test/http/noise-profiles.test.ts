import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BadInputError } from '../../src/errors.ts';
import { sampleProfile } from '../store/samples.ts';
import { assertProblem, startApp } from './app-under-test.ts';

const post = (payload: object, config = 'shop') => ({ method: 'POST', url: `/configs/${config}/noise-profiles`, payload }) as const;

describe('giving a server noise profiles', () => {
  it('keeps all of them', async (t) => {
    const { app, service } = startApp(t);
    const profiles = [sampleProfile(), sampleProfile({ metric: 'cpu', meanVariance: 5e-324 })];
    const reply = await app.inject(post({ profiles }));
    assert.deepEqual([reply.statusCode, reply.json()], [200, { kept: 2 }]);
    assert.deepEqual(service.calls, [['keepNoiseProfiles', 'shop', profiles]]);
  });

  it('is refused for a config that is not there, and for profiles that are of another', async (t) => {
    const { app, service } = startApp(t);
    assertProblem(await app.inject(post({ profiles: [sampleProfile()] }, 'other')), { status: 404, code: 'NOT_FOUND' });
    service.keepNoiseProfiles = async () => {
      throw new BadInputError('profiles.0', 'its queries were others');
    };
    assertProblem(await app.inject(post({ profiles: [sampleProfile()] })), { status: 400, code: 'BAD_INPUT', field: 'profiles.0' });
  });

  const bad = [
    { name: 'none', payload: { profiles: [] }, field: 'profiles' },
    { name: 'a negative weight', payload: { profiles: [sampleProfile({ weight: [-1] })] }, field: 'profiles.0.weight.0' },
    { name: 'an unknown field', payload: { profiles: [{ ...sampleProfile(), phi: 0.5 }] }, field: 'profiles.0.phi' },
    { name: 'a whole calibration', payload: { profiles: [sampleProfile()], advice: [] }, field: 'advice' },
  ];
  for (const { name, payload, field } of bad) {
    it(`is refused with ${name}`, async (t) => {
      const { app, service } = startApp(t);
      assertProblem(await app.inject(post(payload)), { status: 400, code: 'BAD_INPUT', field });
      assert.deepEqual(service.calls, []);
    });
  }
});
