import type { Analysis, Look } from '../../model/analysis.ts';
import type { NewMessage } from '../ports/outbox.ts';
import { type AnalysisChange, type Cancellation, changeOfCancellation, changeOfLook } from './analysis-change.ts';
import type { ChannelRule } from './channel-rule.ts';
import { lookNumbers } from './look-numbers.ts';

/**
 * The messages that tell of a look: its numbers to those who want every look, and what it changes to those who want to know of such a
 * change. The ids are the same however often this is asked.
 * @param analysis as it was before the look.
 */
export function messagesOfLook(rules: readonly ChannelRule[], analysis: Analysis, look: Look): readonly NewMessage[] {
  const change = changeOfLook(analysis, look);
  // The slot and not the number: it is what the store keeps unique.
  const about = { id: `${analysis.id}-${look.slotMs}`, createdAtMs: look.finishedAtMs };
  return rules
    .filter((rule) => concerns(rule, analysis))
    .flatMap((rule): NewMessage[] => {
      if (rule.wants === 'looks') return [{ ...about, channel: rule.channel, kind: 'look', body: lookNumbers(analysis, look) }];
      return ofChange(rule, change, about);
    });
}

/** The messages that tell of the end that somebody makes of a running analysis. */
export function messagesOfCancellation(rules: readonly ChannelRule[], analysis: Analysis, end: Cancellation): readonly NewMessage[] {
  const change = changeOfCancellation(analysis, end);
  const about = { id: `${analysis.id}-cancelled`, createdAtMs: end.endedAtMs };
  return rules.filter((rule) => concerns(rule, analysis)).flatMap((rule) => ofChange(rule, change, about));
}

function concerns({ configs }: ChannelRule, { configName }: Analysis): boolean {
  return configs === undefined || configs.includes(configName);
}

function ofChange(rule: ChannelRule, change: AnalysisChange | undefined, about: Pick<NewMessage, 'id' | 'createdAtMs'>): NewMessage[] {
  if (rule.wants !== 'changes' || change === undefined || !rule.on.includes(change.change)) return [];
  return [{ ...about, channel: rule.channel, kind: 'change', body: change }];
}
