import type { DivergenceBands } from '../../model/comparison-config.ts';
import { bandOf } from '../../model/divergence-band.ts';
import { countText, numberText, percentText } from '../number-text.ts';
import type { DivergenceReport, ReportAction } from './divergence-report.ts';
import { bandText } from './report-text.ts';
import type { OverallRates } from './shares.ts';

type Judged = Pick<DivergenceReport, 'divergence' | 'net' | 'bands' | 'findings' | 'systematic'> &
  Pick<OverallRates, 'steps' | 'isTold' | 'morePairs'>;

/** Where the rate that counts lies and may lie; null without pairs. */
export function bandsOf({ divergence, net, bands }: Pick<Judged, 'divergence' | 'net' | 'bands'>): DivergenceReport['band'] {
  if (divergence.rate === null) return null;
  const { rate, lower, upper } = net ?? { ...divergence, rate: divergence.rate };
  return { estimate: bandOf(rate, bands), lowest: bandOf(lower, bands), highest: bandOf(upper, bands) };
}

/** What to do, and why, with the numbers. */
export function recommendationOf(judged: Judged): DivergenceReport['recommendation'] {
  const { action, why } = advice(judged);
  return { action, sentence: `${ACTION_TEXT[action]}: ${why}` };
}

const ACTION_TEXT: Record<ReportAction, string> = {
  'roll-out': 'roll out',
  'collect-more': 'collect more pairs',
  investigate: 'investigate',
  'do-not-roll-out': 'do not roll out',
};

function advice(judged: Judged): { readonly action: ReportAction; readonly why: string } {
  const { bands, findings, systematic, isTold, morePairs } = judged;
  const band = bandsOf(judged);
  if (band === null) return { action: 'collect-more', why: findings[0]?.sentence ?? 'no pair was compared' };
  const rate = rateText(judged);
  if (!isTold) return { action: 'collect-more', why: `${rate}; ${tooFewText(judged)}` };
  if (band.lowest === 'do-not-roll-out') return { action: 'do-not-roll-out', why: `${rate}, proven above ${percentText(bands.edgeCases)}` };
  if (findings.length > 0) return { action: 'investigate', why: `${rate}, but ${findings[0]!.sentence}` };
  const pattern = systematic.find(({ isSystematic }) => isSystematic);
  const said = pattern === undefined ? '' : `; ${pattern.sentence}`;
  if (band.lowest !== 'safe') return { action: 'investigate', why: `${rate}, proven not below ${limitText(bands)}${said}` };
  if (band.highest !== 'safe') {
    const more = morePairs(bands.safe);
    const forecast = more === undefined ? '' : `, and about ${numberText(more)} more pairs would tell should the rate stay`;
    return { action: 'collect-more', why: `${rate}: the band may be anything from safe to ${bandText(band.highest)}${forecast}${said}` };
  }
  if (pattern !== undefined) return { action: 'investigate', why: `${rate}, proven below ${limitText(bands)}, but ${pattern.sentence}` };
  return { action: 'roll-out', why: `${rate}, proven below ${limitText(bands)}` };
}

function tooFewText({ steps: { count, worth } }: Judged): string {
  const wandering = worth < count - 0.5 ? `, worth ${numberText(worth)} independent ones` : '';
  return `${count === 1 ? '1 step' : `${countText(count)} steps`} of time${wandering} ${count === 1 ? 'is' : 'are'} too few to rest anything on`;
}

const limitText = ({ safe }: DivergenceBands): string => percentText(safe);

/** `0.4 % of 86,400 pairs diverge [0.35 %, 0.46 %]`, or that less noise. */
function rateText({ divergence, net }: Pick<Judged, 'divergence' | 'net'>): string {
  const pairs = `of ${countText(divergence.trials)} pairs`;
  if (net === null)
    return `${percentText(divergence.rate!)} ${pairs} diverge [${percentText(divergence.lower)}, ${percentText(divergence.upper)}]`;
  return (
    `${percentText(divergence.rate!)} ${pairs} diverge, ${percentText(net.rate)} more than the control from itself ` +
    `[${percentText(net.lower)}, ${percentText(net.upper)}]`
  );
}
