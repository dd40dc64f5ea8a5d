/** Where people and programs find the analysis; undefined when nobody has said under which address they reach us. */
export function analysisLink(publicUrl: URL | undefined, analysis: string): string | undefined {
  if (publicUrl === undefined) return undefined;
  return `${publicUrl.href.replace(/\/$/, '')}/analyses/${encodeURIComponent(analysis)}`;
}
