// The page: the published result at once, then what is computed here; every change of the state draws again.

import { parseMeasurements } from "../src/figures/measured/measurements.js";
import { loadKernel, numerics } from "../src/flight/kernel.js";
import { isOf } from "../src/response/sample.js";
import { addressFollowed, pushAddress, replaceAddress } from "./address.js";
import { newCloseUps } from "./closeup.js";
import { newComputation } from "./computation.js";
import { bindControls } from "./controls.js";
import { bindDevice } from "./device.js";
import { bindKeptList } from "./kept_list.js";
import { newKeptRuns } from "./kept_runs.js";
import { showIdentity, showPlan, showProgress, showRun } from "./messages.js";
import { bindNoisePlan } from "./noise_plan.js";
import { newPicture } from "./picture.js";
import { planInTab } from "./plan.js";
import type { Precomputed } from "./precomputed.js";
import { newPublishedGroups, type PublishedRun } from "./published.js";
import { Session } from "./session.js";
import { fitted, groupsInView, type State, type View } from "./state.js";
import type { Story } from "./story/story.js";
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

/** A button that was pressed and is off now hands the focus on. */
function keepFocus(change: () => void): void {
  const row = ["start", "pause", "stop"].map((id) => byId<HTMLButtonElement>(id));
  const focused = row.find((button) => button === document.activeElement);
  change();
  if (focused?.disabled) (row.find((button) => !button.disabled) ?? byId("status")).focus({ preventScroll: true });
}

