import type { DivergenceBands } from '../../model/comparison-config.ts';
import { percentText } from '../number-text.ts';
import type { RatePoint } from './divergence-report.ts';
import { escapeHtml } from './escape-html.ts';
import { momentText } from './report-text.ts';

const WIDTH = 640;
const HEIGHT = 150;
const LEFT = 52;
const TOP = 12;
const BOTTOM = 126;
/** Of a line of text, with room around it. */
const TEXT_HEIGHT = 14;

/** The rate of each point as SVG: a line for the candidate, one for the control's own noise, and where the bands begin. */
export function ratesPicture(points: readonly RatePoint[], bands: DivergenceBands): string {
  if (points.length === 0) return '';
  const divergence = points.map(({ pairs, divergent }) => (pairs === 0 ? null : divergent / pairs));
  const noise = points.map(({ withNoise, noisy }) => (withNoise === 0 ? null : noisy / withNoise));
  const highest = Math.max(...[...divergence, ...noise].map((rate) => rate ?? 0), bands.safe) * 1.08;
  const x = (i: number): number => LEFT + ((WIDTH - LEFT - 8) * (i + 0.5)) / points.length;
  const y = (rate: number): number => BOTTOM - ((BOTTOM - TOP) * rate) / highest;
  // Of bands that lie too near to each other for their texts the lower ones have a line alone.
  let free = TOP - 4;
  const level = (rate: number, name: string): string => {
    if (rate > highest) return '';
    const at = fixed(y(rate));
    const line = `<line class="level" x1="${LEFT}" x2="${WIDTH}" y1="${at}" y2="${at}"><title>${escapeHtml(name)}</title></line>`;
    if (y(rate) < free || y(rate) > BOTTOM - TEXT_HEIGHT) return line;
    free = y(rate) + TEXT_HEIGHT;
    return `${line}<text x="${LEFT - 5}" y="${fixed(y(rate) + 4)}" text-anchor="end">${escapeHtml(percentText(rate))}</text>`;
  };
  const top = Math.max(...divergence.map((rate) => rate ?? 0));
  const end = points.at(-1)!;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Rate of divergence over time">` +
    `<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${BOTTOM}" y2="${BOTTOM}"/><text x="${LEFT - 5}" y="${BOTTOM + 4}" text-anchor="end">0 %</text>` +
    [
      ...(top > 0 ? [level(top, 'the highest rate')] : []),
      level(bands.edgeCases, 'edge cases below'),
      level(bands.investigate, 'investigate below'),
      level(bands.safe, 'safe below'),
    ].join('') +
    lines('noise', noise) +
    lines('rate', divergence) +
    legend(noise.some((rate) => rate !== null)) +
    `<text x="${LEFT}" y="${HEIGHT - 6}">${momentText(points[0]!.startMs)}</text>` +
    `<text x="${WIDTH}" y="${HEIGHT - 6}" text-anchor="end">${momentText(end.startMs + end.lengthMs)}</text></svg>`
  );

  /** A line through each run of points that have a rate; a dot for one that stands alone. */
  function lines(name: string, rates: readonly (number | null)[]): string {
    const runs: string[][] = [[]];
    rates.forEach((rate, i) => {
      if (rate === null) runs.push([]);
      else runs.at(-1)!.push(`${fixed(x(i))},${fixed(y(rate))}`);
    });
    return runs
      .filter((run) => run.length > 0)
      .map((run) => {
        const [cx, cy] = run[0]!.split(',');
        return run.length > 1
          ? `<polyline class="${name}" points="${run.join(' ')}"/>`
          : `<circle class="${name}" cx="${cx}" cy="${cy}" r="2.5"/>`;
      })
      .join('');
  }
}

/** Which line is which, in the middle below them. */
function legend(hasNoise: boolean): string {
  const entry = (name: string, x: number, text: string): string =>
    `<polyline class="${name}" points="${x},${HEIGHT - 10} ${x + 22},${HEIGHT - 10}"/><text x="${x + 27}" y="${HEIGHT - 6}">${text}</text>`;
  return hasNoise ? entry('rate', 200, 'candidate') + entry('noise', 295, 'control with itself') : '';
}

const fixed = (value: number): string => String(Math.round(value * 10) / 10);
