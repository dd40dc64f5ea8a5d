import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

/** How a heading is linked to on GitHub: lower case, words joined by dashes, punctuation left out. */
const anchor = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchors = (markdown: string): Set<string> =>
  new Set([...markdown.replace(/```.*?```/gs, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!)));

describe('links of the documentation', () => {
  const pages = [...readdirSync('docs').map((name) => `docs/${name}`), 'README.md', 'CONTRIBUTING.md'].filter((name) =>
    name.endsWith('.md'),
  );
  for (const page of pages) {
    it(page, () => {
      const text = readFileSync(page, 'utf8').replace(/```.*?```/gs, '');
      for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:/.test(link!)) continue;
        const [file, fragment] = link!.split('#') as [string, string?];
        const target = file === '' ? page : path.join(path.dirname(page), file);
        assert.ok(existsSync(target), `${link} is not there`);
        if (fragment !== undefined) assert.ok(anchors(readFileSync(target, 'utf8')).has(fragment), `${link}: no such heading`);
      }
    });
  }
});
