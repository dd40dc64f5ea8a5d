/* PostgreSQL's text holds every character but U+0000. An error that a source sent may have one in it, and a look that tells of it must be
   kept as well: U+FDD0, which is assigned to no character for ever, stands before what is meant. */

/** The text without U+0000, from which openText makes the same text again. */
export function closeText(text: string): string {
  return /[\0\uFDD0]/.test(text) ? text.replaceAll('\uFDD0', '\uFDD01').replaceAll('\0', '\uFDD00') : text;
}

/** Inverse of closeText. */
export function openText(text: string): string {
  return text.includes('\uFDD0') ? text.replace(/\uFDD0([01])/g, (_, meant) => (meant === '0' ? '\0' : '\uFDD0')) : text;
}
