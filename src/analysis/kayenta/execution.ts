import type { ScoreThresholds } from '../../kayenta/canary.ts';
import type { CanaryScopes, KayentaCanaryConfig } from '../../kayenta/canary-config.ts';
import { listAt, numberAt, objectAt, withoutNulls } from '../../kayenta/json-fields.ts';
import { NETFLIX_JUDGE, REMOTE_JUDGE } from '../../kayenta/netflix-judge.ts';
import { parseCanaryScopes } from '../../kayenta/parse-canary-scopes.ts';
import { KayentaRefusal } from '../../kayenta/refusal.ts';
import { checkCanaryRun } from './fetch-metric-set-pairs.ts';

/** What a run is of, as its client sent it, without nulls. */
export type RequestDocument = Readonly<Record<string, unknown>>;

/** What a canary is run with. */
export interface CanaryRun {
  readonly config: KayentaCanaryConfig;
  readonly scopes: CanaryScopes;
  readonly thresholds: ScoreThresholds;
  readonly request: RequestDocument;
}

/** A name or an id of a client's that says whose the run is. */
export interface RunLabels {
  /** Default `ad-hoc`. */
  readonly application?: string | undefined;
  readonly parentPipelineExecutionId?: string | undefined;
}

/** The accounts that a request names; absent means the first of their kind. */
export interface RunAccounts {
  readonly metricsAccountName?: string | undefined;
  readonly configurationAccountName?: string | undefined;
  readonly storageAccountName?: string | undefined;
}

/** The request of a canary, checked as Kayenta does before it runs anything. @throws {KayentaRefusal} */
export function readRun(config: KayentaCanaryConfig, json: unknown): CanaryRun {
  const request = objectAt(withoutNulls(json), 'The execution request');
  const thresholds = readThresholds(request.thresholds);
  const scopes = parseCanaryScopes(request.scopes);
  listAt(request.metadata, 'metadata');
  checkCanaryRun(config, scopes);
  checkJudge(config.judge?.name);
  return { config, scopes, thresholds, request };
}

/** @throws {KayentaRefusal} there are none, or they are no numbers. */
export function readThresholds(json: unknown): ScoreThresholds {
  if (json === undefined) throw new KayentaRefusal('Execution request must contain thresholds');
  const given = objectAt(json, 'thresholds');
  const read = (key: keyof ScoreThresholds): number => {
    const value = numberAt(given[key], `thresholds.${key}`);
    if (value === undefined || !Number.isFinite(value)) throw new KayentaRefusal(`thresholds.${key} must be a number.`);
    return value;
  };
  return { pass: read('pass'), marginal: read('marginal') };
}

/** @param name of the judge in a config; without one it is Kayenta's. @throws {KayentaRefusal} no judge here has it. */
export function checkJudge(name: string | undefined): void {
  if (name !== undefined && name !== NETFLIX_JUDGE && name !== REMOTE_JUDGE)
    throw new KayentaRefusal(`Unable to resolve canary judge '${name}'.`);
}
