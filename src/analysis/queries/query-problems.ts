import type { QueryDialect } from '../ports/metric-source.ts';
import { LEXIS } from './lexis.ts';
import { scanTemplate } from './scan-template.ts';

/** Without the step, one number for the whole window would be taken for that of its first step. */
const NEEDED = ['start', 'stop', 'step'] as const;

/** What is wrong with a template as a whole query (a scope is none), whatever its variables; see templateProblems for those. */
export function queryProblems(template: string, dialect: QueryDialect): readonly string[] {
  if (dialect === 'promql') return [];
  const outside = scanTemplate(template, LEXIS[dialect]).pieces.filter(({ within }) => !within);
  const names = outside.flatMap((piece) => (piece.kind === 'placeholder' ? [piece.name] : []));
  const code = outside.map((piece) => (piece.kind === 'text' ? piece.text : ' x ')).join(' ');
  const absent = NEEDED.filter((name) => !names.includes(name)).map((name) => `\${${name}}`);
  return [
    ...(absent.length > 0
      ? [`has no ${absent.join(' and no ')}: ${dialect === 'flux' ? 'Flux' : 'InfluxQL'} gets its times and its step from the query itself`]
      : []),
    ...(dialect === 'influxql' && !/^\s*select\b/i.test(code) ? ['is no SELECT'] : []),
    ...(dialect === 'influxql' && /;|\binto\b/i.test(code) ? ['must be one SELECT, without ; and INTO'] : []),
  ];
}
