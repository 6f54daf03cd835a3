// A statement of the paper (Mertsch, Funk 2015, arXiv:1408.3630), in words of our own, beside what was computed.

import type { Config } from "../config/config.js";
import type { Sample } from "../response/sample.js";

export type Verdict = "holds" | "does not hold" | "cannot be said";

export interface Claim {
  /** short name, unique */
  name: string;
  /** what the paper says */
  statement: string;
  /** what was computed */
  computed: string;
  value: number | null;
  error: number | null;
  unit: string;
  /** for what values the statement is taken to hold */
  holds_if: string;
  verdict: Verdict;
  /** where the verdict is "cannot be said": what to run */
  needs: string | null;
  sample: string;
}

/** With fewer realisations no verdict is given: their errors are too uncertain. */
export const LEAST_REALISATIONS = 8;

/** A finished run, as claims read it. */
export interface Results {
  config: Config;
  /** undefined where the run has no such group, or fewer than LEAST_REALISATIONS of it */
  sample(turbulence_level: number, rigidity_TV: number): Sample | undefined;
}

/** Levels, rigidity and gradient of the paper. */
export const STRONG = 1;
export const WEAK = 0.1;
export const RIGIDITIES_TV = [10, 100, 1000] as const;
export const PEV = 1000;
type Given = Omit<Claim, "verdict" | "needs" | "unit" | "value" | "error"> & {
  value: number;
  error: number | null;
  unit?: string;
};

interface Bounds {
  low?: number;
  high?: number;
  /** of the paper's own number, which comes from few realisations, too */
  published_error?: number;
  /** the value is a test's statistic, whose bound says what chance makes: it has no error */
  isTest?: boolean;
  /** what would help where nothing can be said */
  remedy?: string;
}

/** A claim that holds for low <= value <= high: said only where two standard errors do not reach beyond a bound. */
export function judged(claim: Given & Bounds): Claim {
  const {
    low = -Infinity,
    high = Infinity,
    published_error = 0,
    isTest = false,
    remedy = "more realisations",
    ...rest
  } = claim;
  const { value, error } = claim;
  const reach = isTest ? 0 : 2 * Math.hypot(error ?? Infinity, published_error);
  const inside = value - reach >= low && value + reach <= high;
  const outside = value + reach < low || value - reach > high;
  return {
    unit: "",
    ...rest,
    verdict: inside ? "holds" : outside ? "does not hold" : "cannot be said",
    needs: inside || outside ? null : `needs ${remedy}: the bound lies within two standard errors`,
  };
}

/** A claim that this run says nothing about. */
export const open = (claim: Pick<Claim, "name" | "statement"> & { needs: string; holds_if?: string }): Claim => ({
  holds_if: "",
  ...claim,
  computed: "",
  value: null,
  error: null,
  unit: "",
  verdict: "cannot be said",
  sample: "",
});

/** "level 0.1, 1000 TV: T 400 pc, 768 directions, 50 realisations" */
export function sampleText({ group, rows }: Sample): string {
  const T = group.path_pc[group.path_pc.length - 1];
  const where = `level ${group.turbulence_level}, ${group.rigidity_TV} TV`;
  return `${where}: T ${Number(T.toPrecision(4))} pc, ${group.directions} directions, ${rows.length} realisations`;
}

/** What a run lacks for statements on directions about B0: the paper's frame. Undefined: nothing. */
export const otherFrame = ({ field }: Config): string | undefined =>
  field.regular_direction_deg.every((angle) => angle === 0)
    ? undefined
    : "needs a run with field.regular_direction_deg = [0, 0], the paper's frame";

/** What to run for a group that is missing. */
export function missing(turbulence_level: number, rigidities_TV: readonly number[] = [PEV]): string {
  const groups = `field.turbulence_level = [${turbulence_level}] and particles.rigidity_TV = [${rigidities_TV.join(", ")}]`;
  return `needs ${LEAST_REALISATIONS} or more realisations with ${groups} (the preset "paper" has them)`;
}
