import type { Band } from '../../model/divergence-band.ts';
import { countText, numberText, percentText } from '../number-text.ts';
import type { Quantiles, Share } from './divergence-report.ts';

/** `0.4 % [0.35 %, 0.46 %]`; a dash where there is nothing to have a share of. */
export function shareText({ rate, lower, upper }: Omit<Share, 'events' | 'trials'>): string {
  return rate === null ? '–' : `${percentText(rate)} [${percentText(lower)}, ${percentText(upper)}]`;
}

export function partText({ events, trials }: Pick<Share, 'events' | 'trials'>): string {
  return `${countText(events)} of ${countText(trials)}`;
}

export function valueText(value: number | null): string {
  return value === null ? '–' : numberText(value);
}

export function quantileTexts({ p05, p50, p95, p99 }: Quantiles): string[] {
  return [p05, p50, p95, p99].map(valueText);
}

/** `2026-01-26 06:00` in UTC. */
export function momentText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

const BAND_TEXT = {
  safe: 'safe',
  investigate: 'investigate',
  'edge-cases': 'edge cases',
  'do-not-roll-out': 'do not roll out',
} as const satisfies Record<Band, string>;

export function bandText(band: Band): string {
  return BAND_TEXT[band];
}
