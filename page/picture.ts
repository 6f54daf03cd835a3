// The figure on the page, and its numbers: drawn when there is time, so that the tab never freezes.

import { FigureError } from "../src/figures/input.js";
import type { Measurement } from "../src/figures/measured/measurements.js";
import { duration, rigidity } from "../src/words/numbers.js";
import type { CloseUp, CloseUpRequest, CloseUps } from "./closeup.js";
import type { Picture } from "./draw.js";
import { newPathsPicture } from "./paths_picture.js";
import type { Session } from "./session.js";
import { putButton, putSentence, putSheet, putTitle } from "./sheet.js";
import { newSkies } from "./skies.js";
import { figureOf, VIEWS, type View } from "./state.js";

interface Shown {
  session: Session;
  measured: Measurement[];
  closeUps: CloseUps;
  /** a change of the view by the user's hand */
  changeView(part: Partial<View>): void;
  /** the star was moved by hand */
  turnGradient(direction_deg: [number, number]): void;
}

export interface PicturePart {
  /** `asked`: at the next frame; `computed`: when drawing has not taken too much of the time. */
  draw(why: "asked" | "computed"): void;
  /** The gradient alone has changed. */
  turned(): void;
  /** The figure to be taken away; null where there is nothing to show. */
  drawn(): Promise<Picture | null>;
}

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
/** While a run goes on, drawing may take one part in SHARE of the time. */
const SHARE = 6;
const MOST_ROWS = 500;
/** A close-up that takes less is computed when its view is asked for by hand. */
const AT_ONCE_S = 10;

export function newPicture(shown: Shown): PicturePart {
  const figure = byId("figure");
  // to be scrolled and turned by the keyboard
  for (const scrolled of [byId("command"), byId("numbers-table")]) scrolled.tabIndex = 0;
  const pace = newPace(show);
  const paths = newPathsPicture(shown, pace.soon);
  const { session, closeUps } = shown;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const skies = newSkies({
    session,
    measured: () => shown.measured,
    moved: (direction_deg) => shown.turnGradient(direction_deg),
    picked: (realisation) => shown.changeView({ realisation }),
    open(name) {
      shown.changeView({ name });
      const request = requestOf(session);
      const plan = request && closeUps.plan(request);
      // what takes longer has a button with its time
      if (request && plan && plan.refused === null && plan.seconds < AT_ONCE_S) closeUps.start(request);
      pace.soon();
    },
  });
  let last: Picture | null = null;
  let before = "";

  function show(): void {
    const { view } = session.state;
    const { field, figure: name, see } = figureOf(view);
    byId("camera").hidden = field !== "paths";
    byId("claim").textContent = see ?? "";
    // a frame that was asked for before the story began may come after
    if (view.story === null)
      document.title = `${VIEWS[view.name]}, η = ${view.turbulence_level}, ${rigidity(view.rigidity_TV)} · larmor`;
    figure.classList.toggle("turning", field === "paths");
    if (field === "paths") figure.tabIndex = 0;
    else figure.removeAttribute("tabindex");
    document.body.dataset.view = view.name;
    paths.settle();
    last = null;
    const isSky = name === "fig2" || name === "fig4";
    const isOther = `${view.turbulence_level} ${view.rigidity_TV}` !== before;
    before = `${view.turbulence_level} ${view.rigidity_TV}`;
    if (isSky && session.samples.concat(session.publishedSamples).some(({ rows }) => rows.length > 0)) {
      if (skies.element.parentElement !== figure) figure.replaceChildren(skies.element);
      figure.classList.remove("solid");
      putTitle(`Dipoles of ${session.samples[session.group]?.rows.length ?? 0} realisations on the sky`, "");
      skies.show(isOther);
      note([]);
      if (byId<HTMLDetailsElement>("numbers").open) void drawn().then(fillTable);
      return;
    }
    if (drawing === undefined) {
      loadDrawing().then(pace.soon, (error) => note([`The drawing script was not loaded: ${error.message}`]));
      return;
    }
    let notes: string[] = [];
    try {
      const closeUp = closeUpOf(shown);
      last = pictureOf(drawing, shown, closeUp);
      notes = last.missing;
      if (closeUp?.what === "paths") notes = [paths.show(closeUp, last.svg), ...notes];
      else putSheet(figure, last.svg);
    } catch (error) {
      if (!(error instanceof FigureError)) throw error;
      if (error instanceof Waiting && error.soFar !== undefined && !still.matches) {
        // the sky fills while particles are followed
        putSheet(figure, pictureOf(drawing, shown, error.soFar()).svg);
        note(["The sky fills as particles are followed back; Stop ends it."]);
        return;
      }
      putSentence(figure, view, error.message);
      if (error instanceof Waiting)
        putButton(figure, error.label, () => {
          if (error.running) closeUps.cancel();
          else closeUps.start(error.request);
          pace.soon();
        });
    }
    note(notes);
    if (byId<HTMLDetailsElement>("numbers").open) fillTable(last);
  }

  /** The figure to be taken away; null where there is nothing to show. */
  async function drawn(): Promise<Picture | null> {
    if (last !== null) return last;
    try {
      return pictureOf(await loadDrawing(), shown, closeUpOf(shown));
    } catch (error) {
      if (error instanceof FigureError) return null;
      throw error;
    }
  }

  byId("numbers").addEventListener("toggle", () => void drawn().then(fillTable));
  matchMedia("(max-width: 44rem)").addEventListener("change", pace.soon);
  let width = figure.clientWidth;
  new ResizeObserver(() => {
    if (Math.abs(figure.clientWidth - width) > 8 && skies.element.isConnected) pace.soon();
    width = figure.clientWidth;
  }).observe(figure);
  return {
    draw: (why) => (why === "asked" ? pace.soon() : pace.later()),
    turned() {
      if (skies.element.isConnected) skies.move();
      else pace.soon();
    },
    drawn,
  };
}

