// The list of the runs that this browser has kept, each to be shown again or removed.
import { graphicsProcessor } from "../src/words/device.js";
import { counted, rigidity } from "../src/words/numbers.js";
import type { KeptRun, KeptRuns } from "./kept_runs.js";
import { stepsOf } from "./steps.js";

const MOST_SHOWN = 12;

/** Returns a function that reads the list anew; `show` is called with the run that is to be shown. */
export function bindKeptList(place: HTMLElement, kept: KeptRuns, show: (run: KeptRun) => void) {
  return async (shownIdentity: string): Promise<void> => {
    const runs = await kept.list();
    place.dataset.keeps = runs === null ? "no" : "yes";
    if (runs === null) {
      place.textContent = "This browser keeps nothing for this page: leaving it loses what was computed.";
      return;
    }
    if (runs.length === 0) {
      place.replaceChildren();
      return;
    }
    const details = document.createElement("details");
    details.open = place.querySelector("details")?.open ?? false;
    const summary = document.createElement("summary");
    summary.textContent = `Your runs, kept in this browser: ${runs.length}`;
    const list = document.createElement("ul");
    for (const run of runs.slice(0, MOST_SHOWN)) {
      const item = document.createElement("li");
      const button = (label: string, press: () => void) => {
        const made = document.createElement("button");
        Object.assign(made, { type: "button", textContent: label, onclick: press });
        made.setAttribute("aria-label", `${label}: ${nameOf(run)}`);
        return made;
      };
      const isShown = run.identity === shownIdentity;
      item.append(
        `${nameOf(run)} `,
        ...(isShown ? ["(shown) "] : [button("Show", () => show(run)), " "]),
        button("Remove", () => void kept.remove(run.identity).then(() => item.remove())),
      );
      list.append(item);
    }
    details.append(summary, list);
    if (runs.length > MOST_SHOWN) details.append(`and ${runs.length - MOST_SHOWN} older ones`);
    place.replaceChildren(details);
  };
}

function nameOf({ config, realisations, when, device }: KeptRun): string {
  const levels = config.field.turbulence_level;
  const field = levels === undefined ? "uniform field" : `η = ${levels.join(", ")}`;
  const steps = { fast: ", fast", exact: "", own: `, ${config.particles.integrator ?? "rk45"}` }[stepsOf(config)];
  return `${field}; ${config.particles.rigidity_TV.map(rigidity).join(", ")}; seed ${config.ensemble.seed}${steps}${device ? `, ${graphicsProcessor(device.adapter)}` : ""}; ${counted(realisations, "realisation")}, ${new Date(when).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
