// What the page says of a run in words: its plan, its progress, what it is, whether it was reproduced.
import type { Computation } from "./computation.js";
import { checkOf } from "./lines.js";
import { duration, type Plan, size } from "./plan.js";
import type { Precomputed } from "./precomputed.js";

const byId = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;

export function showPlan(plan: Plan): void {
  const workers = plan.workers === 1 ? "1 worker" : `${plan.workers} workers`;
  byId("plan").textContent = plan.refused
    ? `This page does not start it: ${plan.refused}. The same in Node: see below the figure.`
    : `Planned: ${plan.realisations} realisations of ${plan.directions.join(" or ")} directions; ${size(plan.bytes)} of memory in ${workers}; about ${duration(plan.seconds)}.`;
  byId("plan").classList.toggle("problem", plan.refused !== null);
  byId("warnings").replaceChildren(
    ...plan.warnings.slice(0, 6).map(({ message }) => {
      const item = document.createElement("li");
      item.textContent = message;
      return item;
    }),
  );
}

export function showRun(run: Computation, identity: string, refused: string | null): void {
  const { phase } = run;
  const running = phase === "running";
  const open = running || phase === "paused" || phase === "failed";
  const start = byId<HTMLButtonElement>("start");
  const own = run.identity === identity;
  start.disabled = running || refused !== null || (phase === "done" && own && run.done === run.total && !grown(run));
  start.textContent = open ? "Resume" : "Start";
  byId<HTMLButtonElement>("pause").disabled = !running;
  byId<HTMLButtonElement>("stop").disabled = !open;
  byId<HTMLFieldSetElement>("config-controls").disabled = open;
  byId<HTMLProgressElement>("progress").value = run.steps_total > 0 ? run.steps / run.steps_total : 0;
  byId("status").textContent = [statusText(run), run.notice].filter(Boolean).join(" ");
  const said = byId("announcement");
  const spoken = `${run.phase} ${run.problem ?? ""} ${run.notice ?? ""}`;
  if (said.dataset.phase !== spoken) {
    said.dataset.phase = spoken;
    said.textContent = phase === "idle" ? "" : (byId("status").textContent ?? "");
  }
}

/** Whether more realisations are asked for than were started. */
function grown(run: Computation): boolean {
  const asked = document.querySelector<HTMLInputElement>("[name=realisations]")?.valueAsNumber ?? 0;
  const groups = run.samples.length;
  return groups > 0 && asked * groups > run.total;
}

function statusText(run: Computation): string {
  const { phase, done, total, seconds } = run;
  const count = `${done} of ${total} realisations`;
  const taken = seconds >= 0.5 ? ` in ${duration(seconds)}` : "";
  if (phase === "idle") return "Nothing is being computed.";
  if (phase === "failed")
    return `${run.problem}. What was computed is kept (${count}); Resume goes on from there, with fewer workers if memory was short.`;
  if (phase === "paused") return `Paused: ${count}${taken}.`;
  if (phase === "stopped") return `Stopped: ${count}${taken}.`;
  if (phase === "done") return `Done: ${count}${taken}.`;
  if (done === 0 || run.rate === 0) return `Computing: ${count}.`;
  const left = ((run.steps_total - run.steps) / run.steps) * seconds;
  const hidden = document.hidden ? " In the background it goes on." : "";
  return `Computing: ${count}; ${Number(run.rate.toPrecision(2))} a second; about ${duration(left)} to go.${hidden}`;
}

interface Identity {
  identity: string;
  result: string | null;
  source: "computed" | "published" | "none";
  published: Precomputed;
}

export function showIdentity({ identity, result, source, published }: Identity): void {
  byId("run-identity").textContent = identity;
  const origin = { computed: "computed here", published: `published, numerics ${published.numerics}`, none: "" }[
    source
  ];
  byId("result-identity").textContent = result ? `${result} (${origin})` : "– (not complete)";
}

interface Reproduction {
  /** result of the link that was followed, and of this page's own complete run */
  linked: string | null;
  own: string | null;
  computation: Computation;
  identity: string;
  /** SHA-256 of this page's kernel; null until it is loaded */
  kernel: string | null;
  published: Precomputed;
}

/** Whether what was computed here has the bytes that the link, or the published result, has. */
export function reproduced({ linked, own, computation, identity, kernel, published }: Reproduction): string {
  if (linked !== null) {
    if (own !== null) {
      return own === linked
        ? "Yes: computed here, the result has the hash of the link."
        : `No: the link's result is ${linked}.`;
    }
    if (identity === published.config_sha256 && linked === published.result_sha256)
      return "The link's result is the published one, which is shown; press Start to compute it here.";
    return `The link's result is ${linked}; press Start to compute it here.`;
  }
  if (identity !== published.config_sha256 || computation.identity !== identity || computation.done === 0) return "–";
  if (kernel !== published.kernel_sha256)
    return `Not compared: the published result was computed by another kernel, ${published.kernel_sha256.slice(0, 12)}.`;
  let same = 0;
  let compared = 0;
  computation.lines.forEach((lines, g) => {
    lines.forEach((line, k) => {
      const check = published.groups[g].checks.slice(16 * k, 16 * (k + 1));
      if (check === "") return;
      compared++;
      if (check === checkOf(line)) same++;
    });
  });
  if (compared === 0) return "–";
  const answer = same === compared ? "Yes" : "No";
  return `${answer}: ${same} of ${compared} realisations computed here have the bytes of the published ones.`;
}
