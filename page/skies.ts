// The sky of the dipoles, whose star is dragged, and beside it that of the other turbulence level: with one star.
import { limitsAt } from "../src/figures/measured/limits.js";
import type { Measurement } from "../src/figures/measured/measurements.js";
import { type ChosenGradient, type Ensemble, ensembleOfSample } from "../src/live/ensemble.js";
import { type LiveSky, newLiveSky } from "../src/live/live_sky.js";
import { resultSentence } from "../src/live/sentence.js";
import type { Sample } from "../src/response/sample.js";
import { defaultKind } from "../src/response/summary.js";
import { graphicsProcessor } from "../src/words/device.js";
import { rigidity } from "../src/words/numbers.js";
import { sameAsPublished } from "./messages.js";
import { newOne } from "./one_realisation.js";
import type { Session } from "./session.js";
import type { View } from "./state.js";

interface Given {
  session: Session;
  measured(): Measurement[];
  /** the star was moved by hand */
  moved(direction_deg: [number, number]): void;
  picked(realisation: number): void;
  /** its arrival map or its paths, by the visitor's wish */
  open(name: "arrival" | "paths"): void;
}

interface Panel {
  box: HTMLElement;
  title: HTMLElement;
  sky: LiveSky | null;
}

export type Skies = ReturnType<typeof newSkies>;

export const gradientOf = ({ direction_deg, per_kpc, kind }: View): ChosenGradient => ({
  direction_deg,
  per_kpc,
  kind,
});

/** What the marks are, and which direction it is that they stand at. */
const legendOf = ({ convention }: View, field: boolean) =>
  `Each dot is the direction of the dipole of one realisation, the radius of its circle the amplitude. Square: their mean. Dashed circle and diamond: isotropic diffusion. ${
    field ? "Crosses: the line of B₀. " : ""
  }${
    convention === "momentum"
      ? "Directions are those in which the particles fly; a telescope looks at the opposite ones."
      : "Directions are those at which a telescope looks."
  }`;

export function newSkies({ session, measured, moved, picked, open }: Given) {
  const element = document.createElement("div");
  element.className = "skies";
  const sentence = document.createElement("p");
  sentence.dataset.says = "result";
  sentence.id = "says";
  const panel = (): Panel => {
    const box = document.createElement("section");
    const title = document.createElement("h3");
    box.append(title);
    return { box, title, sky: null };
  };
  const [main, other] = [panel(), panel()];
  other.box.className = "beside";
  const mark = newOne(picked, open);
  const legend = document.createElement("p");
  legend.className = "legend";
  element.append(sentence, main.box, mark.element, other.box, legend);
  let drawn: { ensemble: Ensemble; measured: ReturnType<typeof limitsAt> } | null = null;

  /** Made anew where the width is another one, so that words keep their size. */
  function skyIn(part: Panel, name: string): LiveSky {
    const width = Math.round(part.box.clientWidth || 600);
    if (part.sky !== null && Math.abs(part.sky.width - width) < 2) return part.sky;
    const focused = part.sky?.element.contains(document.activeElement) ?? false;
    part.sky?.element.remove();
    part.sky = newLiveSky({ document, width, moved, picked: mark.pick, name });
    // one star is enough for those who look for it by its name
    if (part === other) part.sky.element.querySelector("[data-drag]")?.setAttribute("data-drag", "gradient-beside");
    part.box.append(part.sky.element);
    if (focused) part.sky.element.querySelector<HTMLElement>("[data-drag]")?.focus();
    return part.sky;
  }

  const say = () => {
    const { view } = session.state;
    const dipoles = main.sky?.dipoles;
    sentence.textContent =
      drawn === null || !dipoles ? "" : resultSentence(drawn.ensemble, dipoles, gradientOf(view), drawn.measured);
  };

  function fill(part: Panel, sample: Sample, flow: boolean): Ensemble | null {
    const { config, view } = session.state;
    const { turbulence_level: level, rigidity_TV: R } = sample.group;
    const g = session.samples.findIndex(({ group }) => group.turbulence_level === level && group.rigidity_TV === R);
    const own = session.computation.identity === session.identity ? session.computation.samples[g] : undefined;
    const published = session.publishedSamples.find(
      ({ group, rows }) => group.turbulence_level === level && group.rigidity_TV === R && rows.length > 0,
    );
    const isOwn = own !== undefined && own.rows.length > 1;
    const shown = isOwn ? own : sample;
    const ensembleOf = (some: Sample | undefined) =>
      some !== undefined && some.rows.length > 0 ? ensembleOfSample(some, config.field.regular_direction_deg) : null;
    const ensemble = ensembleOf(shown);
    const ghost = isOwn && own.rows.length < (published?.rows.length ?? 0) ? published : undefined;
    const regular =
      level === 1
        ? "turbulence only (η = 1)"
        : `with a regular field (η = ${level}: ${Math.round(100 * level)} % of the energy is turbulent)`;
    const { device } = session.computation;
    const by = shown === own && device !== null ? `, ${graphicsProcessor(device.adapter)}` : "";
    // two skies side by side may have gradients of two sizes
    const matched = (view.kind ?? defaultKind(level)) === "matched" ? ", gradient matched to its D" : "";
    part.title.textContent = `${shown.rows.length} skies, ${rigidity(R)}, ${regular}${matched}${ghost ? ", computed here, over the published ones (pale)" : ""}${by}`;
    skyIn(part, `Sky of the dipoles, ${regular}`).show(
      {
        ensemble,
        about: ensemble ?? { rigidity_TV: R, regular_deg: level === 1 ? null : config.field.regular_direction_deg },
        gradient: gradientOf(view),
        sign: view.convention === "arrival" ? -1 : 1,
        ghost: ensembleOf(ghost) ?? (ensemble === null ? ensembleOf(published) : null),
        reproduced: sameAsPublished(session, g),
        picked: view.realisation > 0 || mark.wasUsed() ? view.realisation : null,
      },
      flow,
    );
    return ensemble;
  }

  return {
    element,
    show(flow: boolean): void {
      const { view } = session.state;
      const sample = session.samples[session.group];
      const same = session.samples.find(
        ({ group, rows }) =>
          group.rigidity_TV === view.rigidity_TV &&
          group.turbulence_level !== view.turbulence_level &&
          (view.turbulence_level === 1 || group.turbulence_level === 1) &&
          rows.length > 0,
      );
      element.classList.toggle("two", same !== undefined);
      other.box.hidden = same === undefined;
      const ensemble = fill(main, sample, flow);
      const { regular_uG, rigidity_TV } = sample.group;
      drawn = ensemble && { ensemble, measured: limitsAt(measured(), rigidity_TV, regular_uG > 0) };
      if (same !== undefined) fill(other, same, false);
      mark.show(view.realisation, session.state.config.ensemble.realisations);
      legend.textContent = legendOf(view, regular_uG > 0 || same !== undefined);
      say();
    },
    /** The gradient alone has changed. */
    move(): void {
      const gradient = gradientOf(session.state.view);
      main.sky?.move(gradient);
      if (!other.box.hidden) other.sky?.move(gradient);
      say();
    },
  };
}
