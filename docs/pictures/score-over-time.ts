import { IID } from '../../test/bench/decisions/noise.ts';
import { judgedGauge } from '../../test/bench/incumbent/contest.ts';
import { seeded } from '../../test/support/random.ts';
import { axes, dot, line, type Panel, type Point, picture, place, text } from './svg.ts';

const STEPS = 100;
const panel: Panel = { left: 60, top: 50, width: 530, height: 220, x: { from: 0, to: STEPS }, y: { from: 0, to: 100 } };

const CANDIDATES = [
  { name: 'harmless', effect: 0, onset: 0, seed: 73, colour: '#1e8449' },
  { name: 'at the tolerance, +10 %', effect: 0.1, onset: 0, seed: 11, colour: '#b9770e' },
  { name: 'harmful, +20 %', effect: 0.2, onset: 0, seed: 88, colour: '#c0392b' },
  { name: '+50 % from step 50 on', effect: 0.5, onset: 50, seed: 21, colour: '#6c3483' },
] as const;

/** The score of one metric at every look: 100 is proven harmless, 0 proven harmful, and what lies between is neither. */
export function scoreOverTime(): string {
  const lines = CANDIDATES.map((one) => ({ ...one, stretches: scores(one) }));
  return picture({ width: 780, height: 325, title: 'Score of one metric over time, for four candidates' }, [
    text([20, 26], 'Score of one metric at every look, tolerance 10 %', { size: 14, weight: 600 }),
    axes(panel, { x: [0, 20, 40, 60, 80, 100], y: [0, 25, 50, 75, 100], xName: 'steps', yText: String }),
    ...lines.flatMap(({ stretches, colour }) => stretches.map((points) => line(panel, points, { stroke: colour }))),
    ...lines.map(({ stretches, colour, effect }) => {
      const decided = stretches.flat().find(([, score]) => score === (effect === 0 ? 100 : 0));
      return decided === undefined ? '' : dot(panel, decided, colour);
    }),
    ...lines.map(({ name, colour }, i) => {
      const y = panel.top + 30 + 26 * i;
      const x = panel.left + panel.width + 14;
      return `<line x1="${x}" x2="${x + 14}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="2.5"/>${text([x + 19, y], name, { size: 11 })}`;
    }),
    text([panel.left + panel.width + 14, place(panel, [0, 100])[1] + 4], '100: promote', { fill: '#666666', size: 11 }),
    text([panel.left + panel.width + 14, place(panel, [0, 0])[1] + 4], '0: rollback', { fill: '#666666', size: 11 }),
  ]);
}

/** Stretches of steps with a score; where it cannot be told there is none. */
function scores({ effect, onset, seed }: (typeof CANDIDATES)[number]): Point[][] {
  const noise = IID.draw(seeded(seed), STEPS);
  const control = noise.control.map(Math.exp);
  const candidate = noise.candidate.map((value, t) => Math.exp(value) * (t >= onset ? 1 + effect : 1));
  const stretches: Point[][] = [[]];
  for (let n = 10; n <= STEPS; n++) {
    const { score } = judgedGauge({ control: control.subarray(0, n), candidate: candidate.subarray(0, n) }, 0.1);
    if (score === undefined) stretches.push([]);
    else stretches.at(-1)!.push([n, score]);
  }
  return stretches.filter((points) => points.length > 0);
}
