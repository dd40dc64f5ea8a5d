import type { Analysis, Look } from '../../model/analysis.ts';

/** A look with what it was asked of: all that an output format is made from. */
export interface LookReport {
  readonly subject: Pick<Analysis, 'configName' | 'control' | 'candidate'>;
  readonly look: Look;
}
