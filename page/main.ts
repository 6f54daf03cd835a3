// The page: the published result at once, then what is computed here; every change of the state draws again.
import { configIdentity, groups } from "../src/config/config.js";
import { parseMeasurements } from "../src/figures/measured/measurements.js";
import { loadKernel, numerics } from "../src/flight/kernel.js";
import { emptySample } from "../src/response/sample.js";
import { newCloseUps } from "./closeup.js";
import { newComputation } from "./computation.js";
import { bindControls } from "./controls.js";
import { LinkError, readLink, writeLink } from "./link.js";
import { newPicture } from "./picture.js";
import { planOf } from "./plan.js";
import { type Precomputed, unpacked } from "./precomputed.js";
import { reproduced, showIdentity, showPlan, showRun } from "./said.js";
import { defaultState, fitted, PRESETS, presetView, type State, VIEWS, type ViewName } from "./state.js";
import { bindTakeAway } from "./take_away.js";

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
const message = byId("message");
/** The address follows when a slider rests: browsers refuse too many changes of it. */
const ADDRESS_MS = 200;

function say(text: string | null): void {
  message.textContent = text ?? "";
  message.hidden = text === null;
}

/** Scrolls the row of tabs, and only that, until the tab can be seen. */
function reveal(tab: HTMLElement): void {
  const row = tab.parentElement as HTMLElement;
  const { offsetLeft: left, offsetWidth: width } = tab;
  if (left < row.scrollLeft) row.scrollLeft = left;
  else if (left + width > row.scrollLeft + row.clientWidth) row.scrollLeft = left + width - row.clientWidth;
}

async function fetched(name: string): Promise<Response> {
  const response = await fetch(new URL(name, document.baseURI));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return response;
}

