import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { ProblemPath } from '../analysis/config/problem.ts';

/** One document of a YAML text, as plain data that remembers where it was written. */
export interface YamlDocument {
  readonly value: unknown;
  /** Line, from 1, of what stands at the path, or of the nearest thing around it. */
  lineOf(path: ProblemPath): number;
}

export interface YamlFile {
  /** Without the empty ones. */
  readonly documents: readonly YamlDocument[];
  /** Where the text is no YAML: syntax, a key given twice, an unknown tag, too many aliases. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** Reads YAML 1.2 text of one or several documents (`---`). Never throws: what cannot be read is a problem with its line. */
export function readYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const problems: { line: number; message: string }[] = [];
  const documents: YamlDocument[] = [];
  let parsed: readonly Document[];
  try {
    parsed = [...parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })];
  } catch (cause) {
    return { documents, problems: [{ line: 1, message: `is nested too deeply or is no YAML: ${(cause as Error).message}` }] };
  }
  for (const document of parsed) {
    const wrong = [...document.errors, ...document.warnings];
    problems.push(...wrong.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message: `is no sound YAML: ${message}` })));
    if (wrong.length > 0 || document.contents === null || (isScalar(document.contents) && document.contents.value === null)) continue;
    try {
      documents.push({ value: document.toJS({ maxAliasCount: 100 }), lineOf: (path) => lines.linePos(positionOf(document, path)).line });
    } catch (cause) {
      const line = lines.linePos(document.range?.[0] ?? 0).line;
      problems.push({ line, message: `is no sound YAML: ${(cause as Error).message}` });
    }
  }
  return { documents, problems };
}

function positionOf(document: Document, path: ProblemPath): number {
  let node: Node | null | undefined = document.contents;
  let position = node?.range?.[0] ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    let at: unknown;
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isScalar(item.key) ? item.key.value : item.key) === String(key));
      next = pair?.value;
      at = pair?.key;
    } else if (isSeq(node)) {
      next = node.items[Number(key)];
      at = next;
    }
    const range = (at as Node | undefined)?.range;
    if (!range) break;
    position = range[0];
    node = next as Node | null;
  }
  return position;
}
