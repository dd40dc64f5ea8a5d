/** Where people and programs find the analysis; undefined when nobody has said under which address they reach us. */
export function analysisLink(publicUrl: URL | undefined, analysis: string): string | undefined {
  return publicUrl && linkTo(publicUrl, 'analyses', analysis);
}

/** The same of a report that is kept. */
export function reportLink(publicUrl: URL | undefined, report: string): string | undefined {
  return publicUrl && linkTo(publicUrl, 'reports', report);
}

function linkTo(publicUrl: URL, things: string, id: string): string {
  return `${publicUrl.href.replace(/\/$/, '')}/${things}/${encodeURIComponent(id)}`;
}
