// How far a run is: on a terminal one line that is rewritten, elsewhere a line now and then.
import { duration } from "./text/words.js";

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
    if (this.#terminal) this.stream.write(CLEAR + fitted(text, (this.stream.columns ?? 80) - 1));
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

/** The text without as many of its last parts as do not fit: a number that is cut is another number. */
export function fitted(text: string, width: number): string {
  let shown = text;
  for (const divider of ["; ", ", "]) {
    while (shown.length > width && shown.includes(divider)) shown = shown.slice(0, shown.lastIndexOf(divider));
  }
  return shown.slice(0, width);
}

/** So many seconds of work weigh as much as what was expected of them before the start: the first ones are slow. */
const EXPECTED_S = 5;

/**
 * Rate and time to go, by the work done since the start: realisations weigh as their groups' steps. Where several are worked on at
 * once, the others are half done, on average, when one ends.
 */
export class Pace {
  #start = performance.now();
  #work = 0;
  #count = 0;
  #last = 0;
  #left: number;
  #together: number;
  /** work that was expected to be done in EXPECTED_S */
  #expected: number;

  /**
   * @param left work that is left, in the same unit as `weight`
   * @param together pieces of work that are under way at once
   * @param seconds what all that is left is expected to take; 0: nothing is known
   */
  constructor(left: number, { together = 1, seconds = 0 }: { together?: number; seconds?: number } = {}) {
    this.#left = left;
    this.#together = together;
    this.#expected = seconds > 0 ? (left * EXPECTED_S) / seconds : 0;
  }

  add(weight: number): void {
    this.#work += weight;
    this.#count += 1;
    this.#last = weight;
    this.#left = Math.max(0, this.#left - weight);
  }

  /** Work that was found done already. */
  skip(weight: number): void {
    this.#left = Math.max(0, this.#left - weight);
  }

  /** ", about 4 min 10 s to go"; nothing before any work is done. */
  toGo(): string {
    return this.#work === 0 ? "" : `, about ${duration(this.#secondsToGo())} to go`;
  }

  /** "12.3/min, 4 min 10 s to go" */
  text(): string {
    const perMinute = (this.#count / this.#seconds()) * 60;
    return `${Number(perMinute.toPrecision(3))}/min, ${duration(this.#secondsToGo())} to go`;
  }

  #seconds(): number {
    return (performance.now() - this.#start) / 1000;
  }

  #secondsToGo(): number {
    const underWay = Math.min(this.#left, ((this.#together - 1) / 2) * this.#last);
    const seconds = this.#seconds() + (this.#expected > 0 ? EXPECTED_S : 0);
    return (seconds * (this.#left - underWay)) / (this.#work + underWay + this.#expected);
  }
}
