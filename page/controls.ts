// Connects the form to the state. The form is in index.html; this file gives its fields their meaning.
import { type Config, type ConfigInput, resolveConfig } from "../src/config/config.js";
import { dotted } from "../src/config/errors.js";
import { cores } from "../src/platform/browser.js";
import type { Sample } from "../src/response/sample.js";
import { decimal } from "../src/words/decimal.js";
import { DuplicateKey, parseJSON } from "../src/words/json.js";
import { markField } from "./field_problems.js";
import { checkedConfig, LinkError, single } from "./link.js";
import { groupsInView, MAP_NSIDES, type State, type View } from "./state.js";
import { asFlown, STEPS, type Steps, stepsOf, withSteps } from "./steps.js";

export interface Controls {
  /** Puts the state into the fields; the samples are those of the groups of its config, in order. */
  fill(state: State, samples: Sample[]): void;
  /** The gradient alone has changed. */
  turned(direction_deg: [number, number]): void;
  workers(): number;
  /** Which groups Start computes. */
  scope(): "shown" | "all";
  /** The first field of the run that cannot be read, and why; null: there is none. */
  problem(): string | null;
}

interface Changes {
  view(change: Partial<View>): void;
  config(config: Config): void;
  /** a field of the run cannot be read, or can be read again */
  problem(): void;
}

/** The fields of the run whose values are keys of the config. */
const FIELDS: Record<string, string> = {
  turbulence_level: "field.turbulence_level",
  rigidity_TV: "particles.rigidity_TV",
  realisations: "ensemble.realisations",
  nside: "particles.nside",
  path_pc: "transport.path_pc",
  seed: "ensemble.seed",
};

const NSIDES = [1, 2, 4, 8, 16, 32];
const MIXED = "mixed";

