// "Did you mean ...?": the known name that a mistyped one was meant to be.

/** Longer names are like none of ours, and the time that the search takes grows with their length. */
const LONGEST = 100;

/**
 * The first of the candidates that `name` may be a slip for, or a shorter or longer form of, by any of their spellings;
 * undefined if it is like none of them. Only letters and digits count, in upper or lower case.
 */
export function near<T>(name: string, candidates: readonly T[], spellings: (candidate: T) => string[]): T | undefined {
  if (name.length > LONGEST) return undefined;
  const written = plain(name);
  const isCut = (spelling: string) =>
    (written !== "" && spelling.startsWith(written)) || (spelling.length > 2 && written.startsWith(spelling));
  const distance = (spelling: string) => {
    if (spelling === written) return 0;
    return isCut(spelling) ? 0.05 : editDistance(written, spelling) / Math.max(written.length, spelling.length);
  };
  let nearest: T | undefined;
  let least = 0.45; // more than half of the letters are right: not "frobnicate" for "project", not "file" for "time"
  for (const candidate of candidates) {
    const candidateDistance = Math.min(...spellings(candidate).map((spelling) => distance(plain(spelling))));
    if (candidateDistance < least) [nearest, least] = [candidate, candidateDistance];
  }
  return nearest;
}

const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Levenshtein distance, with the swap of two neighbours as one edit. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length];
}
