/** Placeholders that are code, not data, and stand outside of quotes. No variable may be called so. */
export const CODE_PLACEHOLDERS: readonly string[] = ['scope', 'step', 'window', 'start', 'stop'];

/** Of these the ones that only a language uses whose queries name their times. */
export const TIME_PLACEHOLDERS: readonly string[] = ['start', 'stop'];
