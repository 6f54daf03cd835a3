/**
 * `<larmor-sky>`: the sky of an ensemble in any page, with the star that is dragged.
 *
 *   <larmor-sky gradient="90 0" per-kpc="0.14" kind="literal" direction="momentum" regular="0 0" rigidity="1000" level="0.1"></larmor-sky>
 *
 * `records` (a property) are lines of realisations.jsonl, or what `run` and `realise` give, of one group. Without them the
 * prediction of isotropic diffusion is drawn for `rigidity` [TV] and `level`. `gradient` is [longitude, latitude] in degrees. The
 * event `gradient` has `detail` = { direction_deg, sentence } whenever the star moves.
 */

import { GRADIENT_PER_KPC } from "../published.js";
import type { ChosenGradient, Ensemble, EnsembleRecord } from "./ensemble.js";
import { ensembleOfRecords } from "./ensemble.js";
import { type LiveSky, newLiveSky } from "./live_sky.js";
import { resultSentence } from "./sentence.js";

const STYLE = `:host { display: block; } p { margin: 0.3em 0; min-height: 3em; }
[data-drag]:focus-visible { outline: 3px solid currentColor; }
@media (prefers-color-scheme: dark) { :host([palette="auto"]) { --larmor-ink: #ecebe6; --larmor-muted: #b3b1a9; --larmor-grid: #4a4b52;
--larmor-paper: #1d1e22; --larmor-regular: #56a9e0; --larmor-prediction: #2fc79a; --larmor-mean: #ff8a3d; } }`;

export interface LarmorSky extends HTMLElement {
  /** The realisations of one group. Setting them throws RangeError where they are of two. */
  records: readonly EnsembleRecord[];
  /** Longitude and latitude of the gradient in degrees. */
  gradient: readonly [number, number];
  /** What the sky says for the gradient; empty without records. */
  readonly sentence: string;
}

/** The element's class, made when it is first asked for: importing the module needs no document. */
function element(): new () => LarmorSky {
  return class extends HTMLElement {
    static observedAttributes = ["gradient", "per-kpc", "kind", "direction", "regular", "rigidity", "level"];
    #records: readonly EnsembleRecord[] = [];
    #ensemble: Ensemble | null = null;
    #sky: LiveSky | null = null;
    #sentence: HTMLParagraphElement | null = null;
    #width = 0;
    #observer: ResizeObserver | null = null;

    get records(): readonly EnsembleRecord[] {
      return this.#records;
    }

    set records(records: readonly EnsembleRecord[]) {
      this.#ensemble = records.length === 0 ? null : ensembleOfRecords(records, this.#pair("regular", [0, 0]));
      this.#records = records;
      this.#show();
    }

    get gradient(): [number, number] {
      return this.#pair("gradient", [90, 0]);
    }

    set gradient(direction_deg: readonly [number, number]) {
      this.setAttribute("gradient", direction_deg.join(" "));
    }

    get sentence(): string {
      const dipoles = this.#sky?.dipoles;
      return this.#ensemble && dipoles ? resultSentence(this.#ensemble, dipoles, this.#chosen()) : "";
    }

    connectedCallback(): void {
      if (this.shadowRoot === null) {
        const root = this.attachShadow({ mode: "open", delegatesFocus: true });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(STYLE);
        root.adoptedStyleSheets = [sheet];
        this.#sentence = document.createElement("p");
        this.#sentence.dataset.says = "result";
        root.append(this.#sentence);
      }
      this.#observer = new ResizeObserver(() => {
        if (Math.abs(this.clientWidth - this.#width) > 4) this.#show();
      });
      this.#observer.observe(this);
      this.#show();
    }

    disconnectedCallback(): void {
      this.#observer?.disconnect();
    }

    attributeChangedCallback(name: string): void {
      if (!this.isConnected || this.#sky === null) return;
      if (name === "regular" && this.#records.length > 0) this.records = this.#records;
      else if (["gradient", "per-kpc", "kind"].includes(name)) {
        this.#sky.move(this.#chosen());
        this.#say();
      } else this.#show();
    }

    #number(name: string, otherwise: number): number {
      const text = this.getAttribute(name);
      const value = text === null ? otherwise : Number(text);
      if (!Number.isFinite(value) || text?.trim() === "")
        throw new RangeError(`larmor-sky: ${name}: found "${text}", a number expected`);
      return value;
    }

    #pair(name: string, otherwise: [number, number]): [number, number] {
      const text = this.getAttribute(name);
      if (text === null) return otherwise;
      const [l, b, ...more] = text
        .trim()
        .split(/[\s,]+/)
        .map(Number);
      if (!Number.isFinite(l) || !Number.isFinite(b) || Math.abs(b) > 90 || more.length > 0)
        throw new RangeError(`larmor-sky: ${name}: found "${text}", longitude and latitude in degrees expected`);
      return [l, b];
    }

    #chosen(): ChosenGradient {
      const kind = this.getAttribute("kind");
      if (kind !== null && kind !== "literal" && kind !== "matched")
        throw new RangeError(`larmor-sky: kind: found "${kind}", literal or matched expected`);
      return { direction_deg: this.gradient, per_kpc: this.#number("per-kpc", GRADIENT_PER_KPC), kind };
    }

    #sign(): 1 | -1 {
      const direction = this.getAttribute("direction") ?? "momentum";
      if (direction !== "momentum" && direction !== "arrival")
        throw new RangeError(`larmor-sky: direction: found "${direction}", momentum or arrival expected`);
      return direction === "arrival" ? -1 : 1;
    }

    #show(): void {
      const root = this.shadowRoot;
      if (root === null || !this.isConnected) return;
      const width = Math.round(this.clientWidth) || 600;
      if (this.#sky === null || width !== this.#width) {
        this.#sky?.element.remove();
        this.#width = width;
        this.#sky = newLiveSky({
          document,
          width,
          name: "Sky of the dipoles",
          moved: (direction_deg) => {
            this.gradient = direction_deg;
            const detail = { direction_deg, sentence: this.sentence };
            this.dispatchEvent(new CustomEvent("gradient", { detail, bubbles: true, composed: true }));
          },
          picked: (realisation) =>
            this.dispatchEvent(
              new CustomEvent("realisation", { detail: { realisation }, bubbles: true, composed: true }),
            ),
        });
        root.append(this.#sky.element);
      }
      const level = this.#number("level", 0.1);
      this.#sky.show({
        ensemble: this.#ensemble,
        about: this.#ensemble ?? {
          rigidity_TV: this.#number("rigidity", 1000),
          regular_deg: level === 1 ? null : this.#pair("regular", [0, 0]),
        },
        gradient: this.#chosen(),
        sign: this.#sign(),
      });
      this.#say();
    }

    #say(): void {
      if (this.#sentence) this.#sentence.textContent = this.sentence;
    }
  };
}

/** Makes `<larmor-sky>` known to the page, once. */
export function defineLarmorSky(name = "larmor-sky"): void {
  if (customElements.get(name) === undefined) customElements.define(name, element());
}
