import { MetricDataError } from '../../errors.ts';
import type { MetricSetPair } from '../../kayenta/canary.ts';
import type { MetricSet } from './contract.ts';

interface Sides {
  readonly control: readonly MetricSet[];
  readonly experiment: readonly MetricSet[];
}

/**
 * The sets of one metric, paired by exactly the same tags. What one side alone has is paired with missing values. In the order of the
 * control's sets, then those of the experiment alone.
 *
 * @param sides of one metric, each with at least one set.
 * @throws {MetricDataError} the two sides have tags of different names: nothing would pair.
 */
export function pairMetricSets(sides: Sides, newId: () => string): readonly MetricSetPair[] {
  checkTagNames(sides);
  const control = byTags(sides.control);
  const experiment = byTags(sides.experiment);
  if (control.size === 0 && experiment.size === 0) return [pairOf(sides.control[0]!, sides.experiment[0]!, newId())];
  return [...new Set([...control.keys(), ...experiment.keys()])].map((key) => {
    const [one, other] = [control.get(key), experiment.get(key)];
    return pairOf(one ?? absent(sides.control[0]!, other!), other ?? absent(sides.experiment[0]!, one!), newId());
  });
}

/** Without the set that stands for "no series at all". */
function byTags(sets: readonly MetricSet[]): ReadonlyMap<string, MetricSet> {
  const found = new Map<string, MetricSet>();
  for (const set of sets.filter(({ values }) => values.length > 0)) {
    const key = tagsKey(set);
    // One of them would go unjudged.
    if (found.has(key)) throw new MetricDataError(set.name, `two series of one side have the same tags ${key}`);
    found.set(key, set);
  }
  return found;
}

function checkTagNames({ control, experiment }: Sides): void {
  const names = (sets: readonly MetricSet[]): readonly string[] => [...new Set(sets.flatMap(({ tags }) => Object.keys(tags)))].sort();
  const [one, other] = [names(control), names(experiment)];
  if (one.length === 0 || other.length === 0 || one.join('\n') === other.join('\n')) return;
  const text = `Control metrics have different tag keys than the experiment tag set ([${one.join(', ')}] != [${other.join(', ')}])`;
  throw new MetricDataError(control[0]!.name, `${text}.`);
}

/** Missing values in the place of a series that the other side has: as many as the side's first series. */
function absent(first: MetricSet, { tags }: MetricSet): MetricSet {
  const steps = first.values.length > 0 ? first.values.length : expectedSteps(first);
  return { ...first, tags, values: new Array<number>(steps).fill(Number.NaN) };
}

function expectedSteps({ startTimeMillis, endTimeMillis, stepMillis }: MetricSet): number {
  return Math.floor((endTimeMillis - startTimeMillis) / stepMillis);
}

function pairOf(control: MetricSet, experiment: MetricSet, id: string): MetricSetPair {
  const values = (set: MetricSet): readonly number[] => (set.values.length > 0 ? set.values : absent(set, set).values);
  const scope = ({ startTimeMillis, stepMillis }: MetricSet) => ({ startTimeMillis, stepMillis });
  return {
    name: control.name,
    id,
    tags: control.tags,
    values: { control: values(control), experiment: values(experiment) },
    scopes: { control: scope(control), experiment: scope(experiment) },
    attributes: { control: control.attributes, experiment: experiment.attributes },
  };
}

function tagsKey({ tags }: MetricSet): string {
  return JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
}
