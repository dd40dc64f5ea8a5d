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
  const kept = [...control.events.keys()].filter((step) => hasRate(control, step) && hasRate(candidate, step));
  const at = (values: Float64Array): Float64Array => Float64Array.from(kept, (step) => values[step]!);
  return {
    control: { events: at(control.events), exposure: at(control.exposure) },
    candidate: { events: at(candidate.events), exposure: at(candidate.exposure) },
  };
}

/** How many steps of one side have a rate. */
export function stepsWithRate(side: EventSide): number {
  return side.events.reduce((count, _, step) => count + (hasRate(side, step) ? 1 : 0), 0);
}

/** The control held against the candidate: harm of a decrease is harm of an increase seen from the other side. */
export function swapped({ control, candidate }: EventSteps): EventSteps {
  return { control: candidate, candidate: control };
}

export function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function hasRate({ events, exposure }: EventSide, step: number): boolean {
  return events[step]! >= 0 && exposure[step]! > 0 && events[step]! < Infinity && exposure[step]! < Infinity;
}
