/** One measured number. A limit makes it a promise: `holds` says whether it is kept. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `{ atMost: 1.3 }` or `{ atLeast: 30 }`; absent when the number only informs. */
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number };
  /** How sure the number is, in words: Monte Carlo error, spread over rounds. */
  readonly spread?: string;
}

/** Takes what a suite has measured, a figure at a time. */
export type Report = (figure: Figure) => void;

/** A value that could not be measured (NaN) keeps no promise. */
export function holds({ value, limit }: Figure): boolean {
  if (limit === undefined) return true;
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast;
}

/** `name  value unit  (limit)  spread`, or one JSON object. */
export function print(figure: Figure, json: boolean): void {
  const { name, value, unit, limit, spread } = figure;
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ name: name.trim(), value, unit, limit: limit ?? null, holds: holds(figure), ...(spread === undefined ? {} : { spread }) })}\n`,
    );
    return;
  }
  const promise = limit === undefined ? '' : 'atMost' in limit ? `at most ${limit.atMost}` : `at least ${limit.atLeast}`;
  const mark = limit === undefined ? ' ' : holds(figure) ? '✓' : '✗';
  process.stdout.write(
    `${mark} ${name.padEnd(72)} ${format(value).padStart(9)} ${unit.padEnd(10)} ${promise.padEnd(14)} ${spread ?? ''}\n`,
  );
}

function format(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
