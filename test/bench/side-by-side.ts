/** Two things measured side by side. */
export interface Comparison {
  /** Median over the rounds of ours / theirs. */
  readonly ratio: number;
  readonly spread: string;
  /** Medians of each on its own. */
  readonly ours: number;
  readonly theirs: number;
}

export interface Rounds {
  /** Rounds that count; default 15. */
  readonly rounds?: number;
  /** Rounds before them that do not; default 3. */
  readonly warmUp?: number;
  /** Called before each round, not measured. */
  readonly before?: () => void;
}

/**
 * Measures ours and theirs right after one another, in turns which goes first, so that a machine that slows down slows both.
 * @param ours   one measurement: a time, a throughput.
 * @param theirs the same of the other.
 */
export async function compare(
  ours: () => Promise<number> | number,
  theirs: () => Promise<number> | number,
  { rounds = 15, warmUp = 3, before = () => {} }: Rounds = {},
): Promise<Comparison> {
  const pairs: { readonly ours: number; readonly theirs: number }[] = [];
  for (let round = -warmUp; round < rounds; round++) {
    before();
    const pair = { ours: 0, theirs: 0 };
    const turns = [async () => (pair.ours = await ours()), async () => (pair.theirs = await theirs())];
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn();
    if (round >= 0) pairs.push(pair);
  }
  const ratios = pairs.map((pair) => pair.ours / pair.theirs);
  return {
    ratio: quantile(ratios, 0.5),
    spread: `quartiles ${quantile(ratios, 0.25).toPrecision(3)} to ${quantile(ratios, 0.75).toPrecision(3)} of ${rounds} rounds`,
    ours: quantile(
      pairs.map((pair) => pair.ours),
      0.5,
    ),
    theirs: quantile(
      pairs.map((pair) => pair.theirs),
      0.5,
    ),
  };
}

/** Compares how long the two take, in milliseconds. */
export function compareTimes(ours: () => unknown, theirs: () => unknown, rounds: Rounds = {}): Promise<Comparison> {
  return compare(
    () => timeOf(ours),
    () => timeOf(theirs),
    rounds,
  );
}

async function timeOf(run: () => unknown): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
}
