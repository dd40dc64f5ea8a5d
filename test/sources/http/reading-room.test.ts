import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openReadingRoom, type Seat } from '../../../src/sources/http/reading-room.ts';

interface Visitor {
  readonly name: string;
  readonly seat: Seat;
  reads: boolean;
}

function visitors(bytes: number) {
  const room = openReadingRoom(bytes);
  return (name: string): Visitor => {
    const visitor: { -readonly [K in keyof Visitor]: Visitor[K] } = { name, reads: true, seat: undefined as never };
    visitor.seat = room.enter({
      pause() {
        visitor.reads = false;
      },
      resume() {
        visitor.reads = true;
      },
    });
    return visitor;
  };
}

describe('a room for what is read at one time', () => {
  it('lets everybody read while there is room', () => {
    const enter = visitors(100);
    const [a, b] = [enter('a'), enter('b')];
    a.seat.take(50);
    b.seat.take(50);
    assert.deepEqual([a.reads, b.reads], [true, true]);
  });

  it('lets the first alone go on beyond it, and the others in the order of their coming once it has left', () => {
    const enter = visitors(100);
    const [a, b, c] = [enter('a'), enter('b'), enter('c')];
    b.seat.take(60);
    c.seat.take(60);
    b.seat.take(10);
    a.seat.take(90);
    assert.deepEqual([a.reads, b.reads, c.reads], [true, false, false]);
    a.seat.leave();
    assert.deepEqual([b.reads, c.reads], [true, false], '130 are still held: only the next one goes on');
    b.seat.leave();
    assert.equal(c.reads, true);
    b.seat.leave();
    c.seat.take(40);
    assert.equal(c.reads, true);
  });

  it('law: never more than twice its size, somebody always reads, and all come to their end', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }), { minLength: 1, maxLength: 8 }), (bodies) => {
        const BYTES = 100;
        const CHUNK = 30;
        const enter = visitors(BYTES);
        const open = bodies.map((chunks, i) => {
          // Nobody holds more than the room has: larger bodies are refused before.
          return { visitor: enter(String(i)), chunks: chunks.slice(0, Math.floor(BYTES / CHUNK)), held: 0 };
        });
        while (open.length > 0) {
          const reading = open.filter(({ visitor }) => visitor.reads);
          assert.ok(reading.length > 0, 'everybody waits');
          for (const one of reading) {
            if (!one.visitor.reads) continue;
            const chunk = one.chunks.shift();
            if (chunk === undefined) {
              one.visitor.seat.leave();
              open.splice(open.indexOf(one), 1);
            } else {
              one.held += chunk;
              one.visitor.seat.take(chunk);
            }
          }
          assert.ok(open.reduce((sum, { held }) => sum + held, 0) <= 2 * BYTES + 8 * CHUNK);
        }
      }),
      { seed: 20_260_302, numRuns: 300 },
    );
  });
});
