import { Type } from 'typebox';
import { ConfigName } from './scalars.ts';

/** What the pairs of one candidate under one config are asked for by. */
export const CandidateName = Type.String({
  pattern: '^[A-Za-z0-9_.:/-]{1,253}$',
  description: 'Name that the pairs came under. Default `candidate`.',
});
export const DEFAULT_CANDIDATE = 'candidate';
export const StreamParameters = { config: ConfigName, candidate: Type.Optional(CandidateName) };

const moment = (description: string) => Type.Optional(Type.String({ format: 'date-time', maxLength: 64, description }));
/** A time, both ends optional. */
export const RangeParameters = { from: moment('RFC 3339.'), to: moment('RFC 3339, not included.') };
