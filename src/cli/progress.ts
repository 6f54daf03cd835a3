// Progress of a command: on a terminal one line that is rewritten, elsewhere a line every ten seconds.
import { duration, short } from "../words/numbers.js";

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

  /** Shows the text that `make` returns, unless the last one was shown too recently. */
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

  /** Removes the line. */
  clear(): void {
    if (this.#shown) this.stream.write(CLEAR);
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

/** The estimate made before the start counts as this much measured time: the first realisations are slow. */
const EXPECTED_S = 5;

/**
 * Rate and time to go, from the work done since the start; the work of a realisation is its number of steps. Where several are
 * computed at once, the others are on average half done when one ends.
 */
export class Pace {
  #start = performance.now();
  #work = 0;
  #count = 0;
  #last = 0;
  #left: number;
  #together: number;
  /** the work that was expected to take EXPECTED_S */
  #expected: number;

  /**
   * @param left work that is left, in the same unit as `weight`
   * @param together number of realisations that are computed at once
   * @param seconds expected time of all the work that is left; 0: not known
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

  /** Work that had been done before the start. */
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
    return `${short(perMinute)}/min, ${duration(this.#secondsToGo())} to go`;
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
