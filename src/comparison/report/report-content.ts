import { countText, numberText, percentText } from '../number-text.ts';
import type { DivergenceReport, ReportAction, Share } from './divergence-report.ts';
import { type Block, tableBlocks } from './report-blocks.ts';
import { comparatorBlocks, countBlocks, fieldBlocks } from './report-details.ts';
import { bandText, momentText, partText, shareText } from './report-text.ts';

const TONE = { 'roll-out': 'good', 'collect-more': 'unsure', investigate: 'unsure', 'do-not-roll-out': 'bad' } as const satisfies Record<
  ReportAction,
  string
>;

/** A report in the order in which it is read: what to do, why it may be doubted, the rates, what explains them, and what they are made of. */
export function reportContent(report: DivergenceReport): readonly Block[] {
  const { config, candidate, fromMs, toMs, recommendation, findings } = report;
  return [
    { kind: 'title', text: `${config}: candidate ${candidate}` },
    { kind: 'text', text: `${momentText(fromMs)} to ${momentText(toMs)} UTC` },
    { kind: 'verdict', text: recommendation.sentence, tone: TONE[recommendation.action] },
    ...(findings.length === 0
      ? []
      : ([
          { kind: 'heading', text: 'Doubts' },
          { kind: 'list', items: findings.map(({ sentence }) => sentence) },
        ] as const)),
    ...rateBlocks(report),
    ...systematicBlocks(report),
    ...segmentBlocks(report),
    ...comparatorBlocks(report),
    ...fieldBlocks(report),
    ...countBlocks(report),
    ...caseBlocks(report),
    { kind: 'heading', text: 'How to read this' },
    {
      kind: 'text',
      text:
        `Intervals stand in brackets; each end is wrong in ${percentText(report.alpha)} of reports at most. Those under "Rates" hold at every look, as the ` +
        'verdict of an analysis does. All others, and what is called systematic, are for one reading: whoever asks again and again until ' +
        'something is found will find something.',
    },
  ];
}

function rateBlocks({ divergence, noise, net, band, bands, designEffect, overTime, burst }: DivergenceReport): Block[] {
  if (band === null) return [];
  const limits = `${bandText('safe')} below ${percentText(bands.safe)}, ${bandText('investigate')} below ${percentText(bands.investigate)}, ${bandText('edge-cases')} below ${percentText(bands.edgeCases)}`;
  const range = band.lowest === band.highest ? bandText(band.lowest) : `from ${bandText(band.lowest)} to ${bandText(band.highest)}`;
  return [
    { kind: 'heading', text: 'Rates' },
    ...tableBlocks(
      ['', 'pairs', 'rate'],
      [
        ['candidate diverges from the control', partText(divergence), shareText(divergence)],
        ...(noise === null ? [] : [['control diverges from itself', partText(noise), shareText(noise)]]),
        ...(net === null ? [] : [['what the candidate adds', '', shareText(net)]]),
      ],
    ),
    { kind: 'text', text: `Band: ${range} (${limits}).` },
    ...(designEffect >= 1.5
      ? ([
          {
            kind: 'text',
            text: `The rate wanders over time: ${numberText(designEffect)} pairs are worth one independent pair, and the intervals are wider for it.`,
          },
        ] as const)
      : []),
    ...(burst === null ? [] : ([{ kind: 'text', text: burstText(burst, divergence) }] as const)),
    { kind: 'rates', points: overTime },
  ];
}

function burstText({ fromMs, toMs, pairs, divergent }: NonNullable<DivergenceReport['burst']>, all: Share): string {
  const held = `${countText(pairs)} of ${countText(all.trials)} pairs carry ${percentText(divergent / all.events)} of the divergence`;
  return `Most of it came at one time: ${held}, from ${momentText(fromMs)} to ${momentText(toMs)}. Features of the requests of that time may be named for it.`;
}

function systematicBlocks({ systematic, population }: DivergenceReport): Block[] {
  if (systematic.length === 0 && population.length === 0) return [];
  const named = systematic.filter(({ isSystematic }) => isSystematic);
  const tested = systematic.filter(({ effect }) => effect !== null);
  const nothing = `Nothing systematic: divergence goes with none of ${tested.length} features of the requests that could be tested.`;
  const unlike = population.filter(({ isUnrepresentative }) => isUnrepresentative);
  const asked = population.filter(({ index }) => index !== null);
  return [
    { kind: 'heading', text: 'What divergence goes with' },
    ...(named.length === 0
      ? [{ kind: 'text', text: nothing } as const]
      : [{ kind: 'list', items: named.map(({ sentence }) => sentence) } as const]),
    ...tableBlocks(
      ['feature', 'pairs', 'effect', 'p, adjusted'],
      tested.map(({ feature, pairs, effect, adjustedPValue }) => [
        feature,
        countText(pairs),
        `${effect!.estimate.toFixed(2)} [${effect!.lower.toFixed(2)}, ${effect!.upper.toFixed(2)}]`,
        adjustedPValue! < 0.001 ? 'below 0.001' : adjustedPValue!.toFixed(3),
      ]),
      50,
    ),
    ...named.flatMap(({ feature, rates }) =>
      tableBlocks(
        [feature, 'divergent', 'rate'],
        rates.map(({ name, pairs, divergent, lower, upper }) => {
          const share = { events: divergent, trials: pairs, rate: divergent / pairs, lower, upper };
          return [name, partText(share), shareText(share)];
        }),
      ),
    ),
    ...untestedBlocks(systematic),
    ...(asked.length === 0
      ? []
      : unlike.length > 0
        ? [{ kind: 'list', items: unlike.map(({ sentence }) => sentence) } as const]
        : [{ kind: 'text', text: `The pairs are like all traffic in ${asked.length} features, as far as can be told.` } as const]),
  ];
}

function untestedBlocks(systematic: DivergenceReport['systematic']): Block[] {
  const untested = systematic.filter(({ effect }) => effect === null);
  if (untested.length === 0) return [];
  return [{ kind: 'list', items: untested.map(({ feature, sentence }) => `${feature}: ${sentence}`) }];
}

function segmentBlocks({ segment, segments }: DivergenceReport): Block[] {
  if (segments.length === 0) return [];
  return [
    { kind: 'heading', text: `Segments${segment === null ? '' : ` by ${segment}`}` },
    ...tableBlocks(
      ['segment', 'pairs', 'rate'],
      segments.map((share) => [share.name, partText(share), shareText(share)]),
    ),
  ];
}

function caseBlocks({ cases }: DivergenceReport): Block[] {
  if (cases.length === 0) return [];
  return [
    { kind: 'heading', text: 'Pairs that differ the most' },
    ...cases.map((shown): Block => {
      const differences = shown.differences.map(
        ({ comparator, field, type, category }) => `${comparator}${field === '' ? '' : ` ${field}`}: ${category ?? type}`,
      );
      const facts = [
        momentText(shown.atMs),
        ...(shown.similarity === null ? [] : [`similarity ${numberText(shown.similarity)}`]),
        ...(shown.segment === null ? [] : [`segment ${shown.segment}`]),
        ...(shown.mark === null ? [] : [`marked ${shown.mark}`]),
        ...differences.slice(0, 5),
        ...(differences.length > 5 ? [`and ${differences.length - 5} more differences`] : []),
        ...shown.features.map(({ name, value }) => `${name} = ${value}`),
      ];
      return { kind: 'case', heading: shown.id, facts, shown };
    }),
  ];
}
