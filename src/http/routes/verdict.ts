import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import type { VerdictAnswer, VerdictQuestion } from '../../analysis/service.ts';
import { BadInputError } from '../../errors.ts';
import { parseDuration } from '../../model/duration.ts';
import { access } from '../auth/access.ts';
import type { HttpDeps } from '../deps.ts';
import { verdictExample } from '../examples.ts';
import { jsonReply, problemReplies } from '../responses.ts';
import { AnalysisId, ConfigName } from '../schemas/scalars.ts';
import { FormParameter, ShortVerdictReply, shortVerdictView } from '../schemas/short-verdict.ts';
import { VerdictReply, type VerdictView, verdictView } from '../schemas/verdict.ts';
import { readScope } from '../scope-pairs.ts';
import { createVerdictSerializer } from '../verdict-serializer.ts';

/** About 450 looks of ten metrics. */
const KEPT_BYTES = 8 * 1024 * 1024;

const Pairs = (side: string) =>
  Type.Optional(
    Type.Array(Type.String({ maxLength: 1100 }), {
      maxItems: 32,
      description: `A variable of the ${side} as name=value; repeat the parameter for each. Only with config.`,
    }),
  );
const VerdictQuery = Type.Object(
  {
    analysis: Type.Optional(AnalysisId),
    config: Type.Optional(ConfigName),
    form: FormParameter,
    control: Pairs('control'),
    candidate: Pairs('candidate'),
    maxAge: Type.Optional(
      Type.String({
        pattern: '^([0-9]{1,9}(ms|s|m|h|d)){1,5}$',
        maxLength: 32,
        description: 'Judge afresh first when the latest look of a running analysis is older: a duration such as 30s or 5m.',
      }),
    ),
  },
  { additionalProperties: false },
);

export function verdictRoutes({ service }: HttpDeps): FastifyPluginAsyncTypebox {
  return async (app) => {
    const replyOf = keptReplies(createVerdictSerializer(KEPT_BYTES));
    app.get(
      '/verdict',
      {
        config: access('read', { standsLoad: true }),
        schema: {
          operationId: 'getVerdict',
          tags: ['verdict'],
          summary: 'The latest verdict',
          description:
            'Of an analysis by id, or of the newest analysis of a config and its scopes. Before the first look, and while a source fails, ' +
            'the verdict is continue and the reason says why. A server that is too busy to judge afresh answers with the latest verdict.',
          querystring: VerdictQuery,
          response: {
            200: jsonReply('The verdict.', Type.Union([VerdictReply, ShortVerdictReply]), verdictExample),
            ...problemReplies(400, 404, 500, 503),
          },
        },
      },
      async ({ query }, reply) => {
        const maxAgeMs = query.maxAge === undefined ? undefined : parseDuration(query.maxAge);
        const answer = await service.verdict(questionOf(query), maxAgeMs);
        if (query.form === 'short') return shortVerdictView(answer.analysis);
        reply.type('application/json; charset=utf-8');
        return replyOf(answer) as never; // bytes, though the type knows views alone
      },
    );
  };
}

/** The reply to the same analysis and look, the very objects: asked again before anything has changed, nothing is made anew. How many bytes stay is the serializer's matter: they are not held here. */
function keptReplies(serializeVerdict: (view: VerdictView) => Buffer): (answer: VerdictAnswer) => Buffer {
  const kept = new WeakMap<VerdictAnswer['analysis'], { readonly look: VerdictAnswer['look']; readonly bytes: WeakRef<Buffer> }>();
  return (answer) => {
    const known = kept.get(answer.analysis);
    const same = known !== undefined && known.look === answer.look ? known.bytes.deref() : undefined;
    if (same !== undefined) return same;
    const bytes = serializeVerdict(verdictView(answer));
    kept.set(answer.analysis, { look: answer.look, bytes: new WeakRef(bytes) });
    return bytes;
  };
}

function questionOf({ analysis, config, control, candidate }: Static<typeof VerdictQuery>): VerdictQuestion {
  if (analysis !== undefined) {
    const other = config !== undefined ? 'config' : control !== undefined ? 'control' : candidate !== undefined ? 'candidate' : undefined;
    if (other !== undefined) throw new BadInputError(other, 'cannot be given together with analysis');
    return { analysis };
  }
  if (config === undefined) throw new BadInputError('analysis', 'is missing: give an analysis, or a config with its scopes');
  return { config, control: readScope('control', control ?? []), candidate: readScope('candidate', candidate ?? []) };
}
