import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';

/**
 * Who may import whom, by folder of src/. '.' is errors.ts; whatever is not listed is forbidden.
 * Edges (sources, store, schedule, notify, observe, http, cli, config) never import one another: compose/ puts them together.
 */
const allowed: Record<string, readonly string[]> = {
  model: ['.'],
  stats: ['.'],
  judging: ['model', 'stats', '.'],
  kayenta: ['model', 'stats', 'judging', '.'],
  comparison: ['model', 'stats', '.'],
  analysis: ['model', 'stats', 'judging', 'comparison', 'kayenta', '.'],
  manifests: ['model', 'comparison', 'analysis', '.'],
  sources: ['model', 'comparison', 'analysis', '.'],
  store: ['model', 'comparison', 'analysis', '.'],
  schedule: ['model', 'comparison', 'analysis', '.'],
  notify: ['model', 'comparison', 'analysis', '.'],
  observe: ['model', 'comparison', 'analysis', 'judging', '.'],
  http: ['model', 'comparison', 'analysis', 'judging', 'kayenta', '.'],
  cli: ['model', 'comparison', 'analysis', 'judging', 'kayenta', 'manifests', '.'],
  config: ['model', 'comparison', 'analysis', 'judging', 'kayenta', '.'],
};
/** Numbers in, numbers out: no I/O, no clock, no randomness, no await. */
const pure = ['model', 'stats', 'judging', 'kayenta', 'comparison', 'manifests'];
/** What may import everything: the entry point, the composition root, the judges' public API. */
const isRoot = (file: string): boolean => file === 'main.ts' || file === 'judge-kit.ts' || file.startsWith('compose/');

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(path.sep).join('/'));
const folderOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '.');
const read = (file: string): string => readFileSync(file, 'utf8');
const imports = (text: string): string[] =>
  [...text.matchAll(/(?:from|import)\s+'([^']+)'|import\(\s*'([^']+)'/g)].map(([, a, b]) => a ?? b ?? '');
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('the dependency rule', () => {
  for (const file of files.filter((name) => !isRoot(name))) {
    it(`src/${file}`, () => {
      const from = folderOf(file);
      const text = read(path.join('src', file));
      for (const specifier of imports(text)) {
        if (specifier.startsWith('node:')) assert.ok(!pure.includes(from), `${specifier} does I/O`);
        if (!specifier.startsWith('.')) continue;
        const target = path.posix.join(path.posix.dirname(file), specifier);
        assert.ok(!target.startsWith('../judges'), 'src never imports judges/ by name');
        const to = folderOf(target);
        assert.ok(to === from || allowed[from]?.includes(to), `src/${from} may not import src/${to}`);
      }
      if (pure.includes(from)) {
        const code = withoutComments(text);
        for (const impure of [/\bDate\.now\b/, /\bnew Date\(\)/, /\bMath\.random\b/, /\bawait\b/, /\bprocess\./, /\bfetch\(/])
          assert.doesNotMatch(code, impure, `${impure} in the pure core`);
      }
      if (from !== 'config') assert.doesNotMatch(withoutComments(text), /\bprocess\.env\b/, 'only src/config/ reads the environment');
    });
  }

  for (const file of readdirSync('judges').filter((name) => name.endsWith('.ts'))) {
    it(`judges/${file} imports the judge kit and nothing else`, () => {
      for (const specifier of imports(read(path.join('judges', file)))) assert.equal(specifier, '../src/judge-kit.ts');
    });
  }
});
