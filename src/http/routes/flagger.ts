import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type Static, type TSchema, Type } from 'typebox';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { type GateHook, replyOfGate } from '../flagger/gates.ts';
import { answerHookError, sendSentence } from '../flagger/hook-error.ts';
import { EventPayload, HookPayload, readHook, tokenOf } from '../flagger/hook-payload.ts';
import { checkSession, closeSession, openSession } from '../flagger/session.ts';
import { shortened } from '../schemas/short-verdict.ts';

type Wording = readonly [operationId: string, summary: string, success: string];

/** By hook: its operation, its question, and what 200 means. */
const GATES = {
  'pre-rollout': ['flaggerPreRollout', 'Open the session of a revision', 'The rollout may begin.'],
  rollout: ['flaggerRollout', 'Whether the rollout may go on', 'It may; only a rollback verdict refuses.'],
  'confirm-traffic-increase': [
    'flaggerConfirmTrafficIncrease',
    'Whether the candidate may get more traffic',
    'It may, also while nothing is known.',
  ],
  'confirm-promotion': ['flaggerConfirmPromotion', 'Whether to promote', 'Promote.'],
  rollback: ['flaggerRollback', 'Whether to roll back now', 'Roll back now: the verdict is rollback. Everything else is 4xx.'],
} as const satisfies Record<GateHook, Wording>;

/** One route for each type of Flagger's webhooks. Success is 200, a refusal 409, and nothing is ever 5xx. */
export function flaggerRoutes({ service, configs }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.setErrorHandler(answerHookError);

    for (const hook of Object.keys(GATES) as GateHook[]) {
      app.post<{ Body: HookPayload }>(`/flagger/${hook}`, hookOptions(HookPayload, GATES[hook]), async ({ body }, reply) => {
        const question = readHook(body);
        // While Flagger waits to begin, the checksum is still that of the revision before, whose verdict says nothing of this one.
        if (hook === 'rollback' && !['Progressing', 'WaitingPromotion'].includes(question.phase))
          return sendSentence(reply, 409, `nothing to roll back in phase ${question.phase}`);
        const { opens, sentence } = replyOfGate(hook, await openSession(service, question), question);
        return sendSentence(reply, opens ? 200 : 409, sentence);
      });
    }

    const confirmRollout = hookOptions(HookPayload, [
      'flaggerConfirmRollout',
      'Whether a rollout can be judged',
      'It can: the config and the scopes fit and the store answers. Opens nothing, as its checksum is that of the revision before.',
    ]);
    app.post<{ Body: HookPayload }>('/flagger/confirm-rollout', confirmRollout, async ({ body }, reply) => {
      await checkSession(service, readHook(body), new Set(configs().map(({ name }) => name)));
      return sendSentence(reply, 200, 'ready to judge');
    });

    const postRollout = hookOptions(HookPayload, [
      'flaggerPostRollout',
      'Close the session of a revision',
      'It is closed, or there was none.',
    ]);
    app.post<{ Body: HookPayload }>('/flagger/post-rollout', postRollout, async ({ body }, reply) => {
      const closed = await closeSession(service, readHook(body));
      return sendSentence(reply, 200, closed === undefined ? 'no session is running' : `closed analysis ${closed.id}`);
    });

    addEventRoute(app);
  };
}

function addEventRoute(app: FastifyInstance): void {
  const options = hookOptions(EventPayload, ['flaggerEvent', 'Note an event of Flagger in the log', 'Noted.']);
  app.post<{ Body: Static<typeof EventPayload> }>('/flagger/event', options, async ({ body, log }, reply) => {
    const { name, namespace, phase, checksum, metadata } = body;
    const { eventType, eventMessage = '' } = metadata ?? {};
    log.info(
      { canary: `${namespace}/${name}`, phase, checksum, eventType, eventMessage: shortened(eventMessage, 500) },
      'event of Flagger',
    );
    return sendSentence(reply, 200, 'noted');
  });
}

const text = (description: string, example: string) => ({
  description,
  content: { 'text/plain': { schema: Type.String({ maxLength: 200 }), example } },
});
const REFUSED = text('Refused, in one sentence.', 'continue: errors is undecided; about 14 more steps');

function hookOptions(body: TSchema, [operationId, summary, success]: Wording) {
  const refusals = Object.fromEntries([400, 401, 403, 404, 409, 413, 415].map((status) => [status, REFUSED]));
  const response = { 200: text(success, 'continue: no look yet'), ...refusals };
  return {
    config: access('run', { bodyToken: tokenOf, standsLoad: true }),
    schema: { operationId, tags: ['flagger'], summary, body, response },
  };
}
