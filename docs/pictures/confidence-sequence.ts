import { pairedLook, pairedLower, pairedUpper } from '../../src/stats/paired-look.ts';
import { IID } from '../../test/bench/decisions/noise.ts';
import { seeded } from '../../test/support/random.ts';
import { axes, band, dot, line, type Panel, type Point, picture, place, text } from './svg.ts';

const STEPS = 80;
const TOLERANCE = Math.log(1.1);
const panel: Panel = { left: 60, top: 50, width: 560, height: 250, x: { from: 10, to: STEPS }, y: { from: -15, to: 45 } };

/** What is known of two candidates after each step: intervals that hold at all steps together, and the tolerance they are held against. */
export function confidenceSequence(): string {
  const percent = (value: number): string => `${value > 0 ? '+' : ''}${value} %`;
  const [, tolerance] = place(panel, [0, 10]);
  return picture({ width: 780, height: 355, title: 'Confidence sequences of a harmless and a harmful candidate' }, [
    text([20, 26], 'What is known after each step: intervals that hold at all looks together', { size: 14, weight: 600 }),
    axes(panel, { x: [10, 20, 30, 40, 50, 60, 70, 80], y: [-10, 0, 10, 20, 30, 40], xName: 'steps with data', yText: percent }),
    candidate({ effect: 0.2, seed: 284, colour: '#c0392b', name: 'harmful', verdict: 'rollback' }),
    candidate({ effect: 0, seed: 72, colour: '#1e8449', name: 'harmless', verdict: 'promote' }),
    `<line x1="${panel.left}" x2="${panel.left + panel.width}" y1="${tolerance}" y2="${tolerance}" stroke="#333333" stroke-width="1.5" stroke-dasharray="6 4"/>`,
    text([panel.left + panel.width + 8, tolerance + 4], 'tolerance 10 %', { weight: 600 }),
  ]);
}

interface Shown {
  readonly effect: number;
  readonly seed: number;
  readonly colour: string;
  readonly name: string;
  readonly verdict: 'promote' | 'rollback';
}

function candidate({ effect, seed, colour, name, verdict }: Shown): string {
  const noise = IID.draw(seeded(seed), STEPS);
  const contrast = noise.candidate.map((value, t) => value - noise.control[t]! + Math.log1p(effect));
  const asPercent = (value: number): number => 100 * Math.expm1(value);
  const lower: Point[] = [];
  const upper: Point[] = [];
  const estimate: Point[] = [];
  let decided: Point | undefined;
  for (let n = 10; n <= STEPS; n++) {
    const look = pairedLook(contrast.subarray(0, n));
    if (!look.ready) continue;
    const [from, to] = [pairedLower(look, 0.05), pairedUpper(look, 0.05)];
    lower.push([n, asPercent(from)]);
    upper.push([n, asPercent(to)]);
    estimate.push([n, asPercent(look.mean)]);
    if (verdict === 'rollback' ? from > TOLERANCE : to < TOLERANCE) decided ??= [n, asPercent(verdict === 'rollback' ? from : to)];
  }
  const [, truth] = place(panel, [0, 100 * effect]);
  if (decided === undefined) throw new Error(`the ${name} candidate of seed ${seed} is not decided`);
  const [x, y] = place(panel, decided);
  return [
    band(panel, lower, upper, colour),
    line(panel, estimate, { stroke: colour }),
    `<line x1="${panel.left}" x2="${panel.left + panel.width}" y1="${truth}" y2="${truth}" stroke="${colour}" stroke-dasharray="2 3"/>`,
    dot(panel, decided, colour),
    text([x + 8, verdict === 'rollback' ? y - 10 : y + 18], `${verdict} at step ${decided[0]}`, { fill: colour, weight: 600 }),
    text([panel.left + panel.width + 8, truth + 4], `${name}: truth ${effect > 0 ? '+' : ''}${100 * effect} %`, { fill: colour }),
  ].join('\n');
}
