// The page's messages about a run: its plan, its progress, its identity, whether it was reproduced.
import { groups } from "../src/config/config.js";
import { graphicsProcessor } from "../src/words/device.js";
import { counted, duration, size } from "../src/words/numbers.js";
import { comparedWithPublished } from "./compared.js";
import type { Computation } from "./computation.js";
import { checkOf } from "./lines.js";
import type { TabPlan } from "./plan.js";
import type { Session } from "./session.js";
import { stepsOf } from "./steps.js";

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

export function showPlan(plan: TabPlan, session: Session): void {
  const directions = [...new Set(plan.groups.map((group) => group.directions))].join(" or ");
  const { config } = session.state;
  const whole = groups(config).length;
  // one time at a time: the status has it while the run goes on
  const onGraphics = session.state.view.device === "gpu";
  const time = onGraphics
    ? ` for the fields and the audit; ${plan.adapter === undefined ? "a graphics processor" : `graphics processor ${plan.adapter}`} flies the particles`
    : session.computation.phase === "running"
      ? ""
      : `; about ${duration(plan.seconds)}`;
  const part = plan.groups.length < whole ? ` (${plan.groups.length} of ${whole} groups)` : "";
  byId("plan").textContent = plan.refused
    ? `This page does not start this run: ${plan.refused}. To compute it in Node, see below the figure.`
    : `Planned: ${plan.realisations} realisations${part} of ${directions} directions; ${size(plan.memory_bytes)} of memory in ${counted(plan.workers, "worker")}${time}.`;
  byId("plan").classList.toggle("problem", plan.refused !== null);
  byId("warnings").replaceChildren(
    ...plan.warnings.slice(0, 6).map(({ message }) => {
      const item = document.createElement("li");
      item.textContent = message;
      return item;
    }),
  );
}

/** What Start would do, and what else goes on. */
export interface Start {
  /** the groups that it computes, by number */
  asked: number[];
  /** why the run is refused */
  refused: string | null;
  /** the first field that cannot be read, and why */
  field: string | null;
  closeUpRuns: boolean;
}

export function showRun(session: Session, { asked, refused, field, closeUpRuns }: Start): void {
  const { computation: run, identity, state } = session;
  const { phase } = run;
  const running = phase === "running";
  const open = running || phase === "paused" || phase === "failed";
  const own = run.identity === identity;
  const buttons = ["start", "pause", "stop"].map((id) => byId<HTMLButtonElement>(id));
  const [start, pause, stop] = buttons;
  const focused = buttons.includes(document.activeElement as HTMLButtonElement);
  // a finished run goes on where more realisations, or more groups, are asked for than are there
  start.disabled = running || refused !== null || field !== null || run.has(state.config, asked, state.view.device);
  start.textContent = own && (phase === "paused" || phase === "failed") ? "Resume" : "Start";
  byId("hindered").textContent = field === null ? "" : `Start waits for a field below: ${field}`;
  pause.disabled = !running;
  stop.disabled = !open && !closeUpRuns;
  // a button that can no longer be pressed loses the focus to nowhere
  if (focused && buttons.every((button) => button !== document.activeElement || button.disabled))
    buttons.find((button) => !button.disabled)?.focus();
  byId<HTMLFieldSetElement>("config-controls").disabled = open && own;
  showProgress(session, closeUpRuns);
  // read out at a change of phase, not at each realisation
  const announcement = byId("announcement");
  const event = `${run.phase} ${run.problem ?? ""} ${run.notice ?? ""}`;
  if (announcement.dataset.phase !== event) {
    announcement.dataset.phase = event;
    announcement.textContent = phase === "idle" ? "" : (byId("status").textContent ?? "");
  }
}

