import type { ConfigDocument } from '../../model/config-document.ts';
import { CODE_PLACEHOLDERS } from '../queries/code-placeholders.ts';
import { queryProblems } from '../queries/query-problems.ts';
import { templateProblems } from '../queries/template-problems.ts';
import { usedVariables } from '../queries/used-variables.ts';
import { wholePattern } from '../queries/variable-pattern.ts';
import { metricTemplates } from './metric-templates.ts';
import { didYouMean } from './nearest-name.ts';
import { type Problem, type ProblemPath, pathText } from './problem.ts';
import { type DialectOf, LANGUAGE, queryDialect } from './query-dialect.ts';
import { DEFAULT_PATTERN } from './resolve-config.ts';

type Spec = ConfigDocument['spec'];
type Variables = NonNullable<Spec['variables']>;

interface Template {
  readonly path: ProblemPath;
  readonly text: string;
}

/** Whether every variable is declared, used, well placed and has a sound pattern, and the queries can tell the sides apart. */
export function checkVariables(spec: Spec, dialectOf: DialectOf): readonly Problem[] {
  const { variables = {}, scopes } = spec;
  const language = queryDialect(spec, dialectOf);
  const queries = [
    ...spec.metrics.flatMap((metric, index) =>
      metricTemplates(metric).map(({ field, template }): Template => ({ path: ['spec', 'metrics', index, field], text: template })),
    ),
    ...readinessTemplates(spec),
  ];
  const sides = (['control', 'candidate'] as const).flatMap((side): Template[] =>
    scopes === undefined ? [] : [{ path: ['spec', 'scopes', side], text: scopes[side] }],
  );
  const stream = streamTemplate(spec);
  return [
    ...Object.entries(variables).flatMap(([name, variable]) => checkVariable(name, variable)),
    // A scope that could hold ${scope} would never end, so in a scope it stays unknown. Queries are checked apart from the scopes.
    ...sides.flatMap((side) => checkTemplate(side, { scope: '${scope}', variables, language })),
    ...queries.flatMap((query) => checkTemplate(query, { scope: '', variables, language })),
    ...queries.flatMap((query) => checkQuery(query, language)),
    ...sides.flatMap((side) => checkEmpty(side, queries, language)),
    ...stream.flatMap((template) => checkStream(template, variables)),
    ...checkUse(variables, [...sides, ...queries, ...stream]),
    ...(scopes === undefined ? missingScopes(queries) : checkSides(scopes, queries)),
  ];
}

function checkVariable(name: string, { pattern, default: value }: Variables[string]): readonly Problem[] {
  const path = ['spec', 'variables', name];
  if (CODE_PLACEHOLDERS.includes(name))
    return [
      {
        path,
        message: `is a name that stands for something else: \${${name}}`,
        value: name,
        expected: `another name than ${CODE_PLACEHOLDERS.join(', ')}`,
      },
    ];
  let whole: RegExp;
  try {
    whole = wholePattern(pattern ?? DEFAULT_PATTERN);
  } catch {
    return [{ path: [...path, 'pattern'], message: 'is no regular expression', value: pattern, expected: 'a regular expression' }];
  }
  if (value === undefined || whole.test(value)) return [];
  return [
    {
      path: [...path, 'default'],
      message: `does not match the pattern ${pattern ?? DEFAULT_PATTERN}`,
      value,
      expected: `text matching ${pattern ?? DEFAULT_PATTERN}`,
    },
  ];
}

type Language = ReturnType<typeof queryDialect>;

function checkTemplate(
  { path, text }: Template,
  { scope, variables, language }: { readonly scope: string; readonly variables: Variables; readonly language: Language },
): readonly Problem[] {
  const declared = Object.fromEntries(Object.keys(variables).map((name) => [name, { pattern: DEFAULT_PATTERN }]));
  return templateProblems(text, { scope, variables: declared }, language.dialect).map((message) => ({
    path,
    message: message + language.hint,
    value: text,
    expected: 'a query template',
  }));
}

function checkQuery({ path, text }: Template, { dialect, hint }: Language): readonly Problem[] {
  const expected = `a query in ${LANGUAGE[dialect]}`;
  return queryProblems(text, dialect).map((message) => ({ path, message: message + hint, value: text, expected }));
}

/** PromQL's braces may be empty; a condition may not. */
function checkEmpty({ path, text }: Template, queries: readonly Template[], { dialect }: Language): readonly Problem[] {
  if (dialect === 'promql' || text.trim() !== '' || !queries.some((query) => query.text.includes('${scope}'))) return [];
  return [{ path, message: 'is empty, but a query uses ${scope}', value: text, expected: 'a condition' }];
}

function checkUse(variables: Variables, templates: readonly Template[]): readonly Problem[] {
  const used = usedVariables(
    templates.map(({ text }) => text),
    '',
  );
  return Object.keys(variables)
    .filter((name) => !used.has(name) && !CODE_PLACEHOLDERS.includes(name))
    .map((name) => ({
      path: ['spec', 'variables', name],
      message: `is declared, but no query and no scope uses \${${name}}`,
      value: variables[name],
      expected: 'a variable that is used',
    }));
}

function readinessTemplates({ readiness }: Spec): readonly Template[] {
  return (['restarts', 'utilisation'] as const).flatMap((item): Template[] => {
    const asked = readiness?.[item];
    return asked === undefined ? [] : [{ path: ['spec', 'readiness', item, 'query'], text: asked.query }];
  });
}

/** The name that the candidate's pairs come under. */
function streamTemplate({ comparison }: Spec): readonly Template[] {
  return comparison?.candidate === undefined ? [] : [{ path: ['spec', 'comparison', 'candidate'], text: comparison.candidate }];
}

/** It is no query: variables stand anywhere in it, and what is filled in by code is not known there. */
function checkStream({ path, text }: Template, variables: Variables): readonly Problem[] {
  const declared = Object.keys(variables);
  const unknown = [...text.matchAll(/\$\{([^{}]*)\}/g)].map(([, name]) => name!).filter((name) => !declared.includes(name));
  const rest = text.replaceAll(/\$\{\w+\}/g, '');
  return [
    ...unknown.map((name) => ({
      path,
      message: `\${${name}} is no declared variable${didYouMean(name, declared)}`,
      value: text,
      expected: `variables of ${declared.join(', ') || 'the config, which declares none'}`,
    })),
    ...(/^[A-Za-z0-9_.:/-]*$/.test(rest)
      ? []
      : [{ path, message: 'has characters that no name of a candidate has', value: text, expected: NAME }]),
  ];
}

const NAME = 'letters, digits and _ . : / -, and variables such as ${version}';

function missingScopes(queries: readonly Template[]): readonly Problem[] {
  const [first] = queries;
  if (first === undefined) return [];
  const message = `is missing: ${pathText(first.path)} is a query, and must be told which side it is of`;
  return [{ path: ['spec', 'scopes'], message, expected: 'a mapping with control and candidate' }];
}

/** Both sides would be the same series, and a comparison of something with itself passes always. */
function checkSides(scopes: NonNullable<Spec['scopes']>, queries: readonly Template[]): readonly Problem[] {
  const same = scopes.control === scopes.candidate && usedVariables([], scopes.control).size === 0;
  return queries
    .filter(({ text }) => usedVariables([text], '').size === 0 && (same || !text.includes('${scope}')))
    .map(({ path, text }) => ({
      path,
      message: same
        ? 'asks for the same on both sides: the two scopes are equal'
        : 'asks for the same on both sides: it uses neither ${scope} nor a variable',
      value: text,
      expected: 'a query that tells control and candidate apart',
    }));
}
