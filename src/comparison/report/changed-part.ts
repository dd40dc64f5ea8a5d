export interface ChangedPart {
  readonly before: string;
  /** What lies between the first and the last character in which the text differs from the other one. */
  readonly changed: string;
  readonly after: string;
}

/** A text cut where it begins and ends to differ from another, between whole characters. */
export function changedPart(text: string, other: string): ChangedPart {
  const [own, others] = [[...text], [...other]];
  const shorter = Math.min(own.length, others.length);
  let start = 0;
  while (start < shorter && own[start] === others[start]) start++;
  let end = 0;
  while (end < shorter - start && own[own.length - 1 - end] === others[others.length - 1 - end]) end++;
  return {
    before: own.slice(0, start).join(''),
    changed: own.slice(start, own.length - end).join(''),
    after: own.slice(own.length - end).join(''),
  };
}
