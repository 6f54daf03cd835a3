// Connects the form to the state. The form is in index.html; this file gives its fields their meaning.
import { type Config, type ConfigInput, resolveConfig } from "../src/config/config.js";
import { dotted } from "../src/config/errors.js";
import { cores } from "../src/platform/browser.js";
import type { Sample } from "../src/response/sample.js";
import { decimal } from "../src/words/decimal.js";
import { DuplicateKey, parseJSON } from "../src/words/json.js";
import { checkedConfig, LinkError, single } from "./link.js";
import { MAP_NSIDES, type State, type View } from "./state.js";

export interface Controls {
  /** Puts the state into the fields; the samples are those of the groups of its config, in order. */
  fill(state: State, samples: Sample[]): void;
  /** The gradient alone has changed. */
  turned(direction_deg: [number, number]): void;
  workers(): number;
}

interface Changes {
  view(change: Partial<View>): void;
  config(config: Config): void;
}

const NSIDES = [1, 2, 4, 8, 16, 32];
const MIXED = "mixed";

export function bindControls(form: HTMLFormElement, change: Changes): Controls {
  const field = <T extends HTMLElement = HTMLInputElement>(name: string) =>
    form.elements.namedItem(name) as unknown as T;
  const input = (name: string) => field(name);
  const select = (name: string) => field<HTMLSelectElement>(name);
  const problem = document.getElementById("config-problem") as HTMLElement;
  let config: Config;
  let view: View;
  let filled = "";

  const options = (name: string, values: (number | string)[]) =>
    select(name).replaceChildren(...values.map((value) => new Option(String(value), String(value))));
  options("nside", NSIDES);
  options("map_nside", MAP_NSIDES);
  input("workers").max = String(cores());
  input("workers").value = String(cores());
  form.addEventListener("submit", (event) => event.preventDefault());

  const whenView = (name: string, event: "input" | "change", read: (value: string) => Partial<View> | null) =>
    input(name).addEventListener(event, () => {
      const part = read(input(name).value);
      if (part) change.view(part);
    });
  const longitude = (value: number): Partial<View> => ({ direction_deg: [value, view.direction_deg[1]] });
  whenView("longitude", "input", (text) => longitude(Number(text)));
  whenView("latitude", "input", (text) => ({ direction_deg: [view.direction_deg[0], Number(text)] }));
  whenView("per_kpc", "input", (text) =>
    decimal(text) >= 1e-6 && decimal(text) <= 1e3 ? { per_kpc: decimal(text) } : null,
  );
  whenView("kind", "change", (text) => ({ kind: text === "" ? null : (text as View["kind"]) }));
  whenView("convention", "change", (text) => ({ convention: text as View["convention"] }));
  whenView("map_nside", "change", (text) => ({ map_nside: Number(text) }));
  whenView("realisation", "change", (text) =>
    Number.isInteger(decimal(text)) && decimal(text) >= 0 && decimal(text) <= 1e7
      ? { realisation: decimal(text) }
      : null,
  );
  whenView("group", "change", (text) => {
    const [turbulence_level, rigidity_TV] = text.split(" ").map(Number);
    return { turbulence_level, rigidity_TV };
  });

  const apply = (make: () => ConfigInput) => {
    try {
      const next = checkedConfig(make());
      problem.textContent = "";
      change.config(next);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      problem.textContent = error.message;
    }
  };
  for (const name of ["turbulence_level", "rigidity_TV", "realisations", "nside", "path_pc", "seed"]) {
    input(name).addEventListener("change", () => apply(() => configOfFields(config, (key) => input(key).value)));
  }
  (document.getElementById("apply-json") as HTMLElement).addEventListener("click", () =>
    apply(() => {
      try {
        const value = parseJSON(field<HTMLTextAreaElement>("json").value);
        if (typeof value === "object" && value !== null) return value as ConfigInput;
      } catch (error) {
        if (error instanceof DuplicateKey) throw new LinkError(`the config: ${dotted(...error.path)} is there twice`);
      }
      throw new LinkError("the config: found a text that is no JSON object");
    }),
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
    workers: () => Math.max(1, Math.min(cores(), Math.floor(Number(input("workers").value)) || cores())),
    fill(state, samples) {
      ({ config, view } = state);
      const put = (name: string, value: string | number) => {
        const element = input(name);
        if (element !== document.activeElement || element.value === "") element.value = String(value);
      };
      // not while it may be open
      if (select("group") !== document.activeElement || filled !== JSON.stringify(config)) {
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
      const nside = single(config.particles.nside);
      const known = typeof nside === "number" && NSIDES.includes(nside);
      options("nside", known ? NSIDES : [...NSIDES, typeof nside === "number" ? nside : MIXED]);
      put("nside", typeof nside === "number" ? nside : MIXED);
      put("path_pc", pathText(config));
      // text being typed there stays until the config changes
      if (filled !== JSON.stringify(config)) field<HTMLTextAreaElement>("json").value = JSON.stringify(config, null, 1);
      filled = JSON.stringify(config);
    },
  };
}

const numbers = (text: string): unknown =>
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
  return {
    field: { ...field, ...level } as ConfigInput["field"],
    particles: {
      ...config.particles,
      rigidity_TV: numbers(text("rigidity_TV")) as number[],
      nside: nside === MIXED ? config.particles.nside : Number(nside),
    },
    transport: {
      ...transport,
      ...(path === "" ? {} : { path_pc: path === pathText(config) ? path_pc : (numbers(path) as number[])[0] }),
    },
    ensemble: { realisations: number("realisations") as number, seed: number("seed") as number },
  };
}

/** Empty for the default path lengths. */
function pathText(config: Config): string {
  const { path_pc, ...transport } = config.transport;
  const usual = resolveConfig({ ...config, transport }).transport.path_pc;
  if (JSON.stringify(usual) === JSON.stringify(path_pc)) return "";
  const length = single(path_pc);
  return typeof length === "number" ? String(length) : MIXED;
}
