// The published run, in pieces: what it is, and its groups one by one, each fetched when it is first shown.
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
