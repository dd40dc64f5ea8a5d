import { writeFileSync } from 'node:fs';
import { confidenceSequence } from './confidence-sequence.ts';
import { falseRollbacks } from './false-rollbacks.ts';
import { scoreOverTime } from './score-over-time.ts';
import { demoTerminal } from './terminal.ts';

/** `npm run pictures` draws the pictures of the docs again, from seeded runs of the program's own judges and from a run of the demo. */
const PICTURES: Readonly<Record<string, () => string>> = {
  'confidence-sequence': confidenceSequence,
  'false-rollbacks': falseRollbacks,
  'score-over-time': scoreOverTime,
  demo: demoTerminal,
};

const names = process.argv.slice(2);
for (const [name, draw] of Object.entries(PICTURES)) {
  if (names.length > 0 && !names.includes(name)) continue;
  writeFileSync(new URL(`${name}.svg`, import.meta.url), draw());
}
