import { Type } from 'typebox';
import type { Kayenta } from '../../analysis/kayenta/kayenta.ts';
import { type KayentaApp, kayentaReply, kayentaRoute } from '../kayenta-app.ts';
import { notFoundReply } from '../kayenta-error.ts';
import { judgeReplyExample } from '../kayenta-example.ts';
import { JudgeReply } from '../schemas/kayenta.ts';
import { configurationAccountName, storageAccountName } from '../schemas/kayenta-runs.ts';

const Query = Type.Object({
  canaryConfigId: Type.String({ minLength: 1, maxLength: 128 }),
  metricSetPairListId: Type.String({ minLength: 1, maxLength: 128 }),
  passThreshold: Type.Number(),
  marginalThreshold: Type.Number(),
  configurationAccountName,
  storageAccountName,
});

/** Pairs that are kept, judged by a config that is kept. */
export function kayentaStoredJudgeRoutes(app: KayentaApp, kayenta: Kayenta): void {
  app.post(
    '/kayenta/judges/judge',
    kayentaRoute('read', {
      operationId: 'judgeKeptPairs',
      summary: 'Judge a kept list of pairs',
      description: 'Nothing of it is kept.',
      querystring: Query,
      response: kayentaReply("Kayenta's result, and ours under serinus.", JudgeReply, judgeReplyExample, notFoundReply),
    }),
    async ({ query }): Promise<JudgeReply> => {
      const { canaryConfigId, metricSetPairListId, passThreshold: pass, marginalThreshold: marginal } = query;
      kayenta.accounts.store(query.configurationAccountName);
      kayenta.accounts.store(query.storageAccountName);
      return kayenta.judgeStored({ canaryConfigId, metricSetPairListId, thresholds: { pass, marginal } });
    },
  );
}
