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
/** Directions first to last - 1 of the sky, or the whole request. */
export type Piece = { first: number; last: number };
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

/** Computes the close-up that is asked for, its directions shared out among workers; a new request ends the one under way. */
export function newCloseUps(changed: () => void, taken: () => number) {
  let workers: Worker[] = [];
  let wanted = "";
  let closeUp: CloseUp | undefined;
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
    const directions = request.what === "sky" ? 12 * request.nside ** 2 : 1;
    const pieces: Piece[] = [];
    for (let first = 0; first < directions; first += PIECE)
      pieces.push({ first, last: Math.min(directions, first + PIECE) });
    total = pieces.length;
    const kernel = await loadKernel();
    if (own !== wanted) return;
    const fail = (message: string) => {
      if (own !== wanted) return;
      problem = message;
      end();
      changed();
    };
    let whole: CloseUp | undefined;
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
        if (whole === undefined) whole = data.closeUp;
        else if (whole.what === "sky" && data.closeUp.what === "sky") {
          whole.positions_pc.set(
            data.closeUp.positions_pc.subarray(3 * data.piece.first, 3 * data.piece.last),
            3 * data.piece.first,
          );
          whole.failed += data.closeUp.failed;
        }
        done += 1;
        if (done === total) {
          closeUp = whole;
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
    /** The close-up if it is computed, else the error, or whether it is under way and the part that is done. */
    get(request: CloseUpRequest): { closeUp?: CloseUp; problem?: string; running: boolean; part: number } {
      if (keyOf(request) !== wanted) return { running: false, part: 0 };
      return { closeUp, problem, running, part: done / total };
    },
    /** Computes one, by the visitor's own wish; another one under way ends. */
    start(request: CloseUpRequest): void {
      end();
      const key = (wanted = keyOf(request));
      closeUp = problem = undefined;
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
