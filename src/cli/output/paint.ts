import { styleText } from 'node:util';

import type { Classification } from '../../model/judgement.ts';
import type { Verdict } from '../../model/verdict.ts';

type Style = Parameters<typeof styleText>[0];

/** Puts a style on text. Whether colours are wanted was decided before: `plain` is the answer when they are not. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;
export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false });

export const VERDICT_STYLE = {
  promote: ['bold', 'green'],
  continue: ['bold', 'yellow'],
  rollback: ['bold', 'red'],
} as const satisfies Record<Verdict, Style>;

export const CLASSIFICATION_STYLE = {
  pass: 'green',
  high: 'red',
  low: 'red',
  undecided: 'yellow',
  nodata: 'magenta',
  error: 'magenta',
} as const satisfies Record<Classification, Style>;
