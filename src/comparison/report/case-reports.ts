import type { Json } from '../../model/json.ts';
import { shortText } from '../short-text.ts';
import type { CaseReport } from './divergence-report.ts';
import type { ReportSample } from './report-input.ts';

/** As many as are read. */
const MOST_CASES = 10;
const TEXT_LENGTH = 2000;
const VALUE_LENGTH = 200;

/** The first samples, with their answers as texts. @param samples the least similar first. */
export function caseReports(samples: readonly ReportSample[]): readonly CaseReport[] {
  return samples.slice(0, MOST_CASES).map(({ atMs, pair, similarity, segment, differences, review }) => ({
    id: pair.id,
    ...{ atMs, similarity, segment, differences },
    control: textOf(pair.control),
    candidate: textOf(pair.candidate),
    ...(pair.secondControl !== undefined && { secondControl: textOf(pair.secondControl) }),
    features: Object.entries(pair.features ?? {}).map(([name, value]) => ({ name, value: valueText(value) })),
    mark: review?.mark ?? null,
  }));
}

function valueText(value: number | string | boolean): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : shortText(String(value), VALUE_LENGTH);
}

function textOf(answer: Json): string {
  return shortText(typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2), TEXT_LENGTH);
}
