import { Type } from 'typebox';
import { ALIKE, NO_DIFFERENCES } from '../alike.ts';
import { defineComparator } from '../comparator.ts';
import { checkSize } from '../structured/document-size.ts';
import { jsonDiff } from '../structured/json-diff.ts';
import { type NumberTolerance, type PathPattern, pathRules } from '../structured/path-rules.ts';

/** Of one pair: those beyond are counted in its similarity alone. */
const MOST_DIFFERENCES = 200;

const Path = Type.String({
  pattern: '^(/([^~/]|~[01])*)*$',
  description: 'JSON Pointer below the compared part; * is any key and the elements of an array.',
});
const Paths = (description: string) => Type.Array(Path, { default: [], description });
const Tolerance = {
  absolute: Type.Number({ minimum: 0, default: 0, description: 'Numbers that are no further apart agree.' }),
  relative: Type.Number({
    minimum: 0,
    default: 0,
    description: "Numbers that are no further apart than this share of the control's agree: 0.01 is 1 %.",
  }),
};

export const structured = defineComparator({
  name: 'structured',
  description: 'JSON documents, field by field: what is missing, extra, of another type, of another value or in another order.',
  parameters: Type.Object(
    {
      ...Tolerance,
      tolerances: Type.Array(Type.Object({ path: Path, ...Tolerance }, { additionalProperties: false }), {
        default: [],
        description: 'Of the numbers at or below these paths; where several fit, the last.',
      }),
      ignore: Paths('Fields that are not compared, and all that is below them.'),
      unordered: Type.Union([Type.Literal('all'), Type.Array(Path)], {
        default: [],
        description: 'Arrays in which the order of elements says nothing; all: in none of them.',
      }),
      maps: Paths('Objects whose keys are data, such as ids: in what is told of differences they are *.'),
    },
    { additionalProperties: false },
  ),
  comparing({ absolute, relative, tolerances, ignore, unordered, maps }) {
    const everywhere = { ignored: false, unordered: unordered === 'all', isMap: false, tolerance: { absolute, relative } };
    const rule = pathRules(everywhere, [
      ...tolerances.map(({ path, ...tolerance }): PathPattern => ({ path, changes: { tolerance: tolerance satisfies NumberTolerance } })),
      ...ignore.map((path): PathPattern => ({ path, changes: { ignored: true } })),
      ...(unordered === 'all' ? [] : unordered).map((path): PathPattern => ({ path, changes: { unordered: true } })),
      ...maps.map((path): PathPattern => ({ path, changes: { isMap: true } })),
    ]);
    return (control, other) => {
      checkSize(control);
      checkSize(other);
      const { differences, leaves, agreeing } = jsonDiff({ control, other }, rule, MOST_DIFFERENCES);
      if (leaves === agreeing && differences.length === 0) return ALIKE;
      return { similarity: agreeing / leaves, differences: differences.length === 0 ? NO_DIFFERENCES : differences };
    };
  },
});
