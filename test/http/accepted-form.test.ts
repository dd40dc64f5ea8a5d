import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { acceptedForm } from '../../src/http/accepted-form.ts';

describe('the form that an Accept header asks for', () => {
  const cases = [
    { name: 'none', accept: undefined, form: 'json' },
    { name: 'an empty one', accept: '', form: 'json' },
    { name: 'anything, as curl asks', accept: '*/*', form: 'json' },
    {
      name: 'a browser',
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8',
      form: 'html',
    },
    { name: 'Markdown', accept: 'text/markdown', form: 'markdown' },
    {
      name: 'the higher quality, wherever it stands',
      accept: 'text/html;q=0.5, text/markdown;q=0.7, application/json; q=0.6',
      form: 'markdown',
    },
    { name: 'the first of equals', accept: 'text/markdown, text/html', form: 'markdown' },
    { name: 'what is refused is not sent', accept: 'text/html;q=0, application/json;q=0.1', form: 'json' },
    { name: 'capitals and spaces', accept: ' Text/HTML ; Q=0.9 ', form: 'html' },
    { name: 'none of ours', accept: 'image/png', form: 'json' },
    { name: 'a quality that is no number', accept: 'text/html;q=x', form: 'json' },
    { name: 'names of every object', accept: 'constructor, __proto__', form: 'json' },
  ] as const;
  for (const { name, accept, form } of cases) it(name, () => assert.equal(acceptedForm(accept), form));
});
