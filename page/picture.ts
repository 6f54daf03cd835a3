// The figure on the page, and its numbers: drawn when there is time, so that the tab never freezes.
import type { Measurement } from "../src/figures/measured/measurements.js";
import type { CloseUp, CloseUps } from "./closeup.js";
import { draw, FigureError, type Picture } from "./draw.js";
import { newPathsPicture } from "./paths_picture.js";
import type { Session } from "./session.js";
import { putSentence, putSheet } from "./sheet.js";
import { figureOf, type View } from "./state.js";

interface Shown {
  session: Session;
  measured: Measurement[];
  closeUps: CloseUps;
  /** a change of the view by the user's hand */
  changeView(part: Partial<View>): void;
}

export interface PicturePart {
  /** `asked`: at the next frame; `computed`: when drawing has not taken too much of the time. */
  draw(why: "asked" | "computed"): void;
  /** null where there is nothing to show */
  readonly last: Picture | null;
}

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
/** While a run goes on, drawing may take one part in SHARE of the time. */
const SHARE = 6;
const MOST_ROWS = 500;

export function newPicture(shown: Shown): PicturePart {
  const figure = byId("figure");
  // to be scrolled and turned by the keyboard
  for (const scrolled of [figure, byId("command"), byId("numbers-table")]) scrolled.tabIndex = 0;
  const pace = newPace(show);
  const paths = newPathsPicture(shown, pace.soon);
  let last: Picture | null = null;

  function show(): void {
    const { view } = shown.session.state;
    const isPaths = figureOf(view).field === "paths";
    byId("camera").hidden = !isPaths;
    figure.classList.toggle("turning", isPaths);
    paths.settle();
    last = null;
    let notes: string[] = [];
    try {
      const closeUp = closeUpOf(shown);
      last = pictureOf(shown, closeUp);
      notes = last.missing;
      if (closeUp?.what === "paths") notes = [paths.show(closeUp, last.svg), ...notes];
      else putSheet(figure, last.svg);
    } catch (error) {
      if (!(error instanceof FigureError)) throw error;
      putSentence(figure, view, error.message);
    }
    byId("figure-note").textContent = notes.join(" ");
    if (byId<HTMLDetailsElement>("numbers").open) fillTable(last);
  }

  byId("numbers").addEventListener("toggle", () => fillTable(last));
  matchMedia("(max-width: 44rem)").addEventListener("change", pace.soon);
  return {
    draw: (why) => (why === "asked" ? pace.soon() : pace.later()),
    get last() {
      return last;
    },
  };
}

/**
 * The part of a realisation that the view's figure needs; throws FigureError while it is being computed or if it cannot
 * be.
 */
function closeUpOf({ session, closeUps }: Shown): CloseUp | undefined {
  const { config, view } = session.state;
  const { field } = figureOf(view);
  if (field !== "sky" && field !== "paths") {
    closeUps.cancel();
    return undefined;
  }
  const { turbulence_level, rigidity_TV, realisation, map_nside } = view;
  const nside = field === "sky" ? map_nside : 1;
  const answer = closeUps.get({ what: field, config, turbulence_level, rigidity_TV, realisation, nside });
  if (answer.problem !== undefined) throw new FigureError(`This realisation was not computed: ${answer.problem}`);
  if (answer.closeUp !== undefined) return answer.closeUp;
  const percent = Math.round(100 * answer.part);
  throw new FigureError(`Following particles back in realisation ${realisation}: ${percent} %`);
}

function pictureOf({ session, measured }: Shown, closeUp: CloseUp | undefined): Picture {
  const { state, samples, identity } = session;
  if (closeUp === undefined && !samples.some(({ rows }) => rows.length > 0))
    throw new FigureError("No realisation of this run has been computed yet: press Start.");
  return draw({ state, samples, identity, measured, closeUp });
}

/** Calls `work` at the next frame if the page is visible; or later, so that it takes only its share of the time. */
function newPace(work: () => void) {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let cost = 0;
  let ended = 0;

  function now(): void {
    frame = 0;
    const begun = performance.now();
    work();
    ended = performance.now();
    cost = ended - begun;
  }

  function soon(): void {
    clearTimeout(timer);
    timer = undefined;
    if (frame === 0 && !document.hidden) frame = requestAnimationFrame(now);
  }

  function later(): void {
    if (timer === undefined) timer = setTimeout(soon, Math.max(0, ended + SHARE * cost - performance.now()));
  }

  return { soon, later };
}

function fillTable(picture: Picture | null): void {
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
  if (picture) {
    row(picture.columns, "th");
    for (const cells of picture.rows.slice(0, MOST_ROWS)) row(cells, "td");
  }
  const more = (picture?.rows.length ?? 0) - MOST_ROWS;
  byId("numbers-table").replaceChildren(table, more > 0 ? `and ${more} more rows, in the CSV` : "");
}
