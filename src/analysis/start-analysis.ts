import { BadInputError } from '../errors.ts';
import type { Analysis } from '../model/analysis.ts';
import type { AnalysisConfig } from '../model/config.ts';
import { chooseProfiles } from './calibrate/choose-profiles.ts';
import { pairStreamOf } from './comparison/pair-stream.ts';
import { configNamed } from './config-named.ts';
import { checkStart, newAnalysis, sortedScope } from './new-analysis.ts';
import type { Clock } from './ports/clock.ts';
import type { Store } from './ports/store.ts';
import { checkScope } from './queries/check-scope.ts';
import { checkSides } from './queries/check-sides.ts';
import type { StartRequest } from './service.ts';

interface StartDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly configs: ReadonlyMap<string, AnalysisConfig>;
  readonly newId: () => string;
}

/** See AnalysisService.start. */
export async function startAnalysis(
  deps: StartDeps,
  request: StartRequest,
): Promise<{ readonly analysis: Analysis; readonly created: boolean }> {
  const { store, clock } = deps;
  const config = configNamed(deps.configs, request.config);
  const control = checkScope(config, 'control', request.control);
  const candidate = checkScope(config, 'candidate', request.candidate);
  checkSides(config, control, candidate);
  pairStreamOf(config, candidate);
  const now = clock.now();
  const startMs = checkStart(request, now);
  const subject = JSON.stringify([config.name, sortedScope(control), sortedScope(candidate)]);

  const create = async (key: string): Promise<{ readonly analysis: Analysis; readonly created: boolean }> => {
    const noiseProfiles = chooseProfiles(config, await store.findNoiseProfiles(config.name), startMs);
    const stored = await store.createAnalysis(
      newAnalysis({ id: deps.newId(), key, config, control, candidate, startMs, now, noiseProfiles }),
    );
    if (!stored.created) assertSame(stored.analysis, { key, control, candidate, configName: config.name });
    return stored;
  };
  if (request.key !== undefined) return create(`user:${request.key}`);
  if (request.startMs !== undefined) return create(`auto:${subject} from ${startMs}`);

  // The key names the analysis before it, so that those who begin the next one at the same moment, in whatever process, begin one.
  let latest = await store.findLatestAnalysis({ configName: config.name, control, candidate });
  while (latest?.status !== 'running') {
    const stored = await create(`auto:${subject} after ${latest?.id ?? 'none'}`);
    if (stored.created) return stored;
    latest = stored.analysis;
  }
  return { analysis: latest, created: false };
}

type Subject = Pick<Analysis, 'key' | 'configName' | 'control' | 'candidate'>;

/** One key is one analysis: the same key for something else is a mistake of the caller that must not go unseen. */
function assertSame(existing: Analysis, asked: Subject): void {
  const of = ({ configName, control, candidate }: Subject): string =>
    JSON.stringify([configName, sortedScope(control), sortedScope(candidate)]);
  if (of(existing) !== of(asked)) {
    throw new BadInputError(
      'key',
      `${JSON.stringify(asked.key.replace(/^user:/, ''))} belongs to analysis ${existing.id}, of another config or scopes`,
    );
  }
}
