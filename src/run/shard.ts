/** One of `of` parts of a run; `index` is from 1 to `of`, as in `--shard I/N`. */
export interface Shard {
  index: number;
  of: number;
}

/** Throws RangeError for what is no shard; `{ index: 0, of: 2 }` of who counts from 0 would compute nothing. */
export function checkShard(shard: Shard | undefined): void {
  if (shard === undefined) return;
  const { index, of: count } = shard ?? {};
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(count) && index >= 1 && index <= count)) {
    throw new RangeError(
      `shard: index ${String(index)} of ${String(count)} found, integers with 1 <= index <= of expected`,
    );
  }
}

/**
 * The index of the shard that computes a realisation. Depends on neither the number of realisations (a sharded run can be
 * extended) nor the workers; neighbouring groups are shifted against each other, so that each shard gets its part of the
 * slow groups.
 *
 * @param group position in `groups(config)`; @param realisation from 0; @param shards number of shards
 */
export const shardOf = (group: number, realisation: number, shards: number): number =>
  ((realisation + group) % shards) + 1;

/** Whether a shard computes this realisation; without a shard, all are computed. */
export const inShard = (shard: Shard | undefined, group: number, realisation: number): boolean =>
  shard === undefined || shardOf(group, realisation, shard.of) === shard.index;

/** How many of the realisations 0 to realisations - 1 of a group a shard computes. */
export function countInShard(shard: Shard | undefined, group: number, realisations: number): number {
  if (shard === undefined) return realisations;
  const first = (((shard.index - 1 - group) % shard.of) + shard.of) % shard.of;
  return Math.max(0, Math.ceil((realisations - first) / shard.of));
}
