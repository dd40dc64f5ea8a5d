import { setImmediate } from 'node:timers/promises';

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SerinusError } from '../../errors.ts';
import type { CanaryAnalysisResult, CanaryJudgeResult, JudgeRequest } from '../../kayenta/canary.ts';
import { judgePair, NETFLIX_JUDGE, scoreResults } from '../../kayenta/netflix-judge.ts';
import { ownVerdict } from '../../kayenta/own-verdict.ts';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { answerKayentaError, kayentaReplies } from '../kayenta-error.ts';
import { judgeBodyExample, judgeReplyExample } from '../kayenta-example.ts';
import { jsonReply } from '../responses.ts';
import { JudgeBody, JudgeReply, judgeReply, judgeRequest } from '../schemas/kayenta.ts';

/** What a Kayenta calls the judge at another address: a config that names it is sent here with that name. */
const REMOTE_JUDGE = 'RemoteJudge-v1.0';
/** Some 600 metrics of an hour at a step a minute, with their queries. */
const BODY_LIMIT = 8 * 1024 * 1024;

const JudgeList = Type.Array(Type.Object({ name: Type.String(), visible: Type.Boolean() }, { additionalProperties: false }));

/** The remote judge of an existing Kayenta, whose endpoint is then this server's address and /kayenta. */
export function kayentaJudgeRoutes({ judgeRegistry }: Pick<HttpDeps, 'judgeRegistry'>): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.setErrorHandler(answerKayentaError);
    app.post(
      '/kayenta/judge',
      {
        config: access('read'),
        bodyLimit: BODY_LIMIT,
        schema: {
          operationId: 'judgeForKayenta',
          tags: ['kayenta'],
          summary: "Judge the pairs of a Kayenta's canary",
          description: 'The remote judge of Kayenta. Nothing is kept. Unknown properties are ignored, as Kayenta ignores them.',
          body: { ...JudgeBody, examples: [judgeBodyExample] },
          response: { 200: jsonReply("Kayenta's result, and ours under serinus.", JudgeReply, judgeReplyExample), ...kayentaReplies },
        },
      },
      async ({ body }) => {
        const name = body.canaryConfig.judge?.name ?? NETFLIX_JUDGE;
        if (name !== NETFLIX_JUDGE && name !== REMOTE_JUDGE)
          throw new SerinusError('BAD_INPUT', 400, `Unable to resolve canary judge '${name}'.`);
        const request = judgeRequest(body);
        return judgeReply(await judgedInTurns(request), ownVerdict(request, judgeRegistry));
      },
    );

    app.get(
      '/kayenta/judges',
      {
        config: access('read'),
        schema: {
          operationId: 'listKayentaJudges',
          tags: ['kayenta'],
          summary: 'List the judges a Kayenta can ask for',
          response: {
            200: jsonReply('All of them.', JudgeList, [{ name: NETFLIX_JUDGE, visible: true }]),
            ...kayentaReplies,
          },
        },
      },
      async () => [{ name: NETFLIX_JUDGE, visible: true }],
    );
  };
}

/** Pair by pair, so that others are answered in between: a large request takes seconds. */
async function judgedInTurns(request: JudgeRequest): Promise<CanaryJudgeResult> {
  const results: CanaryAnalysisResult[] = [];
  for (const pair of request.metricSetPairList) {
    results.push(judgePair(request.canaryConfig, pair));
    await setImmediate();
  }
  return scoreResults(request, results);
}
