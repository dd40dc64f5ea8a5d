import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { BadInputError } from '../../errors.ts';
import type { Scope } from '../../model/analysis.ts';
import { parseDuration } from '../../model/duration.ts';
import { ConfigName } from '../schemas/scalars.ts';
import { readScope } from '../scope-pairs.ts';

const Canary = {
  name: Type.String({ pattern: '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$', description: 'Name of the Canary.' }),
  namespace: Type.String({ pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$' }),
  phase: Type.String({ minLength: 1, maxLength: 64, description: 'Progressing, WaitingPromotion, ...' }),
};
const Checksum = Type.String({ pattern: '^[A-Za-z0-9]{1,64}$', description: 'Of the revision under test.' });
const Metadata = Type.Record(Type.String({ maxLength: 128 }), Type.String({ maxLength: 4096 }), { maxProperties: 80 });

const hookExample = {
  name: 'podinfo',
  namespace: 'test',
  phase: 'Progressing',
  checksum: '85d557f47b',
  metadata: { config: 'shop', 'control.version': 'v1', 'candidate.version': 'v2' },
};
const eventExample = {
  ...hookExample,
  metadata: { eventMessage: 'Advance podinfo.test canary weight 10', eventType: 'Normal', timestamp: '1767225600000' },
};

/** What Flagger posts to a hook. Fields unknown to us are let through: the payload is Flagger's to extend. */
export const HookPayload = Type.Object(
  { ...Canary, checksum: Checksum, metadata: Metadata },
  { additionalProperties: true, examples: [hookExample] },
);
export type HookPayload = Static<typeof HookPayload>;

/** An event: the metadata is Flagger's own, and the user's beside it. */
export const EventPayload = Type.Object(
  { ...Canary, checksum: Type.Optional(Checksum), metadata: Type.Optional(Metadata) },
  { additionalProperties: true, examples: [eventExample] },
);

/** What the metadata of a hook says, checked in form. */
export interface HookQuestion {
  readonly config: string;
  readonly control: Scope;
  readonly candidate: Scope;
  /** One rollout of one revision of one Canary. */
  readonly session: { readonly canary: string; readonly key: string };
  readonly phase: string;
  /** Since the session began; undefined waits for the verdict however long that takes. */
  readonly promotionTimeoutMs: number | undefined;
}

const isConfigName = (text: string): boolean => Value.Check(ConfigName, text);
const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));
const SCOPE = /^(control|candidate)\.(.*)$/;

/** @throws {BadInputError} naming `metadata.x`: the config is missing, an entry is unknown or cannot be read. */
export function readHook({ name, namespace, checksum, phase, metadata }: HookPayload): HookQuestion {
  const pairs: Record<'control' | 'candidate', string[]> = { control: [], candidate: [] };
  for (const [entry, value] of Object.entries(metadata)) {
    const [, side, variable] = SCOPE.exec(entry) ?? [];
    if (side === 'control' || side === 'candidate') pairs[side].push(`${variable}=${value}`);
    else if (!['config', 'promotionTimeout', 'token'].includes(entry)) throw new BadInputError(`metadata.${entry}`, 'is unknown');
  }
  const { config, promotionTimeout } = metadata;
  if (config === undefined) throw new BadInputError('metadata.config', 'is missing: name the config to judge by');
  if (!isConfigName(config)) throw new BadInputError('metadata.config', `${quoted(config)} is no name of a config`);
  const canary = `flagger:${namespace}/${name}/`;
  return {
    config,
    control: readScope('control', pairs.control),
    candidate: readScope('candidate', pairs.candidate),
    session: { canary, key: canary + checksum },
    phase,
    promotionTimeoutMs: promotionTimeout === undefined ? undefined : readTimeout(promotionTimeout),
  };
}

function readTimeout(text: string): number {
  if (!/^([0-9]{1,9}(ms|s|m|h|d)){1,5}$/.test(text))
    throw new BadInputError('metadata.promotionTimeout', `${quoted(text)} is no duration such as 30m or 2h`);
  return parseDuration(text);
}

/** The token of a payload that no schema has checked yet: Flagger can send no header. */
export function tokenOf(payload: unknown): string | undefined {
  const token = (payload as { readonly metadata?: { readonly token?: unknown } | null } | null | undefined)?.metadata?.token;
  return typeof token === 'string' ? token : undefined;
}
