import type { FileProblem } from '../analysis/config/problem.ts';
import type { Clock } from '../analysis/ports/clock.ts';
import type { MetricSource } from '../analysis/ports/metric-source.ts';
import type { Store } from '../analysis/ports/store.ts';
import type { AnalysisService } from '../analysis/service.ts';
import type { ComparatorRegistry } from '../comparison/comparator.ts';
import type { JudgeRegistry } from '../judging/judge-registry.ts';
import type { Look } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import type { ConfigDocument } from '../model/config-document.ts';
import type { AnswerFile } from './compare/answer-file.ts';

export interface FileCheck {
  /** Every file looked at, in order. */
  readonly files: readonly string[];
  readonly problems: readonly FileProblem[];
}

export interface WorkbenchRequest {
  /** Path of a config file, or the name of a config in the configs folder. */
  readonly config: string;
  /** Replaces the URL of the config's source. */
  readonly prometheusUrl?: string;
  /** A file of recorded series, used in the place of the source. */
  readonly recordedFile?: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Everything one analysis needs in this very process: a store of its own, the source and the judges. */
export interface Workbench {
  readonly config: AnalysisConfig;
  readonly service: AnalysisService;
  /** Runs the look that is due, as of its slot; undefined when none is. */
  readonly runDue: (analysisId: string, signal: AbortSignal) => Promise<Look | undefined>;
  /** @throws {SourceError} the source does not answer. */
  readonly checkSource: (signal: AbortSignal) => Promise<void>;
  /** The times of the recorded series, Unix milliseconds; absent for a live source. */
  readonly recorded?: { readonly firstMs: number; readonly lastMs: number };
  close(): Promise<void>;
}

/** What a calibration works with. */
export interface CalibrationBench {
  readonly config: AnalysisConfig;
  readonly judges: JudgeRegistry;
  readonly source: MetricSource;
}

export interface ImportRequest {
  /** Whose file it is. */
  readonly format: 'kayenta' | 'openslo';
  readonly file: string;
  /** Label that tells the sides' series apart, where the format has no place for one. */
  readonly label: string;
}

/** Configs made of another tool's file. */
export interface ImportedConfigs {
  readonly documents: readonly ConfigDocument[];
  /** The same as the text of one file. */
  readonly yaml: string;
  /** What they do not carry over, by its place in that file. */
  readonly notes: readonly { readonly field: string; readonly message: string }[];
}

export interface StoredLooks {
  readonly store: Store;
  readonly judges: JudgeRegistry;
}

export interface BackupRequest {
  /** The copy. */
  readonly file: string;
  /** Takes the place of a file that is there. */
  readonly overwrite: boolean;
  /** File of the store; absent means that of the settings. */
  readonly store?: string;
}

/** A copy of a store that was read through and found whole. */
export interface StoreBackup {
  readonly from: string;
  readonly bytes: number;
  readonly analyses: number;
  readonly looks: number;
}

export interface CopyRequest {
  /** Of the store to be copied. */
  readonly file: string;
  readonly onProgress: (of: { readonly done: number; readonly total: number }) => void;
}

/** A store that was copied, with its rows as they were counted on both sides. */
export interface CopiedStore {
  /** Host, port and name of the database. */
  readonly to: string;
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
}

export interface RunningServer {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Takes no more requests, finishes the looks in hand, closes the store. */
  close(): Promise<void>;
}

/** The demo's stage: a server with its store in a temporary folder, its source being the replay. */
export interface DemoStage {
  readonly service: AnalysisService;
  /** The API's address. */
  readonly url: string;
  /** Runs every look that is due by the clock, through the scheduler; resolves when they are stored. */
  readonly tick: () => Promise<void>;
  close(): Promise<void>;
}

export interface DemoRequest {
  readonly prometheusUrl: string;
  readonly clock: Clock;
  readonly onLook: (look: Look) => void;
}

/** Where the settings are read from; absent means the default places and the environment. */
export interface SettingsChoice {
  readonly settingsFile?: string;
}

/** What the commands need of the rest of the program: src/compose/ supplies it. */
export interface CliDeps {
  readonly version: string;
  readonly clock: Clock;
  /** Resolves after that time, or at once when aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly fetch: typeof fetch;
  /** A new secret that nobody can guess. */
  readonly newToken: () => string;
  /** Makes the folders that are missing, and replaces what is there. */
  readonly writeFile: (file: string, text: string) => Promise<void>;
  /** Checks these files, or every config of the configs folder when there are none. */
  readonly checkFiles: (files: readonly string[], settings: SettingsChoice) => Promise<FileCheck>;
  /** @throws {SerinusError} BAD_CONFIG: nothing of the file can be carried over. */
  readonly importConfigs: (request: ImportRequest, settings: SettingsChoice) => Promise<ImportedConfigs>;
  /** @throws {SerinusError} BAD_CONFIG, NOT_FOUND. */
  readonly loadConfig: (
    config: string,
    settings: SettingsChoice,
  ) => Promise<{ readonly config: AnalysisConfig; readonly judges: JudgeRegistry; readonly comparators: ComparatorRegistry }>;
  /** Ours, and those of the settings' folders. @throws {SerinusError} BAD_COMPARATOR. */
  readonly loadComparators: (settings: SettingsChoice) => Promise<ComparatorRegistry>;
  /** A file of answers, to be read once. @throws {UsageError} it cannot be read. */
  readonly openAnswers: (file: string) => Promise<AnswerFile>;
  /** @throws {SerinusError} BAD_CONFIG, NOT_FOUND: no such config or source. */
  readonly openCalibration: (
    request: Pick<WorkbenchRequest, 'config' | 'prometheusUrl'>,
    settings: SettingsChoice,
  ) => Promise<CalibrationBench>;
  readonly openWorkbench: (request: WorkbenchRequest, settings: SettingsChoice) => Promise<Workbench>;
  /** The store for reading, at this path or the settings' one; closed by its own close(). @throws {StoreError} */
  readonly openStored: (path: string | undefined, settings: SettingsChoice) => Promise<StoredLooks>;
  /** The settings' store for writing; closed by its own close(). @throws {StoreError} STORE_LOCKED: a server has the file. */
  readonly openStoreToWrite: (settings: SettingsChoice) => Promise<Store>;
  /** Copies a store file that a server may be writing to. @throws {StoreError} STORE_FILE_TAKEN; {UsageError} the store is a database. */
  readonly backupStore: (request: BackupRequest, settings: SettingsChoice) => Promise<StoreBackup>;
  /** Copies a whole store from a file to the settings' database. @throws {StoreError} STORE_NOT_EMPTY; {UsageError} they name no database. */
  readonly copyStore: (request: CopyRequest, settings: SettingsChoice) => Promise<CopiedStore>;
  readonly serve: (settings: SettingsChoice) => Promise<RunningServer>;
  readonly openDemo: (request: DemoRequest) => Promise<DemoStage>;
  /** The demo's recorded replies, as text. */
  readonly readDemoRecording: () => Promise<string>;
}