async function main(): Promise<void> {
  const [run, measured] = await Promise.all([
    fetched("published/run.json").then((response) => response.json() as Promise<PublishedRun>),
    fetched("dipoles.csv").then(async (response) => parseMeasurements(await response.text(), "dipoles.csv")),
  ]);
  const published: Precomputed = { ...run, groups: [] };
  const kept = newKeptRuns();
  const computation = newComputation({ changed: () => update("computed"), advanced }, kept);
  const session = new Session(published, computation);
  // a close-up has the memory that a run beside it leaves
  const closeUps = newCloseUps(
    () => update(closeUps.running ? "computed" : "asked"),
    () =>
      computation.phase === "running" && computation.config !== null
        ? planInTab(computation.config, controls.workers()).memory_bytes
        : 0,
  );
  const need = newPublishedGroups(session, fetched);
  const picture = newPicture({ session, measured, closeUps, changeView, turnGradient });
  const controls = bindControls(byId<HTMLFormElement>("controls"), published.config_sha256, {
    view: changeView,
    config: (config) => change({ config, view: fitted(session.state.view, config) }),
    problem: () => update("asked"),
  });
  const deviceChoice = bindDevice(byId<HTMLSelectElement>("device"), () => update("asked"));
  const listKept = bindKeptList(byId("kept"), kept, ({ config, device }) =>
    change({ config, view: fitted({ ...session.state.view, device: device ? "gpu" : "cpu" }, config) }),
  );
  const markTab = bindTabs((name) => changeView({ name }));
  const markPreset = bindPresets((preset) => change(session.preset(preset)));
  const showCommands = bindTakeAway(session, picture, need);
  const endPilotOfAnother = bindNoisePlan(session, (config) =>
    change({ config, view: fitted(session.state.view, config) }),
  );
  let address: ReturnType<typeof setTimeout> | undefined;
  let showing = false;
  let listed = "";

  let story: Story | undefined;

  /** A new state by the user's hand: the address follows; another view, step or run is a place to come back from. */
  function change(next: State): void {
    const { config, view } = session.state;
    const isOther = next.view.name !== view.name || next.view.story !== view.story || next.config !== config;
    clearTimeout(address);
    if (isOther) replaceAddress(session.link());
    session.change(next);
    show(null);
    if (isOther) pushAddress(session.link());
    else address = setTimeout(writeAddress, ADDRESS_MS);
    update("asked");
  }

  /** The star was moved: nothing else is drawn anew. */
  function turnGradient(direction_deg: [number, number]): void {
    const { state } = session;
    session.change({ ...state, view: { ...state.view, direction_deg } });
    clearTimeout(address);
    address = setTimeout(writeAddress, ADDRESS_MS);
    if (state.view.story !== null) {
      story?.turned();
      return;
    }
    controls.turned(direction_deg);
    markPreset(session.state.view);
    picture.turned();
  }

  function changeView(part: Partial<View>): void {
    const { state } = session;
    change({ ...state, view: { ...state.view, ...part } });
  }

  function writeAddress(): void {
    replaceAddress(session.link());
    showCommands();
  }

  function followAddress(): void {
    clearTimeout(address);
    addressFollowed();
    show(session.follow(location.hash));
    update("asked");
  }

  const asked = () => session.asked(controls.scope());
  const plan = () =>
    deviceChoice.planned(planInTab(session.state.config, controls.workers(), { groups: asked() }), session.state);

  /** At most ten times a second, however many blocks are done. */
  function advanced(): void {
    if (showing) return;
    showing = true;
    setTimeout(() => {
      showing = false;
      showProgress(session, closeUps.running);
    }, 100);
  }

  /** The story comes when it is first told. */
  async function tell(): Promise<void> {
    try {
      const { newStory } = await import("./story/story.js");
      const go = (step: number | null) => changeView({ story: step });
      story ??= newStory({ session, measured, closeUps, need, go, moved: turnGradient, failed });
      story.show();
    } catch (error) {
      failed(error);
    }
  }

  function update(why: "asked" | "computed"): void {
    const { state } = session;
    if (state.view.story !== null) return void tell();
    story?.show();
    controls.fill(state, session.samples);
    deviceChoice.show(state.view);
    markTab(state.view);
    markPreset(state.view);
    const planned = plan();
    showPlan(planned, session);
    const { refused } = planned;
    const closeUpRuns = closeUps.running;
    keepFocus(() => showRun(session, { asked: asked(), refused, field: controls.problem(), closeUpRuns }));
    showIdentity(session);
    showCommands();
    endPilotOfAnother();
    picture.draw(why);
    void fetchShown();
    const { phase, identity } = computation;
    const keptNow = `${session.identity} ${identity} ${phase}`;
    if (keptNow !== listed) {
      listed = keptNow;
      void computation.open(state.config, state.view.device);
      void listKept(session.identity);
    }
    if (why === "computed" && session.done && location.hash !== "") writeAddress();
  }

  /** The published groups that the view shows, or that an own run is compared with. */
  async function fetchShown(): Promise<void> {
    const { config, view } = session.state;
    const isComputed = computation.identity === session.identity && computation.done > 0;
    if (!session.isPublished && !isComputed) return;
    const same = session.publishedSamples.findIndex(({ group }) => isOf(group, view));
    if (!session.isPublished && same < 0) return;
    const [chosen, ...others] = session.isPublished ? groupsInView(config, view) : [same];
    try {
      if (await need([chosen])) update("asked");
      if (await need(others)) update("asked");
    } catch (error) {
      failed(error);
    }
  }

  function failed(error: unknown): void {
    show(`A part of this page was not loaded: ${error instanceof Error ? error.message : error}`);
  }

  byId("tell").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    changeView({ story: 1 });
  });
  byId("start").addEventListener("click", () => {
    const { refused, workers } = plan();
    if (refused !== null || controls.problem() !== null) return;
    // a run has the cores and the memory of the tab
    closeUps.cancel();
    const { config, view } = session.state;
    void computation.start(config, asked(), workers, view.device);
  });
  byId("pause").addEventListener("click", () => computation.pause());
  byId("stop").addEventListener("click", () => {
    if (closeUps.running) {
      closeUps.cancel();
      update("asked");
    }
    computation.stop();
  });
  byId("controls").addEventListener("change", (event) => {
    if ((event.target as HTMLInputElement).name === "workers") update("asked");
  });
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    byId("figure-title").focus();
  });
  addEventListener("beforeprint", () => {
    byId("printed").textContent = `${location.href}, ${new Date().toISOString().slice(0, 10)}`;
    byId<HTMLDetailsElement>("hashes").open = true;
  });
  addEventListener("hashchange", followAddress);
  addEventListener("beforeunload", (event) => {
    // what is complete is kept by the browser, where it can; else all would be lost
    if (computation.phase === "running" && byId("kept").dataset.keeps === "no") event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => update("computed"));
  followAddress();

  // the kernel is fetched and checked now: later the network may be gone
  const loaded = await loadKernel();
  byId("kernel-identity").textContent = `${loaded.sha256.slice(0, 12)}, numerics ${await numerics(loaded)}`;
}

main().catch((error) => show(error instanceof Error ? error.message : String(error)));
if ("serviceWorker" in navigator) navigator.serviceWorker.register("offline.js").catch(() => {});
