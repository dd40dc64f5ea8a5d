import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { HttpDeps } from '../deps.ts';
import { answerKayentaError } from '../kayenta-error.ts';
import { kayentaAccountRoutes } from './kayenta-accounts.ts';
import { kayentaArchiveRoutes } from './kayenta-archive.ts';
import { kayentaCanaryRoutes } from './kayenta-canary.ts';
import { kayentaConfigRoutes } from './kayenta-configs.ts';
import { kayentaFetchRoutes } from './kayenta-fetch.ts';
import { kayentaListRoutes } from './kayenta-lists.ts';
import { kayentaStandaloneRoutes } from './kayenta-standalone.ts';
import { kayentaStoredJudgeRoutes } from './kayenta-stored-judge.ts';

/** Kayenta's own API, for its clients: their base address is this server's and /kayenta. Without a `kayenta` there is none. */
export function kayentaRoutes({ kayenta, readiness }: Pick<HttpDeps, 'kayenta' | 'readiness'>): FastifyPluginAsyncTypebox {
  return async (app) => {
    if (kayenta === undefined) return;
    app.setErrorHandler(answerKayentaError);
    for (const add of [
      kayentaConfigRoutes,
      kayentaCanaryRoutes,
      kayentaStandaloneRoutes,
      kayentaListRoutes,
      kayentaArchiveRoutes,
      kayentaFetchRoutes,
      kayentaStoredJudgeRoutes,
    ])
      add(app, kayenta);
    kayentaAccountRoutes(app, { accounts: kayenta.accounts, readiness });
  };
}
