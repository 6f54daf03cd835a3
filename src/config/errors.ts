// What the user reads when a value cannot be taken: the key, what was found, what was expected, what to do.

/** A config that cannot be run. `key` is the dotted name of the offending key, in TOML's spelling. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly key: string;
  readonly found: unknown;
  readonly expected: string;

  /** `where` is put behind the found value: "(element 2)", "(an inner scale of 27 pc)". */
  constructor(key: string, found: unknown, expected: string, remedy: string, where = "") {
    super(`${key}: found ${shown(found)}${where && ` ${where}`}, expected ${expected}. ${remedy}`);
    this.key = key;
    this.found = found;
    this.expected = expected;
  }
}

/** A value in one short line: JSON where there is such a thing. */
export function shown(value: unknown, most = 60): string {
  const text = asJSON(value) ?? inWords(value);
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}

function asJSON(value: unknown): string | undefined {
  if (typeof value === "number") return String(value); // NaN, not null
  try {
    return JSON.stringify(value);
  } catch {
    return undefined; // circular, or with a bigint inside
  }
}

function inWords(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "function" || typeof value === "object" ? `a value of type ${typeof value}` : String(value);
}

/** A number to two digits, for texts. */
export const digits = (x: number) => String(Number(x.toPrecision(2))).replace("e+", "e");

/** A dotted key as TOML writes it: names bare, numbers in quotes. */
export function dotted(...names: string[]): string {
  return names.map((name) => (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) ? name : JSON.stringify(name))).join(".");
}

/** The candidate nearest to `name`; the first of equals. */
export function nearest<T>(name: string, candidates: readonly T[], spellings: (candidate: T) => string[]): T {
  const distance = (candidate: T) =>
    Math.min(...spellings(candidate).map((s) => editDistance(plain(name), plain(s)) / Math.max(name.length, s.length)));
  return candidates.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
}

/** The first of the candidates that `name` may be a slip for, or a shorter or longer form of; undefined if it is like none. */
export function near<T>(name: string, candidates: readonly T[], spellings: (candidate: T) => string[]): T | undefined {
  const written = plain(name);
  const isCut = (spelling: string) =>
    (written !== "" && spelling.startsWith(written)) || (spelling.length > 2 && written.startsWith(spelling));
  const farness = (spelling: string) => {
    if (spelling === written) return 0;
    return isCut(spelling) ? 0.05 : editDistance(written, spelling) / Math.max(written.length, spelling.length);
  };
  let best: T | undefined;
  let least = 0.51; // at least half of the letters are right: "fig" for "figure", not "frobnicate" for "project"
  for (const candidate of candidates) {
    const far = Math.min(...spellings(candidate).map((spelling) => farness(plain(spelling))));
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** Letters and digits only, in lower case. */
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
