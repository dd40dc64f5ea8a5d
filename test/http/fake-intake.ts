import type { Intake } from '../../src/analysis/comparison/intake.ts';
import { NotFoundError } from '../../src/errors.ts';

/** `shop` takes whatever comes, as new. */
export function fakeIntake(): Intake {
  return {
    maxBytes: 65_536,
    begin({ config }) {
      if (config !== 'shop') throw new NotFoundError('config', config);
      let counted = 0;
      return {
        maxBytes: 65_536,
        takeTexts({ texts }) {
          counted += texts.length;
        },
        room: () => undefined,
        end: async () => ({ counted, known: 0 }),
      };
    },
    sweep: async () => undefined,
    stop: async () => undefined,
  };
}
