import type { ConfigDocument } from '../../model/config-document.ts';

/** Something of the imported file that the config does not say, or says otherwise. */
export interface ImportNote {
  /** Where it stands in the imported file, such as `metrics[0].analysisConfigurations.canary.mustHaveData`. */
  readonly field: string;
  /** What became of it. */
  readonly message: string;
}

/** What came of a file of another tool: at least one config, and what they do not carry over. */
export interface Imported {
  readonly documents: readonly ConfigDocument[];
  readonly notes: readonly ImportNote[];
}

/** Adds a note. */
export type Note = (field: ImportNote['field'], message: ImportNote['message']) => void;
