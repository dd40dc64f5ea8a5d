import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAnswer, readPlainAnswer, readWholePair } from '../../../src/cli/compare/read-answer.ts';

describe('a line of answers', () => {
  const cases: { name: string; text: string; id: string; answer: unknown }[] = [
    { name: 'an answer as the server takes it', text: '{"id":"a","answer":"cat"}', id: 'a', answer: 'cat' },
    { name: 'an id that is a number', text: '{"id":7,"answer":null}', id: '7', answer: null },
    { name: 'no id', text: '{"answer":1}', id: 'line 3', answer: 1 },
    { name: 'a document with an id', text: '{"id":"a","class":"cat"}', id: 'a', answer: { id: 'a', class: 'cat' } },
    { name: 'a text', text: '"cat"', id: 'line 3', answer: 'cat' },
    { name: 'a list', text: '["a","b"]', id: 'line 3', answer: ['a', 'b'] },
  ];
  for (const { name, text, id, answer } of cases)
    it(name, () => {
      const { value, joinedBy } = readAnswer({ text, number: 3 });
      assert.deepEqual([value.id, value.answer, joinedBy], [id, answer, id === 'line 3' ? 'line number' : 'id']);
    });

  it('is the answer itself when it is plain', () => {
    const { value } = readPlainAnswer({ text: '{"id":1,"answer":"x","prompt":"y"}', number: 1 });
    assert.deepEqual(value, { id: '1', answer: { id: 1, answer: 'x', prompt: 'y' } });
  });

  it('is a pair where there is one file', () => {
    const read = (text: string) => readWholePair({ text, number: 2 });
    assert.deepEqual(read('{"id":1,"control":"x","candidate":"y"}'), {
      value: { id: '1', control: 'x', candidate: 'y' },
      joinedBy: 'id',
    });
    assert.equal(read('{"control":"x","candidate":"y"}').value.id, 'line 2');
  });

  const refused: { name: string; read: () => unknown; message: RegExp }[] = [
    { name: 'no JSON', read: () => readAnswer({ text: 'secret', number: 1 }), message: /^the line is no JSON$/ },
    {
      name: 'an id of another type',
      read: () => readAnswer({ text: '{"id":["secret"]}', number: 1 }),
      message: /^id: must be text or a number$/,
    },
    {
      name: 'an empty id',
      read: () => readAnswer({ text: '{"id":"","answer":1}', number: 1 }),
      message: /^id: must have 1 to 200 characters$/,
    },
    {
      name: 'a field that an answer does not have',
      read: () => readAnswer({ text: '{"id":"a","answer":1,"latency":"secret"}', number: 1 }),
      message: /^latency: is unknown: a half has id, answer/,
    },
    {
      name: 'a pair without a candidate',
      read: () => readWholePair({ text: '{"id":"a","control":1}', number: 1 }),
      message: /^candidate: is missing$/,
    },
    { name: 'a pair that is a text', read: () => readWholePair({ text: '"secret"', number: 1 }), message: /^pair: must be a JSON object$/ },
  ];
  for (const { name, read, message } of refused) it(`refuses ${name}`, () => assert.throws(read, { name: /Error/, message }));
});
