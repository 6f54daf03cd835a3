// The figure on the page: drawn when there is time, so that the tab never freezes; the camera of the paths; the numbers.
import type { Measurement } from "../src/figures/data.js";
import type { Sample } from "../src/sample.js";
import type { newCloseUps } from "./closeup.js";
import { draw, FigureError, type Picture } from "./draw.js";
import { CAMERA } from "./paths_view.js";
import { type State, VIEWS } from "./state.js";

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

export function newPicture(given: Given) {
  const figure = byId("figure");
  // to be scrolled and turned by the keyboard
  figure.tabIndex = 0;
  byId("command").tabIndex = 0;
  const camera = { ...CAMERA };
  let last: Picture | null = null;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cost = 0;
  let ended = 0;

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
      last = draw({ state, samples, identity: given.identity(), measured, closeUp, camera });
      put(last.svg);
      note = last.missing.join(" ");
    } catch (error) {
      if (!(error instanceof FigureError)) throw error;
      const text = document.createElement("p");
      text.className = "empty";
      text.textContent = error.message
        .replace(/[.,;:]? (Run|Use|Continue it|run larmor)\b.*$/, ".")
        .replace(/\.\.$/, ".");
      figure.replaceChildren(text);
      byId("caption").textContent = "";
      byId("figure-title").textContent = VIEWS[view.name];
      byId("figure-title").classList.remove("unseen");
    }
    byId("figure-note").textContent = note;
    if (byId<HTMLDetailsElement>("numbers").open) fillTable();
  }

  function put(svg: string): void {
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    const title = parsed.querySelector("title");
    byId("figure-title").textContent = title?.textContent ?? "";
    const words = [...parsed.children].filter((child) => child.tagName === "text").slice(1);
    byId("caption").textContent = words.map((line) => line.textContent).join(" ");
    // read out from the heading; a tooltip all over the figure would be in the way
    title?.remove();
    parsed.setAttribute("aria-labelledby", "figure-title");
    parsed.removeAttribute("width");
    parsed.removeAttribute("height");
    const narrow = matchMedia("(max-width: 44rem)").matches;
    byId("figure-title").classList.toggle("unseen", !narrow);
    figure.replaceChildren(...(narrow ? stacked(parsed) : [document.importNode(parsed, true)]));
  }

  /** The plots of a sheet one below the other, each as wide as the screen or as it was drawn. */
  function stacked(sheet: Element): Element[] {
    const plots = [...sheet.children].filter((child) => child.tagName === "svg");
    return plots.map((plot) => {
      const own = document.importNode(plot, true) as SVGSVGElement;
      own.style.maxWidth = `${Number(plot.getAttribute("width"))}px`;
      for (const name of ["x", "y", "width", "height"]) own.removeAttribute(name);
      for (const name of ["font-family", "color"]) own.setAttribute(name, sheet.getAttribute(name) ?? "");
      own.setAttribute("role", "img");
      own.setAttribute("aria-labelledby", "figure-title");
      return own;
    });
  }

  function fillTable(): void {
    const table = document.createElement("table");
    const row = (cells: (string | number | null)[], kind: "th" | "td") => {
      const line = table.insertRow();
      for (const content of cells) {
        const cell = document.createElement(kind);
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
  bindCamera();

  function bindCamera(): void {
    const slider = (name: string) => document.querySelector(`#camera [name=${name}]`) as HTMLInputElement;
    // 2 to 400 gyroradii, closest on the right
    const zoom = () => 100 - (100 * Math.log(camera.extent / 2)) / Math.log(200);
    const fill = () => {
      slider("azimuth").value = String(camera.azimuth);
      slider("elevation").value = String(camera.elevation);
      slider("zoom").value = String(zoom());
    };
    fill();
    byId("camera").addEventListener("input", () => {
      camera.azimuth = Number(slider("azimuth").value);
      camera.elevation = Number(slider("elevation").value);
      camera.extent = 2 * 200 ** ((100 - Number(slider("zoom").value)) / 100);
      soon();
    });
    let from: { x: number; y: number } | null = null;
    const active = () => given.state().view.name === "paths";
    figure.addEventListener("pointerdown", (event) => {
      if (!active() || event.button !== 0) return;
      from = { x: event.clientX, y: event.clientY };
      figure.setPointerCapture(event.pointerId);
    });
    figure.addEventListener("pointermove", (event) => {
      if (from === null) return;
      turn((from.x - event.clientX) / 2, (event.clientY - from.y) / 2);
      from = { x: event.clientX, y: event.clientY };
    });
    for (const end of ["pointerup", "pointercancel"]) figure.addEventListener(end, () => (from = null));
    figure.addEventListener("keydown", (event) => {
      const steps: Record<string, [number, number]> = {
        ArrowLeft: [-5, 0],
        ArrowRight: [5, 0],
        ArrowUp: [0, 5],
        ArrowDown: [0, -5],
      };
      if (!active() || !(event.key in steps)) return;
      event.preventDefault();
      turn(...steps[event.key]);
    });
    function turn(azimuth: number, elevation: number): void {
      camera.azimuth = ((((camera.azimuth + azimuth + 180) % 360) + 360) % 360) - 180;
      camera.elevation = Math.max(-90, Math.min(90, camera.elevation + elevation));
      fill();
      soon();
    }
  }

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