/** @param published identity of the published run, which is flown by the paper's steps */
export function bindControls(form: HTMLFormElement, published: string, change: Changes): Controls {
  const field = <T extends HTMLElement = HTMLInputElement>(name: string) =>
    form.elements.namedItem(name) as unknown as T;
  const input = (name: string) => field(name);
  const select = (name: string) => field<HTMLSelectElement>(name);
  const problem = document.getElementById("config-problem") as HTMLElement;
  const bad = new Map<string, string>();
  /** what the state last put into each field */
  const stood = new Map<string, string>();
  let config: Config;
  let view: View;
  let filled = "";

  /** Says beside a field why its value is not taken; null: it is. */
  const mark = (name: string, reason: string | null) => {
    markField(input(name), reason);
    if (reason === null) bad.delete(name);
    else bad.set(name, reason);
  };

  const options = (name: string, values: (number | string)[]) =>
    select(name).replaceChildren(...values.map((value) => new Option(String(value), String(value))));
  options("nside", NSIDES);
  options("map_nside", MAP_NSIDES);
  input("workers").max = String(cores());
  input("workers").value = String(cores());
  input("workers").addEventListener("change", () => {
    const n = decimal(input("workers").value);
    const fits = Number.isInteger(n) && n >= 1 && n <= cores();
    mark(
      "workers",
      fits ? null : `workers: found "${input("workers").value}", expected a whole number from 1 to ${cores()}`,
    );
    change.problem();
  });
  select("scope").addEventListener("change", () => change.problem());
  form.addEventListener("submit", (event) => event.preventDefault());

  const whenView = (name: string, event: "input" | "change", read: (value: string) => Partial<View> | null) =>
    input(name).addEventListener(event, () => {
      const part = read(input(name).value);
      if (part) change.view(part);
    });
  const longitude = (value: number): Partial<View> => ({ direction_deg: [value, view.direction_deg[1]] });
  whenView("longitude", "input", (text) => longitude(Number(text)));
  whenView("latitude", "input", (text) => ({ direction_deg: [view.direction_deg[0], Number(text)] }));
  /** A number of the view within its range, or the reason beside the field. */
  const ranged = (name: string, expected: string, fits: (value: number) => boolean) => (text: string) => {
    const value = decimal(text);
    markField(input(name), fits(value) ? null : `found "${text}", expected ${expected}; the value before it is shown`);
    return fits(value) ? { [name]: value } : null;
  };
  whenView(
    "per_kpc",
    "input",
    ranged("per_kpc", "a number from 0.000001 to 1000", (value) => value >= 1e-6 && value <= 1e3),
  );
  whenView("kind", "change", (text) => ({ kind: text === "" ? null : (text as View["kind"]) }));
  whenView("device", "change", (text) => ({ device: text as View["device"] }));
  whenView("convention", "change", (text) => ({ convention: text as View["convention"] }));
  whenView("map_nside", "change", (text) => ({ map_nside: Number(text) }));
  whenView(
    "realisation",
    "change",
    ranged("realisation", "a whole number from 0 to 10000000", (n) => Number.isInteger(n) && n >= 0 && n <= 1e7),
  );
  whenView("group", "change", (text) => {
    const [turbulence_level, rigidity_TV] = text.split(" ").map(Number);
    return { turbulence_level, rigidity_TV };
  });

  const apply = (make: () => Config, names: readonly string[]) => {
    try {
      const next = make();
      for (const name of names) mark(name, null);
      problem.textContent = "";
      change.config(next);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      const name = names.find((each) => error.message.startsWith(FIELDS[each]));
      for (const each of names) mark(each, each === name ? error.message : null);
      problem.textContent = name === undefined ? error.message : "";
      if (name === undefined && names.length > 0) bad.set("config", error.message);
      change.problem();
    }
  };
  const names = Object.keys(FIELDS);
  for (const name of names)
    input(name).addEventListener("change", () =>
      apply(() => {
        bad.delete("config");
        return asFlown(
          config,
          configOfFields(config, (key) => input(key).value),
          published,
          checkedConfig,
        );
      }, names),
    );
  select("steps").addEventListener("change", () =>
    apply(() => checkedConfig(withSteps(config as ConfigInput, select("steps").value as Exclude<Steps, "own">)), []),
  );
  (document.getElementById("apply-json") as HTMLElement).addEventListener("click", () =>
    apply(() => {
      let value: unknown;
      try {
        value = parseJSON(field<HTMLTextAreaElement>("json").value);
      } catch (error) {
        if (error instanceof DuplicateKey) throw new LinkError(`the config: ${dotted(...error.path)} is there twice`);
      }
      if (typeof value !== "object" || value === null)
        throw new LinkError("the config: found a text that is no JSON object");
      const next = checkedConfig(value);
      // the fields are those of the new config
      bad.clear();
      for (const name of names) mark(name, null);
      return next;
    }, []),
  );

  function putDirection([l, b]: [number, number]): void {
    for (const [name, value] of [
      ["longitude", ((l % 360) + 360) % 360 || (l === 360 ? 360 : 0)],
      ["latitude", b],
    ] as const)
      if (input(name) !== document.activeElement) input(name).value = String(value);
    field<HTMLOutputElement>("longitude_text").value = `${l}°`;
    field<HTMLOutputElement>("latitude_text").value = `${b}°`;
  }

  return {
    turned(direction_deg) {
      view = { ...view, direction_deg };
      putDirection(direction_deg);
    },
    workers: () => (bad.has("workers") ? 1 : decimal(input("workers").value)),
    scope: () => select("scope").value as "shown" | "all",
    problem: () => bad.values().next().value ?? null,
    fill(state, samples) {
      ({ config, view } = state);
      const isOther = filled !== JSON.stringify(config);
      if (isOther && bad.delete("config")) problem.textContent = "";
      const put = (name: string, value: string | number) => {
        const element = input(name);
        const isSame = stood.get(name) === String(value);
        // what cannot be read stays, with its reason, until it is mended or the state has another value
        if (isSame && (element.ariaInvalid === "true" || (name in FIELDS && bad.size > 0))) return;
        stood.set(name, String(value));
        if (!isSame) mark(name, null);
        if (element !== document.activeElement || element.value === "") element.value = String(value);
      };
      // not while it may be open
      if (select("group") !== document.activeElement || isOther) {
        select("group").replaceChildren(
          ...samples.map(({ group: { turbulence_level: level, rigidity_TV: R }, rows }) => {
            const name = level === 0 ? "uniform field" : `η = ${level}`;
            return new Option(`${name}, ${R} TV (${rows.length} realisations)`, `${level} ${R}`);
          }),
        );
      }
      select("group").value = `${view.turbulence_level} ${view.rigidity_TV}`;
      putDirection(view.direction_deg);
      put("per_kpc", view.per_kpc);
      put("kind", view.kind ?? "");
      put("convention", view.convention);
      put("realisation", view.realisation);
      put("map_nside", view.map_nside);
      put("turbulence_level", config.field.turbulence_level?.join(", ") ?? "");
      input("turbulence_level").disabled = config.field.turbulence_level === undefined;
      put("rigidity_TV", config.particles.rigidity_TV.join(", "));
      put("realisations", config.ensemble.realisations);
      put("seed", config.ensemble.seed);
      const nside = single(config.particles.nside, config);
      const known = typeof nside === "number" && NSIDES.includes(nside);
      const steps = stepsOf(config);
      select("steps").replaceChildren(
        ...Object.entries(STEPS).map(([value, words]) => new Option(words, value)),
        ...(steps === "own" ? [new Option("as the config says", "own")] : []),
      );
      put("steps", steps);
      options("nside", known ? NSIDES : [...NSIDES, typeof nside === "number" ? nside : MIXED]);
      put("nside", typeof nside === "number" ? nside : MIXED);
      put("path_pc", pathText(config));
      // text being typed there stays until the config changes
      if (isOther) field<HTMLTextAreaElement>("json").value = JSON.stringify(config, null, 1);
      filled = JSON.stringify(config);
      const all = samples.length;
      const [ofShown, ofAll] = select("scope").options;
      const shown = groupsInView(config, view).length;
      ofShown.text = `what is shown (${shown} of ${all} groups)`;
      ofAll.text = `all ${all} groups`;
      (select("scope").closest("label") as HTMLElement).hidden = shown === all;
    },
  };
}

