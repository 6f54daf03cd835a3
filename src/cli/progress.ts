// Progress of a command: on a terminal one line that is rewritten, elsewhere a line every ten seconds.
import { duration, percent } from "../words/numbers.js";
import { isLive, rewriteLine, say, stderrWidth } from "./output.js";

const TERMINAL_S = 0.2;
const ELSEWHERE_S = 10;

export class ProgressLine {
  #last = Number.NEGATIVE_INFINITY;
  #shown = false;
  readonly #live = isLive();

  constructor(readonly quiet: boolean) {}

  /** Shows the text that `make` returns, unless the last one was shown too recently. */
  update(make: () => string): void {
    const now = performance.now() / 1000;
    if (this.quiet || now - this.#last < (this.#live ? TERMINAL_S : ELSEWHERE_S)) return;
    this.#last = now;
    const text = make();
    if (this.#live) rewriteLine(fitted(text, stderrWidth() - 1));
    else say(text);
    this.#shown = this.#live;
  }

  /** A message on a line of its own. */
  say(message: string): void {
    if (this.quiet) return;
    this.clear();
    say(message);
  }

  /** Removes the line. */
  clear(): void {
    if (this.#shown) rewriteLine("");
    this.#shown = false;
  }
}

/** The text without its last parts where it is too long. Parts are left out whole: a number that is cut is another number. */
export function fitted(text: string, width: number): string {
  let shown = text;
  for (const divider of ["; ", ", "]) {
    while (shown.length > width && shown.includes(divider)) shown = shown.slice(0, shown.lastIndexOf(divider));
  }
  return shown.slice(0, width);
}

/** No time to go is told before the work has gone on for this long, and this many pieces are done: the first ones are slow. */
const LEAST_S = 3;
const LEAST_PIECES = 3;
/** Less than this to go is not told: after the last piece a rounding error of the sum may be left, "1e-12 s". */
const LEAST_TO_GO_S = 0.5;

/**
 * Time to go, from the work done since the start. Work is counted in any unit that is in proportion to time: that of a realisation is
 * its number of steps, since those of one group take longer than those of another.
 */
export class Pace {
  #start: number;
  #done = 0;
  #pieces = 0;
  #left: number;

  /**
   * @param total work that is left, in the same unit as `weight`
   * @param now clock in seconds
   */
  constructor(
    total: number,
    readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.#start = now();
    this.#left = total;
  }

  add(weight: number): void {
    this.#done += weight;
    this.#pieces += 1;
    this.#left = Math.max(0, this.#left - weight);
  }

  /** Work that had been done before the start. */
  skip(weight: number): void {
    this.#left = Math.max(0, this.#left - weight);
  }

  /** Seconds to go; undefined before there is an estimate. */
  secondsToGo(): number | undefined {
    if (this.#left === 0) return 0;
    const seconds = this.now() - this.#start;
    if (seconds < LEAST_S || this.#pieces < LEAST_PIECES || this.#done === 0) return undefined;
    return (seconds * this.#left) / this.#done;
  }

  /** ", about 4 min 10 s to go"; nothing before there is an estimate, and at the end. */
  toGo(): string {
    const seconds = this.secondsToGo() ?? 0;
    return seconds < LEAST_TO_GO_S ? "" : `, about ${duration(seconds)} to go`;
  }

  /** ", 12 % of the work, about 4 min 10 s to go" */
  text(): string {
    return `, ${percent(this.#done / (this.#done + this.#left))} of the work${this.toGo()}`;
  }
}
