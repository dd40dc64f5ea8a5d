import { visibleLine, visibleText } from './visible-text.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Text on one line, for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return entities(visibleLine(text));
}

/** Text with its lines, for an element that keeps white space. */
export function escapeLines(text: string): string {
  return entities(visibleText(text));
}

const entities = (text: string): string => text.replace(/[&<>"'`]/g, (character) => ENTITIES[character]!);
