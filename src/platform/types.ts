/** One end of a channel between threads. */
export interface Port<Out, In> {
  post(message: Out, transfer?: ArrayBuffer[]): void;
  onMessage(receive: (message: In) => void): void;
}

/** A worker thread seen from its creator. */
export interface WorkerThread<Out, In> extends Port<Out, In> {
  /** Whether it keeps the program from ending, as a new one does. A page ends whatever its workers do. */
  hold(held: boolean): void;
  /** Called with the reason when the worker dies of itself. */
  onDeath(report: (reason: Error) => void): void;
  terminate(): Promise<void>;
}

/** A browser's Worker, by what tells it apart: its own type is known only where the types of the DOM are. */
export interface BrowserWorker {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  terminate(): void;
}

/** Bytes that are read in pieces. */
export interface ByteSource {
  size: number;
  /** Fills `into` from a position on; throws where there are not so many bytes. */
  read(position: number, into: Uint8Array): Promise<void>;
  close(): Promise<void>;
}
