// The published run, in pieces: what it is, and its groups one by one, each fetched when it is first shown.
import { inOrder, type Sample } from "../src/response/sample.js";
import type { Precomputed } from "./precomputed.js";
import type { Session } from "./session.js";

/** What published/run.json holds; a group lies in published/NUMBER.json. */
export type PublishedRun = Omit<Precomputed, "groups">;

type Fetched = (name: string) => Promise<Response>;

/** Fetches groups of the published run that are not there yet, once each; true if some came. */
export function newPublishedGroups(session: Session, fetched: Fetched) {
  const asked = new Map<number, Promise<void>>();
  return async (groups: number[]): Promise<boolean> => {
    const missing = groups.filter((g) => session.published.groups[g] === undefined);
    await Promise.all(
      missing.map((g) => {
        const there = asked.get(g);
        if (there) return there;
        const coming = fetched(`published/${g}.json`)
          .then((response) => response.json())
          .then((group) => session.addPublished(g, group));
        asked.set(g, coming);
        // a network that is gone may come back
        coming.catch(() => asked.delete(g));
        return coming;
      }),
    );
    return missing.length > 0;
  };
}

/**
 * What is published of each realisation, a line each, by group: tensors at the last path length, under the names that they have in
 * the lines of a run folder.
 */
export function publishedLines({ config_sha256, numerics }: PublishedRun, samples: readonly Sample[]): string[][] {
  return samples.map((sample) => {
    const { turbulence_level, rigidity_TV, path_pc } = sample.group;
    return inOrder(sample).map((row) =>
      JSON.stringify({
        turbulence_level,
        rigidity_TV,
        realisation: row.realisation,
        config: config_sha256.slice(0, 12),
        numerics,
        path_pc: path_pc.slice(-1),
        response_pc: [row.response_pc.map(numbers)],
        response_halves_pc: [row.response_halves_pc.map((half) => half.map(numbers))],
        displacement_pc2: [row.displacement_pc2.map(numbers)],
        displacement_mean_pc: [numbers(row.displacement_mean_pc)],
        diffusion_msd_pc: [row.diffusion_msd_pc.map(numbers)],
        diffusion_flow_pc: [row.diffusion_flow_pc.map(numbers)],
      }),
    );
  });
}

const numbers = (values: ArrayLike<number>): number[] => Array.from(values);
