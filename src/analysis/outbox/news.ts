import { CHANGES } from './analysis-change.ts';

/** All that people and programs may be told of: changes of analyses, and reports that a schedule has made. */
export const NEWS = [...CHANGES, 'report'] as const;
export type News = (typeof NEWS)[number];
