import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import { describeAccess } from './auth/describe-access.ts';
import { guardRoutes } from './auth/guard.ts';
import { principalOf } from './auth/principal.ts';
import { refuseClient } from './client-error.ts';
import type { HttpDeps } from './deps.ts';
import { describeAddress } from './describe-address.ts';
import { answerError } from './error-handler.ts';
import { loggedUrl } from './logged-url.ts';
import { describeApi } from './openapi.ts';
import { Problem } from './problem.ts';
import { requestId } from './request-id.ts';
import { analysesRoutes } from './routes/analyses.ts';
import { catalogueRoutes } from './routes/catalogue.ts';
import { challengesRoutes } from './routes/challenges.ts';
import { compareRoutes } from './routes/compare.ts';
import { flaggerRoutes } from './routes/flagger.ts';
import { kayentaRoutes } from './routes/kayenta.ts';
import { kayentaJudgeRoutes } from './routes/kayenta-judge.ts';
import { looksRoutes } from './routes/looks.ts';
import { noiseProfilesRoutes } from './routes/noise-profiles.ts';
import { operationsRoutes } from './routes/operations.ts';
import { prometheusQueryRoutes } from './routes/prometheus-query.ts';
import { reportsRoutes } from './routes/reports.ts';
import { samplesRoutes } from './routes/samples.ts';
import { streamsRoutes } from './routes/streams.ts';
import { verdictRoutes } from './routes/verdict.ts';
import { AnalysisSchema } from './schemas/analysis.ts';
import { ComparatorView, ConfigSummary, JudgeView } from './schemas/catalogue.ts';
import { ChallengeReportSchema, ChallengeSchema } from './schemas/challenge.ts';
import { DivergenceReportSchema } from './schemas/divergence-report.ts';
import { LookSchema } from './schemas/look.ts';
import { GroupResultSchema, MetricResultSchema } from './schemas/metric-result.ts';
import { SampleSchema } from './schemas/sample.ts';
import { ShortVerdictSchema } from './schemas/short-verdict.ts';
import { VerdictReplySchema } from './schemas/verdict.ts';
import { describeShedding, shedLoad } from './shedding.ts';
import { handleUnknownRoutes } from './unknown-routes.ts';
import { validatorCompiler } from './validator.ts';

const LIMITS = {
  bodyLimit: 1024 * 1024,
  /** Headers and address together. */
  http: { maxHeaderSize: 16 * 1024 },
  /** To receive a request whole; how long it may be worked on is the service's matter. */
  requestTimeout: 30_000,
  /** Longer than the 60 s of common load balancers, which must be the ones to close first. */
  keepAliveTimeout: 65_000,
  routerOptions: { maxParamLength: 200 },
};

/**
 * The whole HTTP side over its dependencies. The server listens on it; tests call inject() on it: one and the same app.
 * Routes registered on it later share its errors, limits, metrics and documentation.
 */
export function buildApp(deps: HttpDeps): FastifyInstance {
  const app = Fastify({
    ...LIMITS,
    trustProxy: deps.trustedProxies === undefined ? false : [...deps.trustedProxies],
    loggerInstance: deps.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }), // one line a request, below
    requestIdHeader: false,
    genReqId: requestId,
    return503OnClosing: false, // what still arrives on a kept connection is answered, and the connection closed
    clientErrorHandler: refuseClient,
    // As factories: a compiler that is set would be lost in plugins that add schemas of their own. `never`: the factory's type
    // knows Ajv alone, while it is called like any validator compiler.
    schemaController: {
      compilersFactory: {
        buildValidator: () => validatorCompiler as never,
        // Of nested replies with unions JSON.stringify is fast enough, and loses no field.
        buildSerializer: () => () => JSON.stringify,
      },
    },
    frameworkErrors: (error, request, reply) => answerError(error, request, reply as FastifyReply),
  });

  acceptJsonOnly(app);
  for (const schema of [
    Problem,
    AnalysisSchema,
    LookSchema,
    VerdictReplySchema,
    ShortVerdictSchema,
    MetricResultSchema,
    GroupResultSchema,
    ConfigSummary,
    JudgeView,
    ComparatorView,
    SampleSchema,
    ChallengeSchema,
    ChallengeReportSchema,
    DivergenceReportSchema,
  ])
    app.addSchema(schema);

  // Hooks of every request call back: one that is async costs each request a turn of the queue.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    // Clients poll: what was asked and answered well is a line for those who look for it, what was changed or refused for everyone.
    const isPoll = request.method === 'GET' && reply.statusCode < 400;
    if (isPoll && !deps.logger.isLevelEnabled('debug')) {
      done();
      return;
    }
    const client = principalOf(request)?.name;
    request.log[isPoll ? 'debug' : 'info'](
      {
        method: request.method,
        url: loggedUrl(request.url),
        ...(client === undefined ? {} : { client }),
        status: reply.statusCode,
        durationMs: reply.elapsedTime,
      },
      'request answered',
    );
    done();
  });
  app.setErrorHandler(answerError);
  shedLoad(app, { load: deps.load, maxRequests: deps.maxRequests, registry: deps.metrics });
  guardRoutes(app, deps);
  handleUnknownRoutes(app);

  describeShedding(app);
  describeAccess(app, { hasAuth: deps.auth !== undefined });
  describeAddress(app);
  describeApi(app, deps.version);
  for (const routes of [
    verdictRoutes,
    analysesRoutes,
    looksRoutes,
    challengesRoutes,
    catalogueRoutes,
    noiseProfilesRoutes,
    operationsRoutes,
    kayentaJudgeRoutes,
    kayentaRoutes,
    flaggerRoutes,
    prometheusQueryRoutes,
    compareRoutes,
    streamsRoutes,
    samplesRoutes,
    reportsRoutes,
  ])
    app.register(routes(deps));
  return app;
}

/** Bodies are JSON; an empty one is none, as many clients send the content type with every request. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null, undefined);
    else parseJson(request, body, done);
  });
}
