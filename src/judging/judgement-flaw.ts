import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const limit = Type.Union([Type.Number(), Type.Null()]);

/** A judgement as one must be to be read by people, added up to a verdict and stored. */
const shape = Compile(
  Type.Object({
    reason: Type.String(),
    effect: Type.Optional(
      Type.Object({
        name: Type.String(),
        scale: Type.Enum(['relative', 'absolute', 'probability', 'index']),
        estimate: Type.Number(),
        lower: limit,
        upper: limit,
        tolerance: limit,
      }),
    ),
    samples: Type.Object({ control: Type.Number({ minimum: 0 }), candidate: Type.Number({ minimum: 0 }) }),
    effectiveSamples: Type.Optional(Type.Number()),
    pValue: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    logEValue: Type.Optional(Type.Number()),
    everyLook: Type.Boolean(),
    score: Type.Optional(Type.Number()),
    moreSteps: Type.Optional(Type.Number()),
    evidence: Type.Optional(Type.Object({})),
  }),
);

const CLASSIFICATIONS: readonly unknown[] = ['pass', 'high', 'low', 'undecided', 'nodata', 'error'];

/**
 * What is wrong with what a judge returned, in words that follow "returned"; undefined when it is a judgement.
 * Judges may be the users' own: what leaves them is checked before it can reach a verdict or a store.
 */
export function judgementFlaw(judgement: unknown): string | undefined {
  if (typeof judgement !== 'object' || judgement === null) return 'no judgement';
  const { classification, reason, score } = judgement as Readonly<Record<string, unknown>>;
  if (!CLASSIFICATIONS.includes(classification)) return `the classification ${String(JSON.stringify(classification))}`;
  if (reason === undefined || reason === '') return 'no reason';
  if (typeof score === 'number' && !(score >= 0 && score <= 100)) return `the score ${score}`;
  const foreign = notJson(judgement);
  if (foreign !== undefined) return `${foreign.what} at ${foreign.path}`;
  const [error] = shape.Check(judgement) ? [] : shape.Errors(judgement);
  if (error === undefined) return undefined;
  return `no judgement: ${[error.instancePath.slice(1).replaceAll('/', '.'), error.message].filter(Boolean).join(' ')}`;
}

interface Foreign {
  readonly what: string;
  /** As `evidence.p`. */
  readonly path: string;
}

/** The first value that JSON cannot hold. Fields that are undefined count as absent. */
function notJson(value: unknown): Foreign | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { what: 'a number that is not finite', path: '' };
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value !== 'object') return { what: `a ${typeof value}`, path: '' };
  for (const key of Object.keys(value)) {
    const found = notJson((value as Readonly<Record<string, unknown>>)[key]);
    if (found !== undefined) return { what: found.what, path: found.path === '' ? key : `${key}.${found.path}` };
  }
  return undefined;
}
