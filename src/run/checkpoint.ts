// The part of a realisation that is done while the rest is not. Its blocks are independent, so it can be continued by
// any number of workers; the flight of a block that is under way goes on from its state.

/** The blocks of one realisation that are done or under way. */
export interface Checkpoint {
  /** sums of the blocks that are done */
  done: Map<number, Float64Array>;
  /** states of those under way, the latest known */
  begun: Map<number, Uint8Array<ArrayBuffer>>;
}

/** Where checkpoints are kept, by number of the group and realisation. */
export interface Checkpoints {
  load(group: number, realisation: number): Checkpoint | undefined;
  save(group: number, realisation: number, checkpoint: Checkpoint): void;
}

export const emptyCheckpoint = (): Checkpoint => ({ done: new Map(), begun: new Map() });
