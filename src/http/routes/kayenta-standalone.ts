import { Type } from 'typebox';
import type { Kayenta } from '../../analysis/kayenta/kayenta.ts';
import { type KayentaApp, kayentaReply, kayentaRoute } from '../kayenta-app.ts';
import { busyReply, notFoundReply } from '../kayenta-error.ts';
import { analysisExample, analysisStatusExample, configExample, ID } from '../kayenta-run-examples.ts';
import {
  AdHocBody,
  AnalysisBody,
  AnalysisQuery,
  AnalysisStatusReply,
  IdParams,
  idReply,
  storageAccountName,
} from '../schemas/kayenta-runs.ts';

const Account = Type.Object({ storageAccountName });
const AnalysisId = idReply('canaryAnalysisExecutionId');
const started = kayentaReply('Its id. The analysis goes on.', AnalysisId, { canaryAnalysisExecutionId: ID }, busyReply);

/** Analyses that judge a canary several times. */
export function kayentaStandaloneRoutes(app: KayentaApp, kayenta: Kayenta): void {
  app.post(
    '/kayenta/standalone_canary_analysis/:id',
    kayentaRoute('run', {
      operationId: 'startCanaryAnalysis',
      summary: 'Judge a canary several times by a kept config',
      params: IdParams,
      querystring: AnalysisQuery,
      body: { ...AnalysisBody, examples: [analysisExample] },
      response: { ...started, ...notFoundReply },
    }),
    async ({ params: { id }, query, body }) => ({ canaryAnalysisExecutionId: await kayenta.startAnalysis(id, body, query) }),
  );

  app.post(
    '/kayenta/standalone_canary_analysis',
    kayentaRoute('admin', {
      operationId: 'startAdHocCanaryAnalysis',
      summary: 'Judge a canary several times by a config of the request',
      description: 'The config holds queries, so this is for those who may write configs.',
      querystring: AnalysisQuery,
      body: { ...AdHocBody, examples: [{ canaryConfig: configExample, executionRequest: analysisExample }] },
      response: started,
    }),
    async ({ query, body }) => ({ canaryAnalysisExecutionId: await kayenta.startAdHocAnalysis(body, query) }),
  );

  app.get(
    '/kayenta/standalone_canary_analysis/:id',
    kayentaRoute('read', {
      operationId: 'getCanaryAnalysis',
      summary: 'See how such an analysis stands',
      params: IdParams,
      querystring: Account,
      response: kayentaReply('The analysis; with a result once it is over.', AnalysisStatusReply, analysisStatusExample, notFoundReply),
    }),
    async ({ params: { id }, query: { storageAccountName: account } }) => {
      kayenta.accounts.store(account);
      return kayenta.standalone.find(id);
    },
  );
}
