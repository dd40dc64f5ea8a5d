import { parsePointer } from './json-pointer.ts';

/** What is taken out below a place of a document. */
export interface PathTree {
  /** The place itself is. */
  readonly isRedacted: boolean;
  /** By key or index; `*` is any. */
  readonly children: ReadonlyMap<string, PathTree>;
}

interface GrowingTree extends PathTree {
  isRedacted: boolean;
  readonly children: Map<string, GrowingTree>;
}

/** @param paths JSON Pointers. @param field where they stand, for the error. @throws {BadInputError} one is none. */
export function pathTree(paths: readonly string[], field: string): PathTree {
  const root = emptyTree();
  paths.forEach((path, i) => {
    let node = root;
    for (const token of parsePointer(path, `${field}.${i}`)) {
      const next = node.children.get(token) ?? emptyTree();
      node.children.set(token, next);
      node = next;
    }
    node.isRedacted = true;
  });
  return root;
}

/** What of several trees is below a key of their place. */
export function treesBelow(trees: readonly PathTree[], key: string): readonly PathTree[] {
  if (trees.length === 0) return trees;
  const matching: PathTree[] = [];
  for (const { children } of trees) {
    const exact = children.get(key);
    if (exact) matching.push(exact);
    const any = key === '*' ? undefined : children.get('*');
    if (any) matching.push(any);
  }
  return matching;
}

function emptyTree(): GrowingTree {
  return { isRedacted: false, children: new Map() };
}
