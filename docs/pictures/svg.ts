/** A picture of lines and words as SVG text: enough for the pictures of the docs, no more. */

const FONT = 'system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif';

export interface Extent {
  readonly from: number;
  readonly to: number;
}

export interface Panel {
  /** Where its plotting area lies, in pixels of the picture. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Extent;
  readonly y: Extent;
}

export type Point = readonly [x: number, y: number];

export function picture({ width, height, title }: { width: number; height: number; title: string }, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}" font-family="${FONT}" font-size="12">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="6" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

export interface TextStyle {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
  readonly size?: number;
  readonly weight?: number;
}

export function text(
  [x, y]: Point,
  words: string,
  { anchor = 'start', fill = '#333333', size = 12, weight = 400 }: TextStyle = {},
): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${fill}" font-size="${size}" font-weight="${weight}">${escaped(words)}</text>`;
}

/** Where a value lies in the picture. */
export function place({ left, top, width, height, x, y }: Panel, [at, value]: Point): Point {
  return [left + (width * (at - x.from)) / (x.to - x.from), top + height - (height * (value - y.from)) / (y.to - y.from)];
}

/** Axes with ticks at the given values, and light lines across at those of y. */
export function axes(
  panel: Panel,
  ticks: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly xName: string;
    readonly yText: (value: number) => string;
  },
): string {
  const { left, top, width, height } = panel;
  const bottom = top + height;
  return [
    ...ticks.y.map((value) => {
      const [, at] = place(panel, [panel.x.from, value]);
      const line = `<line x1="${left}" x2="${left + width}" y1="${round(at)}" y2="${round(at)}" stroke="#e6e6e6"/>`;
      return `${line}${text([left - 8, at + 4], ticks.yText(value), { anchor: 'end', fill: '#666666', size: 11 })}`;
    }),
    ...ticks.x.map((value) => {
      const [at] = place(panel, [value, panel.y.from]);
      return `<line x1="${round(at)}" x2="${round(at)}" y1="${bottom}" y2="${bottom + 4}" stroke="#999999"/>${text([at, bottom + 17], String(value), { anchor: 'middle', fill: '#666666', size: 11 })}`;
    }),
    `<line x1="${left}" x2="${left + width}" y1="${bottom}" y2="${bottom}" stroke="#999999"/>`,
    text([left + width / 2, bottom + 34], ticks.xName, { anchor: 'middle', fill: '#666666', size: 11 }),
  ].join('\n');
}

export interface LineStyle {
  readonly stroke: string;
  readonly width?: number;
  readonly dash?: string;
}

export function line(panel: Panel, points: readonly Point[], { stroke, width = 2, dash }: LineStyle): string {
  return `<polyline points="${path(panel, points)}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"${dash === undefined ? '' : ` stroke-dasharray="${dash}"`}/>`;
}

/** The area between two lines over the same places, cut off at the panel's edges. */
export function band(panel: Panel, lower: readonly Point[], upper: readonly Point[], fill: string): string {
  const within = ([x, y]: Point): Point => [x, Math.min(Math.max(y, panel.y.from), panel.y.to)];
  return `<polygon points="${path(panel, [...lower.map(within), ...upper.map(within).reverse()])}" fill="${fill}" fill-opacity="0.22"/>`;
}

export function dot(panel: Panel, point: Point, fill: string): string {
  const [x, y] = place(panel, point);
  return `<circle cx="${round(x)}" cy="${round(y)}" r="4.5" fill="${fill}" stroke="#ffffff" stroke-width="1.5"/>`;
}

export function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function path(panel: Panel, points: readonly Point[]): string {
  return points.map((point) => place(panel, point).map(round).join(',')).join(' ');
}
