import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { checkJudge } from '../../analysis/kayenta/execution.ts';
import { judgePairs } from '../../analysis/kayenta/judge-pairs.ts';
import { NETFLIX_JUDGE } from '../../kayenta/netflix-judge.ts';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { answerKayentaError, kayentaReplies } from '../kayenta-error.ts';
import { judgeBodyExample, judgeReplyExample } from '../kayenta-example.ts';
import { jsonReply } from '../responses.ts';
import { JudgeBody, JudgeReply, judgeRequest } from '../schemas/kayenta.ts';

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
        checkJudge(body.canaryConfig.judge?.name ?? undefined);
        const reply: JudgeReply = await judgePairs(judgeRequest(body), judgeRegistry);
        return reply;
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
