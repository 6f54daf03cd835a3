// Noise against amplitude for the path length T and the directions of the group that is shown, and the cheapest T and nside for a
// wanted signal to noise: the plan of `larmor plan`, from a pilot that a worker flies when it is asked for.
import { type Config, groups } from "../src/config/config.js";
import { isTurbulent } from "../src/config/field_models.js";
import type { Scaled } from "../src/response/signal_noise.js";
import { type AxisPlan, asPlanned, type GroupSignalPlan } from "../src/run/signal_plan.js";
import type { Measured } from "../src/statistics/jackknife.js";
import { decimal } from "../src/words/decimal.js";
import { duration, percent, rigidity, short, withError } from "../src/words/numbers.js";
import { markField } from "./field_problems.js";
import type { PilotAnswer, PilotRequest } from "./pilot_worker.js";
import { planInTab } from "./plan.js";
import type { Session } from "./session.js";

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
/** How long the pilot of a group takes by the clock. */
const SECONDS = 10;

/** `take`: the config with the cheapest T and nside is wanted. Returns a function that ends a pilot of another run or group. */
export function bindNoisePlan(session: Session, take: (config: Config) => void): () => void {
  let worker: Worker | null = null;
  let flownFor = "";
  let cheaper: Config | null = null;

  const key = () => `${session.identity} ${session.group}`;
  // to be scrolled by the keyboard
  byId("noise-table").tabIndex = 0;
  const measure = byId<HTMLButtonElement>("noise-measure");
  const show = (sentence: string) => {
    byId("noise-says").textContent = sentence;
  };
  const end = () => {
    worker?.terminate();
    worker = null;
    measure.textContent = `Measure (about ${SECONDS} s)`;
  };

  function refusal(): string | null {
    const { config } = session.state;
    if (!isTurbulent(config.field.model))
      return "Without turbulence any grid of directions is exact: there is nothing to plan.";
    const { refused } = planInTab(config, 1, { realisations: 1 });
    return refused === null ? null : `This page does not fly the pilot: ${refused}.`;
  }

  measure.addEventListener("click", () => {
    if (worker !== null) {
      end();
      show("Stopped; a pilot keeps nothing.");
      return;
    }
    const field = byId<HTMLInputElement>("noise-wanted");
    const wanted = decimal(field.value);
    const fits = wanted > 0 && wanted <= 1e6;
    markField(field, fits ? null : `found "${field.value}", expected a ratio above 0, such as 3`);
    const why = refusal();
    if (!fits || why !== null) return show(why ?? "");
    const { config, view } = session.state;
    const { turbulence_level, rigidity_TV } = view;
    flownFor = key();
    worker = new Worker(new URL("./pilot_worker.js", import.meta.url), { type: "module" });
    measure.textContent = "Stop";
    show("The pilot flies.");
    byId("noise-table").replaceChildren();
    byId("noise-take").hidden = true;
    worker.addEventListener("error", (event) => {
      end();
      show(event.message || "pilot_worker.js, beside this page, could not be loaded as a worker.");
    });
    worker.addEventListener("message", ({ data }: MessageEvent<PilotAnswer>) => {
      if ("part" in data) return show(`The pilot flies: ${percent(data.part)}.`);
      end();
      if ("message" in data) return show(`The pilot failed: ${data.message}`);
      const { plan } = data;
      show(sentenceOf(plan, wanted));
      byId("noise-table").replaceChildren(tableOf(plan, wanted));
      const plans = groups(config).map((_, g) => (g === session.group ? plan : { ...plan, cheapest: null }));
      cheaper = plan.cheapest === null ? null : asPlanned(config, plans);
      byId("noise-take").hidden = cheaper === null;
    });
    worker.postMessage({ config, turbulence_level, rigidity_TV, wanted, seconds: SECONDS } satisfies PilotRequest);
  });
  byId("noise-take").addEventListener("click", () => {
    if (cheaper !== null) take(cheaper);
  });
  end();

  return () => {
    if (flownFor === "" || flownFor === key()) return;
    flownFor = "";
    cheaper = null;
    end();
    show("");
    byId("noise-table").replaceChildren();
    byId("noise-take").hidden = true;
  };
}

const named = (axis: string): string => (axis === "any" ? "" : ` ${axis} B₀`);

/** What the chosen T and directions give, and the cheapest that gives what is wanted. */
function sentenceOf(plan: GroupSignalPlan, wanted: number): string {
  const { axes, paths, cheapest, turbulence_level, rigidity_TV, path_pc, nside } = plan;
  const last = paths[paths.length - 1];
  const ratios = axes.map((axis) => {
    const { ratio_as_configured: ratio } = last.axes[axis] as AxisPlan;
    return `${scaled(ratio, ">= ")}${named(axis)}`;
  });
  const chosen =
    cheapest === null
      ? `No nside reaches ${short(wanted)} at a path that changes little.`
      : `The cheapest for ${short(wanted)}: T = ${short(cheapest.path_pc, 4)} pc, nside ${cheapest.nside}, ${duration(cheapest.core_seconds)} on one core.`;
  return `η = ${turbulence_level}, ${rigidity(rigidity_TV)}, T = ${short(path_pc, 4)} pc, nside ${nside}: amplitude over noise in one realisation ${ratios.join(", ")}; ${duration(plan.core_seconds)} on one core. ${chosen}`;
}

const measured = (number: Measured | null): string =>
  number === null ? "not above 0" : withError(number.value, number.error || null);
const scaled = (number: Scaled | null, bound: string): string =>
  number === null ? "not above 0" : `${number.bound ? bound : ""}${withError(number.value, number.error)}`;

function tableOf(plan: GroupSignalPlan, wanted: number): HTMLTableElement {
  const table = document.createElement("table");
  const row = (cells: string[], kind: "th" | "td") => {
    const line = table.insertRow();
    for (const text of cells) {
      const cell = document.createElement(kind);
      if (kind === "th") cell.scope = "col";
      cell.textContent = text;
      line.append(cell);
    }
    return line;
  };
  const heads = plan.axes.flatMap((axis) => [`amplitude${named(axis)} [pc]`, `noise${named(axis)} [pc]`]);
  row(["T [pc]", ...heads, `nside for ${short(wanted)}`, "one core"], "th");
  plan.paths.forEach((path, p) => {
    const choice = plan.choices[p];
    const numbers = plan.axes.flatMap((axis) => {
      const { signal, noise_as_configured } = path.axes[axis] as AxisPlan;
      return [measured(signal), scaled(noise_as_configured, "<= ")];
    });
    const cost = choice === null ? ["none", ""] : [String(choice.nside), duration(choice.core_seconds)];
    const line = row([short(path.path_pc, 4), ...numbers, ...cost], "td");
    if (path.path_pc === plan.cheapest?.path_pc) line.className = "cheapest";
  });
  return table;
}
