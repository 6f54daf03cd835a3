// The page: the published result at once, then what is computed here; every change of the state draws again.
import { parseMeasurements } from "../src/figures/measured/measurements.js";
import { loadKernel, numerics } from "../src/flight/kernel.js";
import { newCloseUps } from "./closeup.js";
import { newComputation } from "./computation.js";
import { bindControls } from "./controls.js";
import { showIdentity, showPlan, showRun } from "./messages.js";
import { newPicture } from "./picture.js";
import { planInTab } from "./plan.js";
import type { Precomputed } from "./precomputed.js";
import { Session } from "./session.js";
import { fitted, type State, type View } from "./state.js";
import { bindPresets, bindTabs } from "./tabs.js";
import { bindTakeAway } from "./take_away.js";

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
/** The address is updated when a slider rests, because browsers refuse too many updates. */
const ADDRESS_MS = 200;

/** The message above everything; null: none. */
function show(message: string | null): void {
  byId("message").textContent = message ?? "";
  byId("message").hidden = message === null;
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
  const computation = newComputation(() => update("computed"));
  const session = new Session(published, computation);
  const closeUps = newCloseUps(() => update("asked"));
  const picture = newPicture({ session, measured, closeUps, changeView });
  const controls = bindControls(byId<HTMLFormElement>("controls"), {
    view: changeView,
    config: (config) => change({ config, view: fitted(session.state.view, config) }),
  });
  const markTab = bindTabs((name) => changeView({ name }));
  const markPreset = bindPresets((preset) => change(session.preset(preset)));
  bindTakeAway(session, picture);
  let kernel: string | null = null;
  let address: ReturnType<typeof setTimeout> | undefined;

  /** A new state by the user's hand: the address follows. */
  function change(next: State): void {
    session.change(next);
    show(null);
    clearTimeout(address);
    address = setTimeout(writeAddress, ADDRESS_MS);
    update("asked");
  }

  function changeView(part: Partial<View>): void {
    const { state } = session;
    change({ ...state, view: { ...state.view, ...part } });
  }

  function writeAddress(): void {
    history.replaceState(null, "", session.link());
  }

  function followAddress(): void {
    clearTimeout(address);
    show(session.follow(location.hash));
    update("asked");
  }

  const plan = () => planInTab(session.state.config, controls.workers());

  function update(why: "asked" | "computed"): void {
    const { state } = session;
    controls.fill(state, session.samples);
    markTab(state.view);
    markPreset(state.view);
    const planned = plan();
    showPlan(planned);
    showRun(session, planned.refused);
    showIdentity(session, kernel);
    picture.draw(why);
    if (why === "computed" && session.done && location.hash !== "") writeAddress();
  }

  byId("start").addEventListener("click", () => {
    const { refused, workers } = plan();
    if (refused === null) void computation.start(session.state.config, session.group, workers);
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
  addEventListener("hashchange", followAddress);
  document.addEventListener("visibilitychange", () => update("computed"));
  followAddress();

  // the kernel is fetched and checked now: later the network may be gone
  const loaded = await loadKernel();
  kernel = loaded.sha256;
  byId("kernel-identity").textContent = `${kernel.slice(0, 12)}, numerics ${await numerics(loaded)}`;
}

main().catch((error) => show(error instanceof Error ? error.message : String(error)));
if ("serviceWorker" in navigator) navigator.serviceWorker.register("offline.js").catch(() => {});
