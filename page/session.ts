// The state of the page, apart from its display: the state, the link that was followed, and where the numbers come
// from.
import { groups } from "../src/config/config.js";
import { emptySample, type Sample } from "../src/response/sample.js";
import type { Computation } from "./computation.js";
import { identityOf } from "./device.js";
import { LinkError, readLink, writeLink } from "./link.js";
import { type Precomputed, unpacked, unpackedGroup } from "./precomputed.js";
import { defaultState, fitted, groupsInView, presetView, type State } from "./state.js";

/** Where the numbers shown come from. */
export type Source = "computed" | "published" | "none";

export class Session {
  readonly published: Precomputed;
  readonly computation: Computation;
  readonly #publishedSamples: Sample[];
  #state: State;
  #identity: string;
  #linked: string | null = null;
  #linkedBy: string | null = null;

  constructor(published: Precomputed, computation: Computation) {
    this.published = published;
    this.computation = computation;
    this.#publishedSamples = unpacked(published);
    this.#state = defaultState(published.config);
    this.#identity = this.#identityNow();
  }

  #identityNow(): string {
    const { config, view } = this.#state;
    return identityOf(config, view.device);
  }

  /** A group of the published run has come. */
  addPublished(g: number, group: Precomputed["groups"][number]): void {
    this.published.groups[g] = group;
    this.#publishedSamples[g] = unpackedGroup(this.#publishedSamples[g].group, group);
  }

  /** The published samples, in the order of the published config; those that have not been fetched are empty. */
  get publishedSamples(): readonly Sample[] {
    return this.#publishedSamples;
  }

  get isPublished(): boolean {
    return this.#identity === this.published.config_sha256;
  }

  get state(): State {
    return this.#state;
  }

  /** Of the run that the state asks for. */
  get identity(): string {
    return this.#identity;
  }

  /** The result of the link that was followed, as long as its run is shown. */
  get linked(): string | null {
    return this.#linked;
  }

  /** The graphics processor that made it; null: the processor did. */
  get linkedBy(): string | null {
    return this.#linkedBy;
  }

  /** A new state by the user's hand. */
  change(next: State): void {
    const before = this.#identity;
    const { config, view } = this.#state;
    const isSame = next.config === config && next.view.device === view.device;
    this.#state = next;
    if (!isSame) this.#identity = this.#identityNow();
    if (this.#identity !== before) this.#linked = this.#linkedBy = null;
  }

  /** Shows a figure of the paper: of the published run, or of the run that is under way. */
  preset(name: string): State {
    const { phase, identity, done } = this.computation;
    const { config, view } = this.#state;
    // a run of the visitor's own is not taken from view
    const isOwn = identity === this.#identity && done > 0;
    if (phase !== "running" && phase !== "paused" && !isOwn)
      return { config: this.published.config, view: presetView(name) };
    const { realisation, device } = view;
    return { config, view: fitted({ ...presetView(name), realisation, device }, config) };
  }

  /** Takes over what the address says, or the published run. Returns a sentence where the link cannot be followed. */
  follow(hash: string): string | null {
    const published = defaultState(this.published.config);
    let problem: string | null = null;
    let link: ReturnType<typeof readLink> = null;
    try {
      // a step of the story leaves what is behind it as it is
      const { config, view } = this.#state;
      const { direction_deg } = published.view;
      link = readLink(hash, hash.startsWith("#story=") ? { config, view: { ...view, direction_deg } } : published);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      const reason = /[.?]$/.test(error.message) ? error.message : `${error.message}.`;
      problem = `This link cannot be followed: ${reason} The published result is shown.`;
    }
    this.#state = link?.state ?? published;
    this.#linked = link?.result ?? null;
    this.#linkedBy = link?.madeBy ?? null;
    this.#identity = this.#identityNow();
    return problem;
  }

  /** The address of what is shown. */
  link(): string {
    if (this.#linked !== null) return writeLink(this.#state, this.#linked, this.#linkedBy);
    return writeLink(this.#state, this.result(), this.madeBy);
  }

  /** Index of the group that is shown. */
  get group(): number {
    const { config, view } = this.#state;
    const levels = config.field.turbulence_level ?? [0];
    const R = config.particles.rigidity_TV;
    return levels.indexOf(view.turbulence_level) * R.length + R.indexOf(view.rigidity_TV);
  }

  /** Those that Start computes: what is shown, or all. */
  asked(scope: "shown" | "all"): number[] {
    const { config, view } = this.#state;
    const shown = groupsInView(config, view);
    if (scope === "shown") return shown;
    return [...new Set([...shown, ...groups(config).keys()])];
  }

  /** The samples computed here; of the published run only when they are not fewer than the published ones. */
  get source(): Source {
    const { identity, samples } = this.computation;
    const { isPublished } = this;
    const own = samples[this.group]?.rows.length ?? 0;
    if (identity === this.#identity && (!isPublished || own >= this.published.config.ensemble.realisations))
      return "computed";
    return isPublished ? "published" : "none";
  }

  /** The groups of the config, in its order. */
  get samples(): Sample[] {
    const { source } = this;
    if (source === "none") return groups(this.#state.config).map(emptySample);
    return source === "computed" ? this.computation.samples : this.#publishedSamples;
  }

  /** The graphics processor that made what is shown; null: the processor did. */
  get madeBy(): string | null {
    return this.source === "computed" ? (this.computation.device?.adapter ?? null) : null;
  }

  /** Hash of the result that is shown; null while it is not complete. */
  result(): string | null {
    const { source, published } = this;
    if (source === "computed") return this.computation.result();
    const complete = this.#state.config.ensemble.realisations === published.config.ensemble.realisations;
    return source === "published" && complete ? published.result_sha256 : null;
  }

  /** Whether the run that the state asks for was computed here. */
  get done(): boolean {
    return this.computation.phase === "done" && this.computation.identity === this.#identity;
  }

  /** Hash of that run's result. */
  get ownResult(): string | null {
    return this.done ? this.computation.result() : null;
  }
}
