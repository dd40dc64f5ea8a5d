import { studentTQuantileUpper } from '../../src/stats/student-t.ts';
import { AR8, IID, type NoiseFamily } from '../../test/bench/decisions/noise.ts';
import { type Contestant, firstHarm, incumbent, ours } from '../../test/bench/incumbent/contest.ts';
import { seeded } from '../../test/support/random.ts';
import { axes, line, type Panel, type Point, picture, text } from './svg.ts';

const RUNS = 400;
const LOOKS = 100;
const FIRST = 10;

const CONTESTANTS: readonly { readonly name: string; readonly colour: string; readonly dash?: string; readonly contestant: Contestant }[] =
  [
    { name: 'an ordinary t test at 5 %', colour: '#7d3c98', contestant: tTest },
    { name: "Kayenta's rule", colour: '#d35400', contestant: incumbent() },
    { name: 'Serinus, tolerance 0', colour: '#1f618d', contestant: ours(0) },
    { name: 'Serinus, tolerance 10 %', colour: '#1f618d', dash: '5 4', contestant: ours(0.1) },
  ];

/** Where each one's name stands, in pixels. */
const LEGEND = [60, 270, 420, 600];

/** Share of harmless candidates that have been rolled back, by how often one has looked; independent steps, and steps that remember. */
export function falseRollbacks(): string {
  const panelAt = (left: number): Panel => ({ left, top: 76, width: 305, height: 230, x: { from: 0, to: LOOKS }, y: { from: 0, to: 80 } });
  const panels: readonly [Panel, NoiseFamily, string][] = [
    [panelAt(60), IID, 'steps independent of each other'],
    [panelAt(445), AR8, 'steps that remember (AR(1) 0.8)'],
  ];
  return picture({ width: 780, height: 400, title: 'Share of harmless candidates rolled back, by number of looks' }, [
    text([20, 26], 'Harmless candidates rolled back, by how often one has looked', { size: 14, weight: 600 }),
    ...panels.map(([panel, family, title]) => {
      const percent = (value: number): string => `${value} %`;
      const curves = CONTESTANTS.map(({ colour, dash, contestant }) =>
        line(panel, curve(family, contestant), { stroke: colour, ...(dash === undefined ? {} : { dash }) }),
      );
      return [
        text([panel.left, panel.top - 14], title, { fill: '#333333', weight: 600 }),
        axes(panel, { x: [1, 20, 40, 60, 80, 100], y: [0, 20, 40, 60, 80], xName: 'looks, one a step from step 10 on', yText: percent }),
        line(
          panel,
          [
            [0, 5],
            [LOOKS, 5],
          ],
          { stroke: '#999999', width: 1, dash: '2 3' },
        ),
        ...curves,
      ].join('\n');
    }),
    ...CONTESTANTS.map(({ name, colour, dash }, i) => {
      const x = LEGEND[i]!;
      const dashed = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
      return `<line x1="${x}" x2="${x + 22}" y1="376" y2="376" stroke="${colour}" stroke-width="2.5"${dashed}/>${text([x + 28, 380], name)}`;
    }),
    ...panels.map(([{ left, width }]) => text([left + width - 4, 288], '5 %', { anchor: 'end', fill: '#999999', size: 10 })),
  ]);
}

function curve(family: NoiseFamily, contestant: Contestant): Point[] {
  const firsts: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { control, candidate } = family.draw(seeded(5_040 + 7919 * run), FIRST + LOOKS - 1);
    const first = firstHarm(contestant, { control: control.map(Math.exp), candidate: candidate.map(Math.exp) }, FIRST);
    if (first !== undefined) firsts.push(first);
  }
  return Array.from({ length: LOOKS }, (_, i) => [i + 1, (100 * firsts.filter((first) => first <= FIRST + i).length) / RUNS] as const);
}

/** A paired t test of the log ratio at the one-sided level 5 %, as if this look were the only one. */
function tTest({ control, candidate }: { readonly control: Float64Array; readonly candidate: Float64Array }): boolean {
  const values = candidate.map((value, t) => Math.log(value / control[t]!));
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return mean > studentTQuantileUpper(0.05, n - 1) * Math.sqrt(variance / n);
}
