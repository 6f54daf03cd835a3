// The figure on the page: drawn when there is time, so that the tab never freezes; the numbers.
import type { Measurement } from "../src/figures/measured/measurements.js";
import type { Sample } from "../src/response/sample.js";
import { bindCamera, CAMERA_HELP } from "./camera.js";
import type { newCloseUps, PathsCloseUp } from "./closeup.js";
import { arrowsOf, draw, FigureError, type Picture } from "./draw.js";
import { stacked } from "./narrow.js";
import type { PathsScene } from "./paths_scene.js";
import { type Camera, type State, VIEWS } from "./state.js";

interface Given {
  state(): State;
  samples(): Sample[];
  identity(): string;
  measured: Measurement[];
  closeUps: ReturnType<typeof newCloseUps>;
  change(state: State): void;
}

export type PicturePart = ReturnType<typeof newPicture>;

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
/** Of the time, how much drawing may take while a run goes on: one part in this many. */
const SHARE = 6;
const MOST_ROWS = 500;
/** The camera rests after so long. */
const REST_MS = 200;

export function newPicture(given: Given) {
  const figure = byId("figure");
  // to be scrolled and turned by the keyboard
  for (const scrolled of [figure, byId("command"), byId("numbers-table")]) scrolled.tabIndex = 0;
  let last: Picture | null = null;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cost = 0;
  let ended = 0;
  /** undefined: not asked for yet; null: not to be had, or on its way */
  let scene: PathsScene | null | undefined;
  /** why the paths are drawn flat */
  let flat = "";
  let rest: ReturnType<typeof setTimeout> | undefined;
  const fillCamera = bindCamera({
    figure,
    camera: () => (given.state().view.name === "paths" ? given.state().view.camera : null),
    turned: look,
    turnsItself: () => Boolean(scene),
  });

  function soon(): void {
    clearTimeout(timer);
    timer = undefined;
    if (frame === 0 && !document.hidden) frame = requestAnimationFrame(now);
  }

  function now(): void {
    frame = 0;
    const begun = performance.now();
    show();
    ended = performance.now();
    cost = ended - begun;
  }

  function show(): void {
    const state = given.state();
    const { view } = state;
    byId("camera").hidden = view.name !== "paths";
    figure.classList.toggle("turning", view.name === "paths");
    let note = "";
    clearTimeout(rest);
    try {
      last = null;
      const looking = view.name === "arrival" ? "sky" : view.name === "paths" ? "paths" : null;
      let closeUp: Parameters<typeof draw>[0]["closeUp"];
      if (looking === null) given.closeUps.cancel();
      else {
        const { turbulence_level, rigidity_TV, realisation, map_nside: nside } = view;
        const request = { what: looking, config: state.config, turbulence_level, rigidity_TV, realisation } as const;
        const answer = given.closeUps.get({ ...request, nside: looking === "sky" ? nside : 1 });
        if (answer.problem !== undefined) throw new FigureError(`This realisation was not computed: ${answer.problem}`);
        if (answer.closeUp === undefined)
          throw new FigureError(
            `Following particles back in realisation ${realisation}: ${Math.round(100 * answer.part)} %`,
          );
        closeUp = answer.closeUp;
      }
      const { measured } = given;
      const samples = given.samples();
      if (looking === null && !samples.some(({ rows }) => rows.length > 0))
        throw new FigureError("Nothing of this run is there yet: press Start.");
      last = draw({ state, samples, identity: given.identity(), measured, closeUp });
      note = last.missing.join(" ");
      if (view.name === "paths") {
        fillCamera(view.camera);
        note = [CAMERA_HELP, flat, note].filter(Boolean).join(" ");
        showPaths(state, closeUp as PathsCloseUp, last.svg);
      } else put(last.svg);
    } catch (error) {
      if (!(error instanceof FigureError)) throw error;
      const text = document.createElement("p");
      text.className = "empty";
      text.textContent = error.message
        .replace(/[.,;:]? (Run|Use|Continue it|run larmor)\b.*$/, ".")
        .replace(/\.\.$/, ".");
      figure.replaceChildren(text);
      figure.classList.remove("solid");
      byId("caption").textContent = "";
      byId("figure-title").textContent = VIEWS[view.name];
      byId("figure-title").classList.remove("unseen");
    }
    byId("figure-note").textContent = note;
    if (byId<HTMLDetailsElement>("numbers").open) fillTable();
  }

  /** In 3-D where that can be; the sheet, for the printer and for those who cannot see, follows when the camera rests. */
  function showPaths(state: State, closeUp: PathsCloseUp, sheet: string): void {
    if (scene === undefined) void openScene();
    if (!scene) {
      put(sheet);
      return;
    }
    scene.show(closeUp, arrowsOf(state, closeUp));
    scene.look(state.view.camera);
    const solid = scene.element;
    if (solid.isConnected) rest = setTimeout(() => put(sheet, solid), REST_MS);
    else put(sheet, solid);
  }

  async function openScene(): Promise<void> {
    scene = null;
    const lost = (why: string) => {
      scene = null;
      flat = `${why} A flat drawing is shown instead.`;
    };
    try {
      const { openScene: open } = (await import(
        new URL("paths_scene.js", document.baseURI).href
      )) as typeof import("./paths_scene.js");
      const taken = () => {
        lost("The browser took the 3-D graphics away.");
        soon();
      };
      scene = open({ turned: look, lost: taken });
      if (scene === null) lost("This browser has no WebGL.");
    } catch (error) {
      lost(`The 3-D view could not be opened (${error instanceof Error ? error.message : error}).`);
    }
    if (given.state().view.name === "paths") soon();
  }

  function look(camera: Camera): void {
    const state = given.state();
    given.change({ ...state, view: { ...state.view, camera } });
  }

  /** `solid`: what is shown in place of the sheet, which then is for the printer. */
  function put(svg: string, solid?: HTMLElement): void {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const title = parsed.querySelector("title");
    byId("figure-title").textContent = title?.textContent ?? "";
    const words = [...parsed.children].filter((child) => child.tagName === "text").slice(1);
    byId("caption").textContent = words.map((line) => line.textContent).join(" ");
    // read out from the heading; a tooltip all over the figure would be in the way
    title?.remove();
    parsed.setAttribute("aria-labelledby", "figure-title");
    // "rule", "dot": Plot's names for its own parts
    for (const part of parsed.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
    parsed.removeAttribute("width");
    parsed.removeAttribute("height");
    const narrow = matchMedia("(max-width: 44rem)").matches;
    byId("figure-title").classList.toggle("unseen", !narrow && solid === undefined);
    byId("caption").classList.toggle("seen", solid !== undefined);
    figure.classList.toggle("solid", solid !== undefined);
    const sheets = narrow ? stacked(parsed, figure.clientWidth) : [document.importNode(parsed, true)];
    if (solid?.isConnected) {
      for (const old of [...figure.children]) if (old !== solid) old.remove();
      figure.append(...sheets);
    } else figure.replaceChildren(...(solid ? [solid] : []), ...sheets);
  }

  function fillTable(): void {
    const table = document.createElement("table");
    const row = (cells: (string | number | null)[], kind: "th" | "td") => {
      const line = table.insertRow();
      for (const content of cells) {
        const cell = document.createElement(kind);
        if (kind === "th") cell.scope = "col";
        cell.textContent = typeof content === "number" ? String(Number(content.toPrecision(4))) : (content ?? "");
        line.append(cell);
      }
    };
    if (last) {
      row(last.columns, "th");
      for (const cells of last.rows.slice(0, MOST_ROWS)) row(cells, "td");
    }
    const more = (last?.rows.length ?? 0) - MOST_ROWS;
    byId("numbers-table").replaceChildren(table, more > 0 ? `and ${more} rows more, in the CSV` : "");
  }

  byId("numbers").addEventListener("toggle", fillTable);
  matchMedia("(max-width: 44rem)").addEventListener("change", soon);
  return {
    /** `asked`: at the next frame; `computed`: when drawing has not taken too much of the time. */
    draw(why: "asked" | "computed"): void {
      if (why === "asked") soon();
      else if (timer === undefined) timer = setTimeout(soon, Math.max(0, ended + SHARE * cost - performance.now()));
    },
    get last(): Picture | null {
      return last;
    },
  };
}
