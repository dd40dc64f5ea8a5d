import { parsePointer } from '../json-pointer.ts';

/** Numbers that are no further apart than either of these agree. */
export interface NumberTolerance {
  /** In the numbers' own unit, >= 0. */
  readonly absolute: number;
  /** As a share of the control's, >= 0. */
  readonly relative: number;
}

/** What holds at one place of a document. */
export interface PathRule {
  readonly ignored: boolean;
  /** Of an array: the order of its elements says nothing. */
  readonly unordered: boolean;
  /** Of an object: its keys are data, such as ids, and no names of fields. */
  readonly isMap: boolean;
  readonly tolerance: NumberTolerance;
  /** What holds below, at this key. */
  at(key: string): PathRule;
  /** What holds below at the elements of an array, and at keys that no path names. */
  readonly any: PathRule;
}

type Local = Pick<PathRule, 'ignored' | 'unordered' | 'isMap' | 'tolerance'>;

/** A JSON Pointer, in which `*` is any key and the elements of an array, and what it changes where it ends. */
export interface PathPattern {
  readonly path: string;
  /** A tolerance holds for all that is below as well. */
  readonly changes: Partial<Local>;
}

interface Pending {
  readonly tokens: readonly string[];
  readonly at: number;
  readonly changes: Partial<Local>;
}

/**
 * The rule at the root of documents. Where several patterns end at one place the last of them decides.
 * @param everywhere what holds where no pattern says otherwise.
 */
export function pathRules(everywhere: Local, patterns: readonly PathPattern[]): PathRule {
  return ruleOf(
    everywhere,
    patterns.map(({ path, changes }) => ({ tokens: parsePointer(path, 'path'), at: 0, changes })),
  );
}

/** Rules are made when they are first asked for: at most as many as places that the patterns tell apart. */
function ruleOf(inherited: Local, pending: readonly Pending[]): PathRule {
  const local: Local = Object.assign({}, inherited, ...pending.filter(isAtEnd).map(({ changes }) => changes));
  const open = pending.filter((pattern) => !isAtEnd(pattern));
  const below: Local = { ...inherited, tolerance: local.tolerance };
  const rules = new Map<string, PathRule>();
  const made = (key: string): PathRule => {
    const rule = ruleOf(
      below,
      open.filter(({ tokens, at }) => tokens[at] === key || tokens[at] === '*').map((pattern) => ({ ...pattern, at: pattern.at + 1 })),
    );
    rules.set(key, rule);
    return rule;
  };
  const named = new Set(open.map(({ tokens, at }) => tokens[at]));
  const rule: PathRule = {
    ...local,
    // Nothing more is told apart below: the same holds all the way down.
    get any() {
      return open.length === 0 && isSame(local, below) ? rule : (rules.get('*') ?? made('*'));
    },
    at: (key) => (named.has(key) ? (rules.get(key) ?? made(key)) : rule.any),
  };
  return rule;
}

function isAtEnd({ tokens, at }: Pending): boolean {
  return at === tokens.length;
}

function isSame(a: Local, b: Local): boolean {
  return a.ignored === b.ignored && a.unordered === b.unordered && a.isMap === b.isMap && a.tolerance === b.tolerance;
}
