import type { CliDeps } from '../../src/cli/cli-deps.ts';

/** What a command must not touch throws; a test gives what it may. */
export function fakeDeps(given: Partial<CliDeps> = {}): CliDeps {
  const untouched = (name: string) => (): never => {
    throw new Error(`${name} must not be used here`);
  };
  return {
    version: '1.2.3',
    clock: { now: () => Date.UTC(2026, 0, 1, 12) },
    sleep: untouched('sleep'),
    fetch: untouched('fetch'),
    newToken: untouched('newToken'),
    writeFile: untouched('writeFile'),
    checkFiles: untouched('checkFiles'),
    importConfigs: untouched('importConfigs'),
    loadConfig: untouched('loadConfig'),
    loadComparators: untouched('loadComparators'),
    openAnswers: untouched('openAnswers'),
    openCalibration: untouched('openCalibration'),
    openStoreToWrite: untouched('openStoreToWrite'),
    openWorkbench: untouched('openWorkbench'),
    openStored: untouched('openStored'),
    backupStore: untouched('backupStore'),
    copyStore: untouched('copyStore'),
    serve: untouched('serve'),
    openDemo: untouched('openDemo'),
    readDemoRecording: untouched('readDemoRecording'),
    ...given,
  };
}