/** What changes with each block of directions. */
export function showProgress({ computation: run, identity }: Session, closeUpRuns: boolean): void {
  const { phase } = run;
  byId<HTMLProgressElement>("progress").value = run.part;
  const isOther = phase !== "idle" && run.identity !== identity;
  byId("status").textContent = [
    phase === "idle" && closeUpRuns ? "" : statusText(run),
    isOther ? "It is another run than the one shown." : "",
    run.notice,
    closeUpRuns ? "Particles are followed back for the figure; Stop ends it." : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function statusText(run: Computation): string {
  const { phase, done, total, seconds } = run;
  const count = `${done} of ${total} realisations`;
  const taken = seconds >= 0.5 ? ` in ${duration(seconds)}` : "";
  if (phase === "idle") return "Nothing is being computed.";
  if (phase === "failed") {
    const advice = run.problem?.includes("could not be loaded")
      ? ""
      : run.isOnGraphics
        ? "; or stop it and choose the processor"
        : ", with fewer workers if memory was short";
    return `${run.problem}. What was computed is kept (${count}); Resume goes on from there${advice}.`;
  }
  if (phase === "paused") return `Paused: ${count}${taken}.`;
  if (phase === "stopped") return `Stopped: ${count}${taken}.`;
  if (phase === "done") return `Done: ${count}${taken}.`;
  const hidden = document.hidden ? " In the background it goes on." : "";
  return `Computing: ${count}; about ${duration(run.left)} to go.${hidden}`;
}

export function showIdentity(session: Session): void {
  const { identity, source, published, madeBy } = session;
  byId("run-identity").textContent = identity;
  const result = session.result();
  const origin = {
    computed: `computed here, ${BY[stepsOf(session.state.config)]}${madeBy === null ? "" : `, ${graphicsProcessor(madeBy)}`}`,
    published: `published, numerics ${published.numerics}`,
    none: "",
  };
  byId("result-identity").textContent = result ? `${result} (${origin[source]})` : "– (not complete)";
  byId("reproduced").textContent = reproduced(session);
  const compared = comparedWithPublished(session);
  byId("compared").textContent = compared ?? "";
  (byId("compared").closest("div") as HTMLElement).hidden = compared === null;
}

/** Which steps computed it. */
const BY = { fast: "by fast Magnus steps", exact: "by the paper's steps", own: "by the steps of the config" };

/**
 * Whether what was computed here has the bytes that the link, or the published result, has.
 */
export function reproduced(session: Session): string {
  const { linked, linkedBy, ownResult, computation, identity, published } = session;
  if (linked !== null) {
    if (ownResult !== null) {
      return ownResult === linked
        ? "Yes: computed here, the result has the hash of the link."
        : `No: the link's result is ${linked}${linkedBy === null ? "" : `, ${graphicsProcessor(linkedBy)}; last digits differ from one to another`}.`;
    }
    if (identity === published.config_sha256 && linked === published.result_sha256)
      return "The link's result is the published one, which is shown; press Start to compute it here.";
    return `The link's result is ${linked}${linkedBy === null ? "" : `, ${graphicsProcessor(linkedBy)}`}; press Start to compute it here.`;
  }
  if (identity !== published.config_sha256 || computation.identity !== identity || computation.done === 0) return "–";
  const pairs = computation.lines.flatMap((lines, g) =>
    lines.map((line, k) => [checkOf(line), published.groups[g]?.checks.slice(16 * k, 16 * (k + 1))]),
  );
  const compared = pairs.filter(([, check]) => check !== undefined && check !== "");
  if (compared.length === 0) return "–";
  const same = compared.filter(([own, check]) => own === check).length;
  const answer = same === compared.length ? "Yes" : "No";
  return `${answer}: ${same} of ${compared.length} realisations computed here have the bytes of the published ones.`;
}

/** The realisations of a group that were computed here and have the bytes of the published ones. */
export function sameAsPublished({ computation, isPublished, identity, published }: Session, g: number): Set<number> {
  const checks = published.groups[g]?.checks ?? "";
  if (!isPublished || computation.identity !== identity || checks === "") return new Set();
  return new Set(
    (computation.lines[g] ?? []).flatMap((line, k) => (checkOf(line) === checks.slice(16 * k, 16 * (k + 1)) ? k : [])),
  );
}
