/** Steps start <= i < end of a history. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

const LONGEST_GAP = 30;
const SHORTEST = 60;

/** The parts of a stretch between the cuts. A cut at i begins a new part with step i; cuts outside are ignored. */
export function cutAt(whole: Stretch, cuts: readonly number[]): Stretch[] {
  const inside = [...new Set(cuts)].filter((cut) => cut > whole.start && cut < whole.end).sort((a, b) => a - b);
  const edges = [whole.start, ...inside, whole.end];
  return edges.slice(1).map((end, i) => ({ start: edges[i]!, end }));
}

/**
 * The usable parts of stretches: cut at gaps of more than 30 steps, without gaps at their ends; parts of fewer than 60 steps with data
 * are left out, for they tell little of slow noise.
 * @param isPresent whether step i has data.
 */
export function usableParts(stretches: readonly Stretch[], isPresent: (step: number) => boolean): Stretch[] {
  return stretches.flatMap((stretch) => partsOf(stretch, isPresent)).filter((part) => presentSteps(part, isPresent) >= SHORTEST);
}

/** Steps of the stretch with data. */
export function presentSteps({ start, end }: Stretch, isPresent: (step: number) => boolean): number {
  let count = 0;
  for (let i = start; i < end; i++) if (isPresent(i)) count++;
  return count;
}

/** What is left of the stretches without one of them. */
export function without(stretches: readonly Stretch[], hole: Stretch): Stretch[] {
  return stretches.flatMap(({ start, end }) =>
    [
      { start, end: Math.min(end, hole.start) },
      { start: Math.max(start, hole.end), end },
    ].filter((part) => part.end > part.start),
  );
}

function partsOf({ start, end }: Stretch, isPresent: (step: number) => boolean): Stretch[] {
  const parts: { start: number; end: number }[] = [];
  for (let i = start; i < end; i++) {
    if (!isPresent(i)) continue;
    const open = parts.at(-1);
    if (open !== undefined && i - open.end <= LONGEST_GAP) open.end = i + 1;
    else parts.push({ start: i, end: i + 1 });
  }
  return parts;
}
