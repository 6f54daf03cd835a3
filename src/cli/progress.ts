// How far a run is: on a terminal one line that is rewritten, elsewhere a line now and then.
import { duration } from "./words.js";

const TERMINAL_S = 0.2;
const ELSEWHERE_S = 10;

/** `ESC[K`: clear to the end of the line */
const CLEAR = "\r\u001b[K";

export class ProgressLine {
  #last = Number.NEGATIVE_INFINITY;
  #shown = false;
  #terminal: boolean;

  constructor(
    readonly stream: NodeJS.WriteStream,
    readonly quiet: boolean,
  ) {
    this.#terminal = Boolean(stream.isTTY) && process.env.TERM !== "dumb";
  }

  /** Shows the text that `make` gives, unless the last one is too recent. */
  update(make: () => string): void {
    const now = performance.now() / 1000;
    if (this.quiet || now - this.#last < (this.#terminal ? TERMINAL_S : ELSEWHERE_S)) return;
    this.#last = now;
    const text = make();
    if (this.#terminal) this.stream.write(CLEAR + text.slice(0, (this.stream.columns ?? 80) - 1));
    else this.stream.write(`larmor: ${text}\n`);
    this.#shown = this.#terminal;
  }

  /** A message on a line of its own. */
  say(message: string): void {
    if (this.quiet) return;
    this.clear();
    this.stream.write(`larmor: ${message}\n`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.stream.write(CLEAR);
    this.#shown = false;
  }
}

/** Rate and time to go, by the work done since the start: realisations weigh as their groups' steps. */
export class Pace {
  #start = performance.now();
  #work = 0;
  #count = 0;

  /** @param left work that is left, in the same unit as `weight` */
  constructor(private left: number) {}

  add(weight: number): void {
    this.#work += weight;
    this.#count += 1;
    this.left -= weight;
  }

  /** Work that was found done already. */
  skip(weight: number): void {
    this.left -= weight;
  }

  /** ", about 4 min 10 s to go"; nothing before any work is done. */
  toGo(): string {
    if (this.#work === 0) return "";
    const seconds = (performance.now() - this.#start) / 1000;
    return `, about ${duration((seconds * Math.max(0, this.left)) / this.#work)} to go`;
  }

  /** "12.3/min, 4 min 10 s to go" */
  text(): string {
    const seconds = (performance.now() - this.#start) / 1000;
    const perMinute = (this.#count / seconds) * 60;
    return `${perMinute.toPrecision(3)}/min, ${duration((seconds * this.left) / this.#work)} to go`;
  }
}
