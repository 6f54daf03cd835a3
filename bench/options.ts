// What `npm run bench` is asked for. An option that a part does not read is refused, before minutes of measuring without it.
import { parseArgs } from "node:util";

/** By the part: the options that it reads, beside --json. */
const READS = {
  speed: ["quick", "only", "rounds", "out"],
  "equal-error": ["quick", "rounds", "out"],
  scaling: ["quick", "rounds", "out"],
  "field-loop": [],
  field: ["quick"],
  accuracy: ["quick", "only", "rounds"],
  order: ["quick"],
  gpu: ["quick"],
  kicks: ["quick"],
} as const satisfies Record<string, readonly string[]>;

export type Part = keyof typeof READS;

export interface Asked {
  part: Part;
  json: boolean;
  quick: boolean;
  only: string;
  rounds: number | undefined;
  out: string | undefined;
}

/** What was asked for cannot be measured. */
export class UsageError extends Error {}

/** Throws a UsageError, in one sentence, for what is none. */
export function readOptions(args: string[]): Asked {
  const { values, positionals } = parsed(args);
  const [part = "speed", ...more] = positionals;
  if (!Object.hasOwn(READS, part) || more.length > 0)
    throw new UsageError(`found "${positionals.join(" ")}", expected one of ${Object.keys(READS).join(", ")}`);
  const { json, ...others } = values;
  const reads: readonly string[] = READS[part as Part];
  const stray = Object.keys(others).find((option) => !reads.includes(option));
  if (stray !== undefined) {
    const list = ["json", ...reads].map((option) => `--${option}`).join(", ");
    throw new UsageError(`--${stray}: ${part} does not read it; it has ${list}`);
  }
  const { quick = false, only = "", out, rounds } = others;
  if (rounds !== undefined && !/^[1-9]\d*$/.test(rounds))
    throw new UsageError(`--rounds: found "${rounds}", expected a whole number from 1`);
  return { part: part as Part, json, quick, only, out, rounds: rounds === undefined ? undefined : Number(rounds) };
}

function parsed(args: string[]) {
  const options = {
    json: { type: "boolean", default: false },
    quick: { type: "boolean" },
    only: { type: "string" },
    out: { type: "string" },
    rounds: { type: "string" },
  } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message.split(". ")[0]);
  }
}

/** Those whose name has the word; throws a UsageError where there are none. */
export function named<T extends { name: string }>(only: string, list: T[]): T[] {
  const found = list.filter(({ name }) => name.includes(only));
  if (found.length > 0) return found;
  throw new UsageError(
    `--only: found "${only}", expected a part of one of: ${list.map(({ name }) => name).join("; ")}`,
  );
}
