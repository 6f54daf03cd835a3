// What is done of a realisation that is not complete. Its blocks are independent of one another, so what is done goes on with any number
// of workers; the flight of a block that is under way goes on from its state.

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
