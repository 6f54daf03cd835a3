// One realisation looked at closely: workers make its field again and follow the whole sky, or a few particles, back in time.
import type { Config } from "../src/config/config.js";
import { groups } from "../src/config/config.js";
import type { SkyView } from "../src/figures/field_view.js";
import { type Kernel, loadKernel } from "../src/flight/kernel.js";
import { cores } from "../src/platform/browser.js";
import { isOf } from "../src/response/sample.js";
import { planInTab } from "./plan.js";

export interface CloseUpRequest {
  what: "sky" | "paths";
  config: Config;
  turbulence_level: number;
  rigidity_TV: number;
  realisation: number;
  /** of the sky */
  nside: number;
}

export interface SkyCloseUp extends SkyView {
  what: "sky";
  failed: number;
}

/** Particles' paths and field lines through the observer's surroundings. */
export interface PathsCloseUp {
  what: "paths";
  particles: number;
  path_pc: number[];
  /** [paths][particles][3] */
  positions_pc: Float64Array;
  lines: number;
  /** [points][lines][3], pc; the seeds in the middle */
  line_points_pc: Float64Array;
  gyroradius_pc: number;
  /** mean field at the observer's place, uG */
  regular_uG: number;
}
export type CloseUp = SkyCloseUp | PathsCloseUp;
/** Every `step`-th pixel of the sky from `first` on: all over it, so that what is there early is a fair sample. For paths 0 and 1. */
export type Piece = { first: number; step: number };
/** What a worker found of a piece; of the sky its own directions alone. */
export type CloseUpAnswer = { piece: Piece; closeUp: CloseUp } | { message: string };
export type ToCloseUp = { kernel: Kernel; request: CloseUpRequest } | { piece: Piece };

const particlesOf = ({ what, nside }: CloseUpRequest): number => (what === "sky" ? 12 * nside ** 2 : 12);

/** What a close-up takes: the workers that the page's memory allows beside a run that has `taken` of it, and the time with them. */
export function closeUpPlan(request: CloseUpRequest, taken = 0) {
  const { config } = request;
  const particles = particlesOf(request);
  const pieces = request.what === "sky" ? Math.ceil(particles / PIECE) : 1;
  const { workers, refused } = planInTab(config, cores(), { realisations: 1, taken });
  const group = groups(config).find((some) => isOf(some, request));
  const steps = group === undefined ? 0 : (group.steps_estimate / group.directions) * particles;
  const used = Math.max(1, Math.min(workers, pieces));
  // a field takes about half a second to make
  return { particles, refused, workers: used, seconds: 0.5 + (STEP_US * 1e-6 * steps) / used };
}

/** As measured in Chromium. */
const STEP_US = 1;
/** Directions handed out at a time. */
const PIECE = 64;

export type CloseUps = ReturnType<typeof newCloseUps>;

interface CloseUpState {
  closeUp?: CloseUp;
  problem?: string;
  running: boolean;
  part: number;
  /** absent: nothing yet */
  soFar?(): CloseUp;
}

/** The pieces of a sky that are there as one, pixels in their order. */
export function joined(known: readonly { piece: Piece; sky: SkyCloseUp }[]): SkyCloseUp {
  const pixels = known
    .flatMap(({ piece, sky }) =>
      Array.from(sky.halves, (half, i) => ({ pixel: piece.first + i * piece.step, sky, i, half })),
    )
    .sort((a, b) => a.pixel - b.pixel);
  const [directions, positions_pc] = [new Float64Array(3 * pixels.length), new Float64Array(3 * pixels.length)];
  pixels.forEach(({ sky, i }, k) => {
    directions.set(sky.directions.subarray(3 * i, 3 * i + 3), 3 * k);
    positions_pc.set(sky.positions_pc.subarray(3 * i, 3 * i + 3), 3 * k);
  });
  const halves = Uint8Array.from(pixels, ({ half }) => half);
  const failed = known.reduce((sum, { sky }) => sum + sky.failed, 0);
  return { ...known[0].sky, directions, positions_pc, halves, failed };
}

/** Computes the close-up that is asked for, its directions shared out among workers; a new request ends the one under way. */
export function newCloseUps(changed: () => void, taken: () => number) {
  let workers: Worker[] = [];
  let wanted = "";
  let closeUp: CloseUp | undefined;
  let soFar: (() => CloseUp) | undefined;
  let problem: string | undefined;
  let done = 0;
  let total = 1;
  let running = false;

  /** of workers that have no piece while the tab is hidden */
  let waiting: (() => void)[] = [];

  const end = () => {
    for (const worker of workers) worker.terminate();
    workers = [];
    waiting = [];
    running = false;
  };

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) for (const next of waiting.splice(0)) next();
  });

  async function compute(request: CloseUpRequest): Promise<void> {
    const own = wanted;
    const step = request.what === "sky" ? Math.ceil(particlesOf(request) / PIECE) : 1;
    const pieces: Piece[] = Array.from({ length: step }, (_, first) => ({ first, step }));
    total = step;
    const kernel = await loadKernel();
    if (own !== wanted) return;
    const fail = (message: string) => {
      if (own !== wanted) return;
      problem = message;
      end();
      changed();
    };
    const known: { piece: Piece; sky: SkyCloseUp }[] = [];
    for (let n = closeUpPlan(request, taken()).workers; n > 0; n--) {
      const worker = new Worker(new URL("./closeup_worker.js", import.meta.url), { type: "module" });
      workers.push(worker);
      const next = () => {
        // in a tab that nobody looks at, the pieces under way are the last
        if (document.hidden) {
          waiting.push(next);
          return;
        }
        const piece = pieces.shift();
        if (piece) worker.postMessage({ piece } satisfies ToCloseUp);
      };
      worker.addEventListener("error", (event) =>
        fail(event.message || "closeup_worker.js, beside this page, could not be loaded as a worker"),
      );
      worker.addEventListener("message", ({ data }: MessageEvent<CloseUpAnswer>) => {
        if (own !== wanted || workers.length === 0) return;
        if ("message" in data) return fail(data.message);
        done += 1;
        if (data.closeUp.what === "sky") known.push({ piece: data.piece, sky: data.closeUp });
        soFar = () => (data.closeUp.what === "sky" ? joined(known) : data.closeUp);
        if (done === total) {
          closeUp = soFar();
          end();
        } else next();
        changed();
      });
      worker.postMessage({ kernel, request } satisfies ToCloseUp);
      next();
    }
  }

  const keyOf = (request: CloseUpRequest) => JSON.stringify(request);

  return {
    /** The close-up if it is computed, else the error, or whether it is under way, the part that is done, and what there is of it. */
    get(request: CloseUpRequest): CloseUpState {
      if (keyOf(request) !== wanted) return { running: false, part: 0 };
      return { closeUp, problem, running, part: done / total, soFar };
    },
    /** Computes one, by the visitor's own wish; another one under way ends. */
    start(request: CloseUpRequest): void {
      end();
      const key = (wanted = keyOf(request));
      closeUp = soFar = problem = undefined;
      done = 0;
      running = true;
      compute(request).catch((error) => {
        if (key !== wanted) return;
        problem = error instanceof Error ? error.message : String(error);
        end();
        changed();
      });
    },
    get running() {
      return running;
    },
    /** What one would take now. */
    plan: (request: CloseUpRequest) => closeUpPlan(request, taken()),
    /** Ends the computation under way. */
    cancel() {
      if (closeUp === undefined) wanted = "";
      end();
    },
  };
}
