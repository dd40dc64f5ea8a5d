import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { access } from './auth/access.ts';

/** The OpenAPI 3.1 document at /docs/json and pages to try it at /docs. Register it before the routes. */
export function describeApi(app: FastifyInstance, version: string): void {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Serinus', version, description: 'Judges a candidate against the control: promote, continue or rollback.' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } } },
      tags: [
        { name: 'verdict', description: 'What to do with a candidate now.' },
        { name: 'analyses', description: 'One candidate against one control under one config.' },
        { name: 'comparison', description: 'Pairs of answers: what the candidate said where the control said something else.' },
        { name: 'flagger', description: "Flagger's webhooks, one route for each type of hook." },
        { name: 'kayenta', description: 'The remote judge of an existing Kayenta.' },
        { name: 'catalogue', description: 'What can be analysed, by which judges and comparators.' },
        { name: 'operations', description: 'Health and metrics of the server itself.' },
      ],
    },
    refResolver: {
      buildLocalReference: ({ $id }, _baseUri, _fragment, i) => (typeof $id === 'string' ? $id : `schema-${i}`),
    },
  });
  app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, ...access('open') };
    });
    await pages.register(swaggerUi, { routePrefix: '/docs' });
  });
}
