// A run of the published run's physics, flown by other steps, seed or directions, beside the published one: in standard errors.
import { type Config, canonicalJSON } from "../src/config/config.js";
import { debiasedSquare, gradientVector } from "../src/response/dipole.js";
import { inOrder, isOf, type Sample } from "../src/response/sample.js";
import { meanWithError } from "../src/statistics/jackknife.js";
import { withError } from "../src/words/numbers.js";
import type { Session } from "./session.js";

/** What decides about an ensemble but for its noise; not the seed, the directions, and how they are flown. */
const physics = ({ field, density, transport }: Config): string => {
  const { turbulence_level: _, ...same } = field;
  const { path_pc: __, outputs: ___, ...others } = transport;
  return canonicalJSON({ same, others, density: density ?? null });
};

/** A sentence about the group that is shown; null where there is nothing to compare. */
export function comparedWithPublished(session: Session): string | null {
  const { computation, state, published, identity } = session;
  if (session.isPublished || computation.identity !== identity) return null;
  if (physics(state.config) !== physics(published.config)) return null;
  const own = computation.samples[session.group];
  const theirs = session.publishedSamples.find(({ group }) => own !== undefined && isOf(group, own.group));
  if (own === undefined || theirs === undefined || own.rows.length < 2 || theirs.rows.length < 2) return null;
  if (own.group.path_pc.at(-1) !== theirs.group.path_pc.at(-1)) return null;
  const sameFields = state.config.ensemble.seed === published.config.ensemble.seed;
  const [square, D] = sameFields ? paired(own, theirs, session) : apart(own, theirs, session);
  if (![square, D].every(({ value, error }) => Number.isFinite(value) && error > 0)) return null;
  const words = ({ value, error }: Difference) =>
    `${withError(100 * value, 100 * error)} % (${Math.abs(value / error).toFixed(1)} standard errors)`;
  const fields = sameFields ? "in the same fields" : "in other fields";
  return `Beside the published run (rk45), ${fields}: mean square amplitude, free of noise, ${words(square)}, trace of D ${words(D)}.`;
}

interface Difference {
  value: number;
  error: number;
}

/**
 * Square of the amplitude for a literal gradient, and the trace of D of the mean square displacement, of each realisation by its
 * number. The square is that of the half-sets: amplitudes grow with the noise, which is another one with other directions.
 */
function values(sample: Sample, { state: { view } }: Session): Map<number, [number, number]> {
  const gradient = gradientVector(...view.direction_deg, view.per_kpc);
  return new Map(
    inOrder(sample).map(({ realisation, response_halves_pc, diffusion_msd_pc: D }) => [
      realisation,
      [debiasedSquare(response_halves_pc, gradient), D[0][0] + D[1][1] + D[2][2]],
    ]),
  );
}

/** Relative differences of the means over the realisations that both have. */
function paired(own: Sample, theirs: Sample, session: Session): Difference[] {
  const [a, b] = [values(own, session), values(theirs, session)];
  const both = [...a.keys()].filter((k) => b.has(k));
  return [0, 1].map((i) => {
    const mean = meanWithError(both.map((k) => (b.get(k) as [number, number])[i])).value;
    const { value, error } = meanWithError(
      both.map((k) => (a.get(k) as [number, number])[i] - (b.get(k) as [number, number])[i]),
    );
    return { value: value / mean, error: (error ?? Number.NaN) / mean };
  });
}

/** Relative differences of the means of two ensembles that have nothing in common. */
function apart(own: Sample, theirs: Sample, session: Session): Difference[] {
  const [a, b] = [values(own, session), values(theirs, session)];
  return [0, 1].map((i) => {
    const [x, y] = [a, b].map((all) => meanWithError([...all.values()].map((each) => each[i])));
    return {
      value: x.value / y.value - 1,
      error: Math.hypot(x.error ?? Number.NaN, y.error ?? Number.NaN) / y.value,
    };
  });
}