async function main(): Promise<void> {
  const [published, measured] = await Promise.all([
    fetched("precomputed.json").then((response) => response.json() as Promise<Precomputed>),
    fetched("dipoles.csv").then(async (response) => parseMeasurements(await response.text(), "dipoles.csv")),
  ]);
  const publishedSamples = unpacked(published);
  let state: State = defaultState(published.config);
  let linked: string | null = null;
  let kernel: string | null = null;
  let address: ReturnType<typeof setTimeout> | undefined;
  let identity = configIdentity(state.config);

  const computation = newComputation(() => update("computed"));
  const closeUps = newCloseUps(() => update("asked"));
  const group = ({ config, view } = state) => {
    const levels = config.field.turbulence_level ?? [0];
    const R = config.particles.rigidity_TV;
    return levels.indexOf(view.turbulence_level) * R.length + R.indexOf(view.rigidity_TV);
  };
  /** What was computed here, as soon as the group that is shown has some; before that what was published of the same run. */
  const source = () => {
    const own = computation.identity === identity;
    const same = identity === published.config_sha256;
    if (own && (!same || (computation.samples[group()]?.rows.length ?? 0) > 1)) return "computed";
    return same ? "published" : "none";
  };
  const samples = () => {
    const from = source();
    if (from === "none") return groups(state.config).map(emptySample);
    return from === "computed" ? computation.samples : publishedSamples;
  };
  const result = () => {
    if (source() === "computed") return computation.result();
    const complete = state.config.ensemble.realisations === published.config.ensemble.realisations;
    return source() === "published" && complete ? published.result_sha256 : null;
  };

  const picture = newPicture({ state: () => state, samples, identity: () => identity, measured, closeUps, change });
  const controls = bindControls(byId<HTMLFormElement>("controls"), {
    view: (view) => change({ ...state, view: { ...state.view, ...view } }),
    config: (config) => change({ config, view: fitted(state.view, config) }),
  });

  /** A new state by the user's hand: the address follows. */
  function change(next: State): void {
    state = next;
    const before = identity;
    identity = configIdentity(state.config);
    if (identity !== before) linked = null;
    say(null);
    clearTimeout(address);
    address = setTimeout(writeAddress, ADDRESS_MS);
    update("asked");
  }

  function writeAddress(): void {
    history.replaceState(null, "", writeLink(state, linked ?? result()));
  }

  function update(why: "asked" | "computed"): void {
    const count = (level: number, R: number) =>
      samples().find(({ group: g }) => g.turbulence_level === level && g.rigidity_TV === R)?.rows.length ?? 0;
    controls.fill(state, count);
    for (const tab of byId("tabs").children) {
      const chosen = tab.id === `tab-${state.view.name}`;
      tab.setAttribute("aria-selected", String(chosen));
      (tab as HTMLElement).tabIndex = chosen ? 0 : -1;
      if (chosen) reveal(tab as HTMLElement);
    }
    for (const button of byId("presets").children) {
      const shown = presetView((button as HTMLElement).dataset.preset as string);
      const same = { ...state.view, realisation: 0, map_nside: shown.map_nside, camera: shown.camera };
      button.setAttribute("aria-pressed", String(JSON.stringify(same) === JSON.stringify(shown)));
    }
    const plan = planOf(state.config, controls.workers());
    showPlan(plan);
    showRun(computation, identity, plan.refused);
    const done = computation.phase === "done" && computation.identity === identity;
    const own = done ? computation.result() : null;
    showIdentity({ identity, result: result(), source: source(), published });
    byId("reproduced").textContent = reproduced({ linked, own, computation, identity, kernel, published });
    picture.draw(why);
    if (why === "computed" && done && location.hash !== "") writeAddress();
  }

  function follow(): void {
    clearTimeout(address);
    try {
      const link = readLink(location.hash, defaultState(published.config));
      say(null);
      state = link?.state ?? defaultState(published.config);
      linked = link?.result ?? null;
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      state = defaultState(published.config);
      linked = null;
      const why = /[.?]$/.test(error.message) ? error.message : `${error.message}.`;
      say(`This link cannot be followed: ${why} The published result is shown.`);
    }
    identity = configIdentity(state.config);
    update("asked");
  }

  byId("tabs").replaceChildren(
    ...Object.entries(VIEWS).map(([name, label]) => {
      const tab = document.createElement("button");
      Object.assign(tab, { type: "button", id: `tab-${name}`, textContent: label });
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", "figure");
      tab.addEventListener("click", () => change({ ...state, view: { ...state.view, name: name as ViewName } }));
      return tab;
    }),
  );
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const tabs = [...byId("tabs").children] as HTMLElement[];
    const next = tabs[(tabs.findIndex((tab) => tab.tabIndex === 0) + step + tabs.length) % tabs.length];
    next.click();
    next.focus();
  });
  byId("presets").replaceChildren(
    ...Object.entries(PRESETS).map(([preset, { label }]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: label });
      button.title = `${VIEWS[PRESETS[preset].name]}, turbulence level ${PRESETS[preset].turbulence_level}`;
      button.dataset.preset = preset;
      button.addEventListener("click", () => {
        if (computation.phase === "running" || computation.phase === "paused") {
          // the config is that of the run under way
          const view = { ...presetView(preset), realisation: state.view.realisation };
          return change({ ...state, view: fitted(view, state.config) });
        }
        change({ config: published.config, view: presetView(preset) });
      });
      return button;
    }),
  );
  byId("start").addEventListener("click", () => {
    const plan = planOf(state.config, controls.workers());
    if (plan.refused === null) void computation.start(state.config, group(), plan.workers);
  });
  byId("pause").addEventListener("click", () => computation.pause());
  byId("stop").addEventListener("click", () => computation.stop());
  byId("controls").addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name === "workers") update("asked");
  });
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    byId("figure-title").focus();
  });
  bindTakeAway({ state: () => state, picture, computation, identity: () => identity, result, published });
  addEventListener("hashchange", follow);
  document.addEventListener("visibilitychange", () => update("computed"));
  follow();

  // the kernel is fetched and checked now: later the network may be gone
  const loaded = await loadKernel();
  kernel = loaded.sha256;
  byId("kernel-identity").textContent = `${kernel.slice(0, 12)}, numerics ${await numerics(loaded)}`;
}

main().catch((error) => say(error instanceof Error ? error.message : String(error)));
if ("serviceWorker" in navigator) navigator.serviceWorker.register("offline.js").catch(() => {});
