/** How a reply is written. */
export type ReplyForm = 'json' | 'markdown' | 'html';

const FORM_OF_TYPE: Readonly<Record<string, ReplyForm>> = {
  'application/json': 'json',
  'application/*': 'json',
  '*/*': 'json',
  'text/markdown': 'markdown',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/*': 'html',
};

/** The form that an Accept header asks for first; JSON where it asks for none of ours. @see RFC 9110 section 12.5.1 */
export function acceptedForm(accept: string | undefined): ReplyForm {
  let best: { readonly form: ReplyForm; readonly quality: number } = { form: 'json', quality: 0 };
  for (const part of (accept ?? '').split(',').slice(0, 50)) {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const form = Object.hasOwn(FORM_OF_TYPE, type) ? FORM_OF_TYPE[type] : undefined;
    if (form === undefined) continue;
    const given = parameters.find((text) => text.startsWith('q='));
    const quality = given === undefined ? 1 : Number(given.slice(2));
    if (quality > best.quality) best = { form, quality };
  }
  return best.form;
}
