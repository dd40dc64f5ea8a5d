import type { AnalysisService, VerdictAnswer } from '../../analysis/service.ts';
import { NotFoundError } from '../../errors.ts';
import type { Analysis } from '../../model/analysis.ts';
import type { HookQuestion } from './hook-payload.ts';

/** How the service stores a key that a caller gave. */
const stored = (key: string): string => `user:${key}`;

/**
 * The session of a revision with its latest verdict, opened by whichever of its hooks comes first. When it is new, the sessions that
 * the same Canary still has running are ended: Flagger gives up a revision without a word when the next one comes.
 */
export async function openSession(service: AnalysisService, question: HookQuestion): Promise<VerdictAnswer> {
  const { config, control, candidate, session } = question;
  const { analysis, created } = await service.start({ config, control, candidate, key: session.key });
  if (!created) return service.verdict({ analysis: analysis.id });
  for (const other of await runningSessions(service, question))
    if (other.id !== analysis.id) await service.cancel(other.id, `superseded by analysis ${analysis.id} of the next revision`);
  return { analysis, look: undefined };
}

async function runningSessions(service: AnalysisService, { config, session }: HookQuestion): Promise<Analysis[]> {
  const found: Analysis[] = [];
  let cursor: string | undefined;
  do {
    const page = await service.list({ status: 'running', configName: config, limit: 500, ...(cursor !== undefined && { cursor }) });
    found.push(...page.items.filter(({ key }) => key.startsWith(stored(session.canary))));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

/** Ends the session when it is running. Undefined, and nothing done, when there is none. */
export async function closeSession(service: AnalysisService, question: HookQuestion): Promise<Analysis | undefined> {
  const running = (await runningSessions(service, question)).find(({ key }) => key === stored(question.session.key));
  return running === undefined ? undefined : service.cancel(running.id, `Flagger ended the rollout: ${question.phase}`);
}

/**
 * That a session could be opened: the config and the scopes fit and the store answers. Opens none.
 * @throws {NotFoundError} no such config; {BadInputError}; {StoreError}.
 */
export async function checkSession(
  service: AnalysisService,
  { config, control, candidate }: HookQuestion,
  configs: ReadonlySet<string>,
): Promise<void> {
  if (!configs.has(config)) throw new NotFoundError('config', config);
  try {
    await service.verdict({ config, control, candidate });
  } catch (error) {
    // Of a config that is there: nobody has analysed these scopes before.
    if (!(error instanceof NotFoundError)) throw error;
  }
}
