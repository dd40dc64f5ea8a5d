import type { QueryDialect } from '../ports/metric-source.ts';
import { LEXIS } from './lexis.ts';
import { scanTemplate } from './scan-template.ts';

/** Without the step, one number for the whole window would be taken for that of its first step. */
const NEEDED = ['start', 'stop', 'step'] as const;

interface Rule {
  /** Of the code outside of quotes. */
  readonly breaks: (code: string) => boolean;
  readonly problem: string;
}

/** What a query must not do where it could: change the database, or make up data for steps that have none. */
const RULES: Readonly<Record<Exclude<QueryDialect, 'promql'>, readonly Rule[]>> = {
  influxql: [
    { breaks: (code) => !/^\s*select\b/i.test(code), problem: 'is no SELECT' },
    { breaks: (code) => /;|\binto\b/i.test(code), problem: 'must be one SELECT, without ; and INTO' },
    {
      breaks: (code) => /\bfill\s*\(\s*(?:previous|linear)\b/i.test(code),
      problem: 'makes up data where there are none; write fill(none)',
    },
    {
      breaks: (code) => /\bcount\s*\(/i.test(code) && !/\bfill\s*\(/i.test(code),
      problem: 'counts 0 where nothing was reported; write fill(none), or fill(0) where 0 is meant',
    },
  ],
  flux: [
    { breaks: (code) => /\busePrevious\b/.test(code), problem: 'makes up data where there are none; leave usePrevious out' },
    {
      breaks: (code) => /\bfn\s*:\s*count\b/.test(code) && !/\bcreateEmpty\b/.test(code),
      problem: 'counts 0 where nothing was reported; write createEmpty: false, or createEmpty: true where 0 is meant',
    },
  ],
};

/** What is wrong with a template as a whole query (a scope is none), whatever its variables; see templateProblems for those. */
export function queryProblems(template: string, dialect: QueryDialect): readonly string[] {
  if (dialect === 'promql') return [];
  const outside = scanTemplate(template, LEXIS[dialect]).pieces.filter(({ within }) => !within);
  const names = outside.flatMap((piece) => (piece.kind === 'placeholder' ? [piece.name] : []));
  const code = outside.map((piece) => (piece.kind === 'text' ? piece.text : ' x ')).join(' ');
  const absent = NEEDED.filter((name) => !names.includes(name)).map((name) => `\${${name}}`);
  const language = dialect === 'flux' ? 'Flux' : 'InfluxQL';
  return [
    ...(absent.length > 0 ? [`has no ${absent.join(' and no ')}: ${language} gets its times and its step from the query itself`] : []),
    ...RULES[dialect].filter(({ breaks }) => breaks(code)).map(({ problem }) => problem),
  ];
}
