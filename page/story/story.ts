// The paper in five steps, each a link, each alive; made to be shown in a talk. It takes the place of the page while it is told.
import type { Measurement } from "../../src/figures/measured/measurements.js";
import type { Sample } from "../../src/response/sample.js";
import type { CloseUpRequest, CloseUps } from "../closeup.js";
import type { Session } from "../session.js";
import type { View } from "../state.js";
import { newAmplitudes } from "./amplitudes.js";
import { newFlight } from "./flight.js";
import { keyOf } from "./keys.js";
import type { Stage } from "./stage.js";
import { STEPS } from "./steps.js";
import { newToldSky, type Told } from "./told_sky.js";

interface Given {
  session: Session;
  measured: Measurement[];
  closeUps: CloseUps;
  /** fetches groups of the published run; true if some came */
  need(groups: number[]): Promise<boolean>;
  /** another step, or none */
  go(step: number | null): void;
  /** the star was moved by hand */
  moved(direction_deg: [number, number]): void;
  failed(error: unknown): void;
}

/** Rigidity of the story, that of the measurements: 1 PV. */
const RIGIDITY_TV = 1000;
const REGULAR = 0.1;

export type Story = ReturnType<typeof newStory>;

export function newStory({ session, measured, closeUps, need, go, moved, failed }: Given) {
  const root = document.getElementById("story") as HTMLElement;
  const make = <Name extends keyof HTMLElementTagNameMap>(name: Name, properties: object = {}) =>
    Object.assign(document.createElement(name), properties);
  const title = make("h1", { id: "story-title", tabIndex: -1 });
  const words = make("p", { className: "words" });
  const stage = make("div", { className: "stage" });
  const sentence = make("p", { id: "story-says" });
  sentence.dataset.says = "result";
  const nav = make("nav");
  nav.setAttribute("aria-label", "Steps of the story");
  const button = (text: string, name: string, onclick: () => void) => {
    const made = make("button", { type: "button", textContent: text, onclick, title: name });
    made.setAttribute("aria-label", name);
    return made;
  };
  const links = STEPS.map(({ title: text }, i) => {
    const link = make("a", { href: `#story=${i + 1}`, textContent: String(i + 1), title: text });
    link.setAttribute("aria-label", `Step ${i + 1}: ${text}`);
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      go(i + 1);
    });
    return link;
  });
  const whole = button("Full screen", "Full screen (F)", () => void fullScreen());
  whole.hidden = !document.fullscreenEnabled;
  const back = button("‹", "Back (page up)", () => walk(-1));
  const next = button("›", "Next (page down)", () => walk(1));
  nav.append(
    back,
    ...links,
    next,
    whole,
    button("Close", "Close the story (Escape)", () => go(null)),
  );
  root.append(title, words, stage, sentence, nav);

  const view = (): View => session.state.view;
  const say = () => {
    const text = shown?.sentence(view()) ?? "";
    if (sentence.textContent !== text) sentence.textContent = text;
  };
  const sky = newToldSky(stage, measured, moved);
  const amplitudes = newAmplitudes(stage, measured, moved);
  const flight = newFlight(stage, closeUps, moved, () => {
    if (shown === flight) say();
  });
  let shown: Stage<never> | null = null;
  let step: number | null = null;

  const published = () => session.published.config;
  const sampleOf = (level: number): Sample | null =>
    session.publishedSamples.find(
      ({ group, rows }) => group.rigidity_TV === RIGIDITY_TV && group.turbulence_level === level && rows.length > 0,
    ) ?? null;

  /** The published groups that the story shows; the sky is there before them. */
  async function fetchGroups(): Promise<void> {
    const wanted = session.publishedSamples.flatMap(({ group }, g) =>
      group.rigidity_TV === RIGIDITY_TV && [1, REGULAR].includes(group.turbulence_level) ? g : [],
    );
    try {
      if ((await need(wanted)) && step !== null) put();
    } catch (error) {
      failed(error);
    }
  }

  function enter<Subject>(part: Stage<Subject>, subject: Subject): void {
    if (shown !== (part as Stage<never>)) {
      shown?.leave();
      shown = part as Stage<never>;
    }
    part.show(subject, view());
  }

  function put(): void {
    const toldOf = (sample: Sample | null): Told => ({
      sample,
      rigidity_TV: RIGIDITY_TV,
      regular_direction_deg: published().field.regular_direction_deg,
    });
    if (step === 1) enter(sky, toldOf(null));
    if (step === 2) {
      const what = { what: "paths", turbulence_level: 1, rigidity_TV: RIGIDITY_TV, realisation: 0, nside: 1 } as const;
      enter(flight, { ...what, config: published() } satisfies CloseUpRequest);
    }
    if (step === 3) enter(sky, toldOf(sampleOf(1)));
    if (step === 4) enter(sky, toldOf(sampleOf(REGULAR)));
    if (step === 5) enter(amplitudes, toldOf(sampleOf(REGULAR)));
    say();
  }

  const walk = (by: number) => {
    const to = (step ?? 1) + by;
    if (to >= 1 && to <= STEPS.length) go(to);
  };

  async function fullScreen(): Promise<void> {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await root.requestFullscreen();
    } catch {
      // the browser does not want to: the story goes on in the window
    }
  }

  document.addEventListener("keydown", (event) => {
    if (step === null) return;
    const key = keyOf(event);
    if (key === null) return;
    event.preventDefault();
    if (key === "close") go(null);
    else if (key === "full") void fullScreen();
    else if (key.by !== undefined) walk(key.by);
    else if (key.to !== undefined) go(key.to);
  });
  new ResizeObserver(() => {
    if (step === null) return;
    shown?.resize(view());
    say();
  }).observe(stage);

  return {
    /** The step that the state asks for; none: the page is there again. */
    show(): void {
      const wanted = view().story;
      const isOther = wanted !== step;
      const wasOpen = step !== null;
      step = wanted;
      root.hidden = wanted === null;
      document.body.classList.toggle("telling", wanted !== null);
      if (wanted === null) {
        shown?.leave();
        shown = null;
        if (wasOpen && document.fullscreenElement) void document.exitFullscreen();
        if (wasOpen) document.getElementById("tell")?.focus();
        return;
      }
      const { title: name, text } = STEPS[wanted - 1];
      if (isOther) {
        title.textContent = name;
        words.textContent = text;
        document.title = `${wanted}/${STEPS.length} ${name} · larmor`;
        links.forEach((link, i) => {
          if (i === wanted - 1) link.setAttribute("aria-current", "step");
          else link.removeAttribute("aria-current");
        });
        back.disabled = wanted === 1;
        next.disabled = wanted === STEPS.length;
        // what was pressed may be off now; and the title is read out
        title.focus({ preventScroll: true });
      }
      put();
      void fetchGroups();
    },
    turned(): void {
      shown?.turned(view());
      say();
    },
  };
}
