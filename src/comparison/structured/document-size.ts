import type { Json } from '../../model/json.ts';
import { PairError } from '../pair-error.ts';
import { isArray } from './json-values.ts';

/** Levels of arrays and objects in one another. JSON has no limit, the stack has one. */
const MOST_LEVELS = 100;
/** Values times levels of arrays: elements are looked at once a level around them. So many keep the processor for some 0.2 s. */
const MOST_LOOKS = 1_000_000;

/** @throws {PairError} TOO_DEEP, TOO_LARGE: comparing it would take more of the stack, or longer, than others can be made to wait. */
export function checkSize(document: Json): void {
  const size: Size = { values: 0, arrays: 0 };
  addSize(size, document, { all: 0, arrays: 0 });
  const { values, arrays } = size;
  if (values * (1 + arrays) > MOST_LOOKS)
    throw new PairError('TOO_LARGE', `an answer has ${values} values in up to ${arrays} levels of arrays, more than are compared`);
}

interface Size {
  /** Scalars, arrays and objects. */
  values: number;
  /** Arrays around the value that has most of them. */
  arrays: number;
}

function addSize(size: Size, value: Json, around: { readonly all: number; readonly arrays: number }): void {
  size.values++;
  if (typeof value !== 'object' || value === null) return;
  if (around.all === MOST_LEVELS) throw new PairError('TOO_DEEP', `an answer has more than ${MOST_LEVELS} levels of arrays and objects`);
  if (isArray(value)) {
    const inside = { all: around.all + 1, arrays: around.arrays + 1 };
    size.arrays = Math.max(size.arrays, inside.arrays);
    for (const element of value) addSize(size, element, inside);
  } else {
    const inside = { all: around.all + 1, arrays: around.arrays };
    for (const key of Object.keys(value)) addSize(size, value[key]!, inside);
  }
}
