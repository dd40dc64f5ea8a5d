/** Events of one side and what they are counted against, step by step: rate = events / exposure. */
export interface EventSide {
  /** >= 0, may be fractional. */
  readonly events: Float64Array;
  /** > 0. */
  readonly exposure: Float64Array;
}

/** The steps that both sides have, in time order, all arrays of one length: the control's rate is the one the candidate is held against. */
export interface EventSteps {
  readonly control: EventSide;
  readonly candidate: EventSide;
}

/** A step in which one side saw nothing (exposure 0) or has no sample has no rate: it is left out, as are values below 0. */
export function eventSteps(control: EventSide, candidate: EventSide): EventSteps {
  let whole = 0;
  while (whole < control.events.length && hasRate(control, whole) && hasRate(candidate, whole)) whole++;
  if (whole === control.events.length) return { control, candidate };
  const kept: number[] = [];
  for (let step = 0; step < control.events.length; step++) if (hasRate(control, step) && hasRate(candidate, step)) kept.push(step);
  const at = (values: Float64Array): Float64Array => {
    const some = new Float64Array(kept.length);
    for (let i = 0; i < kept.length; i++) some[i] = values[kept[i]!]!;
    return some;
  };
  return {
    control: { events: at(control.events), exposure: at(control.exposure) },
    candidate: { events: at(candidate.events), exposure: at(candidate.exposure) },
  };
}

/** How many steps of one side have a rate. */
export function stepsWithRate(side: EventSide): number {
  let count = 0;
  for (let step = 0; step < side.events.length; step++) if (hasRate(side, step)) count++;
  return count;
}

/** The control held against the candidate: harm of a decrease is harm of an increase seen from the other side. */
export function swapped({ control, candidate }: EventSteps): EventSteps {
  return { control: candidate, candidate: control };
}

/** What all steps of a side come to. */
export interface EventTotals {
  readonly events: number;
  readonly exposure: number;
}

export function totals({ events, exposure }: EventSide): EventTotals {
  return { events: sum(events), exposure: sum(exposure) };
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function hasRate({ events, exposure }: EventSide, step: number): boolean {
  return events[step]! >= 0 && exposure[step]! > 0 && events[step]! < Infinity && exposure[step]! < Infinity;
}
