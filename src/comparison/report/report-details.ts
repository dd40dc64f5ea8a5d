import { countText, numberText, percentText } from '../number-text.ts';
import type { DivergenceReport, FieldReport } from './divergence-report.ts';
import { countOf } from './findings.ts';
import { type Block, tableBlocks } from './report-blocks.ts';
import { partText, quantileTexts, shareText, valueText } from './report-text.ts';

const QUANTILES = ['5 %', 'median', '95 %', '99 %'];

export function comparatorBlocks({ comparators }: DivergenceReport): Block[] {
  const scales = comparators.flatMap(({ name, similarity, noiseSimilarity, measures, scores }) => [
    ...(similarity.count > 0 ? [[`${name}: similarity`, ...quantileTexts(similarity)]] : []),
    ...(noiseSimilarity.count > 0 ? [[`${name}: similarity of the control with itself`, ...quantileTexts(noiseSimilarity)]] : []),
    ...measures.map((measure) => [`${name}: ${measure.name}`, ...quantileTexts(measure.values)]),
    ...scores.flatMap((score) => [
      [`${name}: ${score.name} of the control`, ...quantileTexts(score.control)],
      [`${name}: ${score.name} of the candidate`, ...quantileTexts(score.candidate)],
    ]),
  ]);
  if (comparators.length === 0) return [];
  const hasNoise = comparators.some(({ noise }) => noise !== null);
  return [
    { kind: 'heading', text: 'Comparators' },
    ...tableBlocks(
      ['comparator', 'divergent', 'rate', ...(hasNoise ? ['rate of the control with itself'] : []), 'errors'],
      comparators.map(({ name, divergence, noise, errors }) => [
        ...[name, partText(divergence), shareText(divergence)],
        ...(hasNoise ? [noise === null ? '–' : shareText(noise)] : []),
        errors.length === 0 ? '0' : errors.map(({ code, pairs }) => `${countText(pairs)} ${code}`).join(', '),
      ]),
    ),
    ...tableBlocks(['at most, in this share of the pairs', ...QUANTILES], scales, 40),
  ];
}

export function fieldBlocks({ fields, categories, comparators }: DivergenceReport): Block[] {
  const trials = new Map(
    comparators.map(({ name, divergence, noise }) => [name, { pairs: divergence.trials, withNoise: noise?.trials ?? 0 }]),
  );
  const hasNoise = comparators.some(({ noise }) => noise !== null);
  const rows = fields.map((field) => {
    const { pairs, withNoise } = trials.get(field.comparator) ?? { pairs: 0, withNoise: 0 };
    const [ofCandidate, ofControl] = [field.candidate / pairs, field.noise / withNoise];
    return [
      `${field.comparator} ${field.field === '' ? '(whole answer)' : field.field}`,
      typesText(field),
      pairs === 0 ? '–' : percentText(ofCandidate),
      ...(hasNoise ? [withNoise === 0 ? '–' : percentText(ofControl), withNoise === 0 ? '–' : percentText(ofCandidate - ofControl)] : []),
    ];
  });
  const blocks = [
    ...tableBlocks(['field', 'differences', 'candidate', ...(hasNoise ? ['control with itself', 'difference'] : [])], rows),
    ...tableBlocks(
      ['what differs most', 'pairs'],
      categories.map(({ comparator, category, pairs }) => [`${comparator}: ${category}`, countText(pairs)]),
      15,
    ),
  ];
  return blocks.length === 0 ? [] : [{ kind: 'heading', text: 'Fields' }, ...blocks];
}

function typesText({ types }: FieldReport): string {
  return types
    .filter(({ candidate }) => candidate > 0)
    .map(({ type, candidate }) => `${countText(candidate)} ${type}`)
    .join(', ');
}

/** Requests that are not among the pairs, and what is known beside the answers. */
export function countBlocks({ unmatched, errors, heartbeats, versions, latencyMs, reviews }: DivergenceReport): Block[] {
  const latency = [
    ['control', latencyMs.control.p50, latencyMs.control.p95, latencyMs.control.p99],
    ['candidate', latencyMs.candidate.p50, latencyMs.candidate.p95, latencyMs.candidate.p99],
    ['candidate / control', latencyMs.ratio.p50, latencyMs.ratio.p95, latencyMs.ratio.p99],
  ] as const;
  const hasLatency = latencyMs.control.count + latencyMs.candidate.count > 0;
  const versionText = (side: 'control' | 'candidate'): string =>
    versions[side].map(({ name, pairs }) => `${name} (${countText(pairs)} pairs)`).join(', ');
  const facts = [
    `The candidate never answered ${partText(unmatched.control)} requests, the control ${partText(unmatched.candidate)}.`,
    errors.length === 0 ? '' : `Not compared: ${errors.map(({ code, pairs }) => `${countText(pairs)} by ${code}`).join(', ')}.`,
    heartbeats.right + heartbeats.wrong === 0
      ? ''
      : `Heartbeats: ${countText(heartbeats.right)} as expected, ${countText(heartbeats.wrong)} otherwise.`,
    versions.control.length === 0 ? '' : `Versions of the control: ${versionText('control')}.`,
    versions.candidate.length === 0 ? '' : `Versions of the candidate: ${versionText('candidate')}.`,
    reviewText(reviews),
  ];
  return [
    { kind: 'heading', text: 'Around the pairs' },
    { kind: 'list', items: facts.filter((fact) => fact !== '') },
    ...(hasLatency
      ? tableBlocks(
          ['latency, ms', 'median', '95 %', '99 %'],
          latency.map(([name, ...values]) => [name, ...values.map(valueText)]),
        )
      : []),
  ];
}

function reviewText({ stored, marks }: DivergenceReport['reviews']): string {
  if (stored === 0) return '';
  const said = Object.entries(marks).filter(([, count]) => count > 0);
  const reviewed = `${countText(stored)} pairs are kept for review, ${countText(countOf(marks))} are marked`;
  return said.length === 0 ? `${reviewed}.` : `${reviewed}: ${said.map(([mark, count]) => `${numberText(count)} ${mark}`).join(', ')}.`;
}
