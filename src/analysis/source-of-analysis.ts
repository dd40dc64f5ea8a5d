import type { Analysis } from '../model/analysis.ts';
import { DEFAULT_SOURCE } from './config/resolve-config.ts';

/** Name of the source that the looks of the analysis ask. */
export const sourceOfAnalysis = ({ config }: Pick<Analysis, 'config'>): string => config.spec.source ?? DEFAULT_SOURCE;
