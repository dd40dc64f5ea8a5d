import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, type TSchema, Type } from 'typebox';
import { type Access, access } from './auth/access.ts';
import { kayentaReplies } from './kayenta-error.ts';
import { jsonReply } from './responses.ts';

/** The app that routes of Kayenta's API are registered on. */
export type KayentaApp = Parameters<FastifyPluginAsyncTypebox>[0];

/** What each of these routes has; `replies` are those that not all of them have. */
export function kayentaRoute<S extends object>(role: Access, schema: S) {
  return { config: access(role), schema: { tags: ['kayenta'], ...schema } };
}

/** A good reply with its example, and the refusals of every route. */
export function kayentaReply<S extends TSchema>(description: string, schema: S, example: Static<S>, others: object = {}) {
  return { 200: jsonReply(description, schema, example), ...kayentaReplies, ...others };
}

/** A reply of so much: nothing. */
export function emptyReply(status: 200 | 202 | 204, description: string, others: object = {}) {
  return { [status]: { ...Type.Null(), description }, ...kayentaReplies, ...others };
}