const note = (notes: string[]): void => {
  byId("figure-note").textContent = notes.join(" ");
};

type Drawing = typeof import("./draw.js");
let drawing: Drawing | undefined;
/** The figures that are drawn by a library come with the first view that needs them. */
async function loadDrawing(): Promise<Drawing> {
  drawing ??= await import("./draw.js");
  return drawing;
}

/** A close-up that nobody has asked for yet, or that is being computed. */
class Waiting extends FigureError {
  constructor(
    message: string,
    readonly label: string,
    readonly request: CloseUpRequest,
    readonly running: boolean,
    /** what there is of it */
    readonly soFar?: () => CloseUp,
  ) {
    super(message);
  }
}

/** The close-up that the view needs; null: none. */
function requestOf({ state: { config, view } }: Session): CloseUpRequest | null {
  const { field } = figureOf(view);
  if (field !== "sky" && field !== "paths") return null;
  const { turbulence_level, rigidity_TV, realisation, map_nside } = view;
  return { what: field, config, turbulence_level, rigidity_TV, realisation, nside: field === "sky" ? map_nside : 1 };
}

/** The part of a realisation that the view's figure needs; throws FigureError while it is not there. */
function closeUpOf({ session, closeUps }: Shown): CloseUp | undefined {
  const request = requestOf(session);
  if (request === null) {
    closeUps.cancel();
    return undefined;
  }
  const { realisation } = request;
  const answer = closeUps.get(request);
  if (answer.problem !== undefined) throw new FigureError(`This realisation was not computed: ${answer.problem}`);
  if (answer.closeUp !== undefined) return answer.closeUp;
  if (answer.running) {
    const percent = Math.round(100 * answer.part);
    const message = `Following particles back in realisation ${realisation}: ${percent} %`;
    throw new Waiting(message, "Stop", request, true, answer.soFar);
  }
  const plan = closeUps.plan(request);
  if (plan.refused !== null) throw new FigureError(`This page does not compute it: ${plan.refused}.`);
  throw new Waiting(
    `Realisation ${realisation} is computed when you say so.`,
    `Follow ${plan.particles} particles back (about ${duration(plan.seconds)})`,
    request,
    false,
  );
}

function pictureOf({ draw }: Drawing, { session, measured }: Shown, closeUp: CloseUp | undefined): Picture {
  const { state, samples, identity } = session;
  if (closeUp === undefined && !samples.some(({ rows }) => rows.length > 0))
    throw new FigureError("No realisation of this run has been computed yet: press Start.");
  // a close-up is flown by the kernel
  const device = closeUp === undefined ? (session.madeBy ?? undefined) : undefined;
  return draw({ state, samples, identity, device, measured, closeUp });
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
