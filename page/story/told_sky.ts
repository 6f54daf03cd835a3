// Steps 1, 3 and 4 of the story: one sky, whose circles appear, and move when the regular field is switched on.
import { limitsAt } from "../../src/figures/measured/limits.js";
import type { Measurement } from "../../src/figures/measured/measurements.js";
import { type Ensemble, ensembleOfSample } from "../../src/live/ensemble.js";
import { type LiveSky, newLiveSky } from "../../src/live/live_sky.js";
import { measuredText, resultSentence } from "../../src/live/sentence.js";
import { isotropicPrediction } from "../../src/published.js";
import type { Sample } from "../../src/response/sample.js";
import { plain, rigidity, scientific } from "../../src/words/numbers.js";
import { gradientOf } from "../skies.js";
import type { View } from "../state.js";
import type { Stage } from "./stage.js";

/** ms between a circle and the next that appears */
const DROP_MS = 28;

/** What the sky of a step shows. */
export interface Told {
  /** null: the gradient and the prediction alone */
  sample: Sample | null;
  rigidity_TV: number;
  regular_direction_deg: readonly number[];
}

export function newToldSky(
  stage: HTMLElement,
  measured: Measurement[],
  moved: (to: [number, number]) => void,
): Stage<Told> {
  let sky: LiveSky | null = null;
  let ensemble: Ensemble | null = null;
  let subject: Told | null = null;

  function put(view: View, flow: boolean): void {
    if (subject === null) return;
    const { sample, rigidity_TV } = subject;
    const { clientWidth, clientHeight } = stage;
    const width = Math.floor(Math.max(280, Math.min(clientWidth, 2 * clientHeight - 20)));
    if (sky === null || Math.abs(sky.width - width) > 2 || !sky.element.isConnected) {
      const focused = sky?.element.contains(document.activeElement) ?? false;
      sky = newLiveSky({
        document,
        width,
        moved,
        name: "Sky of the dipoles",
        fontSize: Math.min(26, Math.max(12, 6 + width / 75)),
      });
      sky.element.style.width = `${width}px`;
      stage.replaceChildren(sky.element);
      if (focused) sky.element.querySelector<HTMLElement>("[data-drag]")?.focus();
    }
    const before = sky.dipoles === null ? 0 : sky.dipoles.amplitude.length;
    ensemble = sample && ensembleOfSample(sample, subject.regular_direction_deg);
    sky.show(
      { ensemble, about: ensemble ?? { rigidity_TV, regular_deg: null }, gradient: gradientOf(view), sign: 1 },
      flow,
    );
    if (flow && before === 0) drop(sky.element);
  }

  return {
    show(next, view) {
      const isOther = next.sample !== subject?.sample;
      subject = next;
      put(view, isOther);
    },
    resize: (view) => put(view, false),
    turned: (view) => sky?.move(gradientOf(view)),
    sentence(view) {
      if (subject === null) return "";
      const { rigidity_TV } = subject;
      const limits = limitsAt(measured, rigidity_TV, ensemble?.regular_deg != null);
      if (ensemble !== null && sky?.dipoles) return resultSentence(ensemble, sky.dipoles, gradientOf(view), limits);
      const amplitude = isotropicPrediction(rigidity_TV, view.per_kpc);
      return `Gradient of ${plain(view.per_kpc, 2)} per kpc, ${rigidity(rigidity_TV)}: isotropic diffusion predicts ${scientific(amplitude)}, opposite the star in directions of momentum${measuredText(limits)}.`;
    },
    leave() {
      sky = null;
      subject = null;
    },
  };
}

/** The circles appear one after the other. */
function drop(sky: HTMLElement): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  sky.querySelectorAll<SVGGElement>(".circle").forEach((circle, k) => {
    circle.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 300, delay: k * DROP_MS, fill: "backwards" });
  });
}