const numbers = (text: string): unknown[] =>
  text
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .map((part) => (Number.isNaN(decimal(part)) ? part : decimal(part)));

/** The config with the values of the simple fields; keys that these do not show are kept. */
function configOfFields(config: Config, text: (name: string) => string): ConfigInput {
  const number = (name: string) => (text(name).trim() === "" ? undefined : decimal(text(name).trim()));
  const nside = text("nside");
  const path = text("path_pc").trim();
  const { path_pc, ...transport } = config.transport;
  const { turbulence_level: _, ...field } = config.field;
  const level =
    config.field.turbulence_level === undefined ? {} : { turbulence_level: numbers(text("turbulence_level")) };
  const rigidities = numbers(text("rigidity_TV"));
  const kept = (table: Table) => ofGroups(table, level.turbulence_level, rigidities);
  return {
    field: { ...field, ...level } as ConfigInput["field"],
    particles: {
      ...config.particles,
      rigidity_TV: rigidities as number[],
      nside: nside === MIXED ? kept(config.particles.nside) : Number(nside),
    },
    transport: {
      ...transport,
      ...(path === "" ? {} : { path_pc: path === MIXED ? kept(path_pc) : (numbers(path)[0] as number) }),
    },
    ensemble: { realisations: number("realisations") as number, seed: number("seed") as number },
  };
}

type Table = Config["transport"]["path_pc"];

/** The entries of a table of groups that are run: another one has no effect, and makes the run another one. */
function ofGroups(table: Table, levels: unknown[] | undefined, rigidities: unknown[]): Table {
  const isIn = (list: unknown[] | undefined, name: string) => list === undefined || list.includes(Number(name));
  const rows = Object.entries(table).filter(([level]) => isIn(levels, level));
  return Object.fromEntries(
    rows.map(([level, row]) => [level, Object.fromEntries(Object.entries(row).filter(([R]) => isIn(rigidities, R)))]),
  );
}

/** Empty for the default path lengths. */
function pathText(config: Config): string {
  const { path_pc, ...transport } = config.transport;
  const usual = resolveConfig({ ...config, transport }).transport.path_pc;
  if (JSON.stringify(usual) === JSON.stringify(path_pc)) return "";
  const length = single(path_pc, config);
  return typeof length === "number" ? String(length) : MIXED;
}
