// The address of the page holds the whole config and the view, behind the #, as KEY=VALUE pairs: the keys of a config as
// in `larmor run --set KEY=VALUE`, and those of a view. Whatever is there was written by a stranger: it is read as data,
// checked key by key, and refused whole, with a sentence, when anything is wrong.
import { type Config, ConfigError, type ConfigInput, configKeys, resolveConfig } from "../src/config/config.js";
import { near, shown } from "../src/config/errors.js";
import { CLOSEST, FARTHEST } from "./paths_look.js";
import { type Camera, fitted, MAP_NSIDES, type State, VIEWS, type View, type ViewName } from "./state.js";

/** Characters; a link of this page has a thousand or so. */
const LONGEST = 8000;
/** The page's own limits: a list of values, and all groups with all their path lengths. */
const LONGEST_LIST = 16;
const MOST_NUMBERS = 4096;

export interface Link {
  state: State;
  /** hex SHA-256 of the result that the link's author had */
  result: string | null;
}

/** A link that cannot be followed; the message says why. */
export class LinkError extends Error {}

const VIEW_KEYS = [
  "view",
  "gradient_deg",
  "gradient_per_kpc",
  "gradient",
  "direction",
  "shown_level",
  "shown_TV",
  "realisation",
  "map_nside",
  "camera",
  "result",
];
const CONFIG_KEYS = configKeys.map(({ key }) => key);

export function writeLink({ config, view }: State, result: string | null): string {
  const pairs: [string, unknown][] = configKeys.flatMap(({ key, section, name }): [string, unknown][] => {
    const value = (config[section as keyof Config] as Record<string, unknown>)[name];
    return value === undefined ? [] : [[key, single(value)]];
  });
  pairs.push(["view", view.name], ["gradient_deg", view.direction_deg], ["gradient_per_kpc", view.per_kpc]);
  if (view.kind !== null) pairs.push(["gradient", view.kind]);
  pairs.push(["direction", view.convention], ["shown_level", view.turbulence_level], ["shown_TV", view.rigidity_TV]);
  pairs.push(["realisation", view.realisation], ["map_nside", view.map_nside]);
  const { azimuth, elevation, extent } = view.camera;
  // a tenth of a degree, a tenth of a gyroradius: a short link
  if (view.name === "paths") pairs.push(["camera", [azimuth, elevation, extent].map((x) => Number(x.toFixed(1)))]);
  if (result !== null) pairs.push(["result", result]);
  return `#${pairs.map(([key, value]) => `${key}=${encoded(value)}`).join("&")}`;
}

const encoded = (value: unknown): string =>
  encodeURIComponent(typeof value === "string" ? value : JSON.stringify(value)).replace(/%2C/g, ",");

/** A table with one value throughout as that value. */
export function single(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const numbers = Object.values(value as Config["transport"]["path_pc"]).flatMap((row) => Object.values(row));
  return numbers.length > 0 && numbers.every((n) => n === numbers[0]) ? numbers[0] : value;
}

/** What is behind the #; null where nothing is. Throws LinkError. */
export function readLink(hash: string, defaults: State): Link | null {
  const text = hash.replace(/^#/, "");
  if (text === "") return null;
  if (text.length > LONGEST) throw new LinkError(`it has ${text.length} characters, at most ${LONGEST} are expected`);
  const given = new Map<string, unknown>();
  for (const pair of text.split("&")) {
    const equals = pair.indexOf("=");
    const key = decoded(equals < 0 ? pair : pair.slice(0, equals));
    if (![...CONFIG_KEYS, ...VIEW_KEYS].includes(key)) {
      const like = near(key.slice(0, 40), [...CONFIG_KEYS, ...VIEW_KEYS], (known) => [known]);
      throw new LinkError(`${shown(key)} is no key of a link${like === undefined ? "" : `; did you mean ${like}?`}`);
    }
    if (equals < 0) throw new LinkError(`${key} has no value; the link may have been cut off`);
    if (given.has(key)) throw new LinkError(`${key} is there twice`);
    given.set(key, parsed(decoded(pair.slice(equals + 1))));
  }
  const config = readConfig(given, defaults.config);
  return { state: { config, view: fitted(readView(given, defaults.view), config) }, result: readResult(given) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new LinkError(`${shown(text)} cannot be read; the link may have been cut off`);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readConfig(given: Map<string, unknown>, otherwise: Config): Config {
  const input: Record<string, Record<string, unknown>> = {};
  for (const { key, section, name } of configKeys) {
    if (!given.has(key)) continue;
    input[section] ??= {};
    input[section][name] = given.get(key);
  }
  return Object.keys(input).length === 0 ? otherwise : checkedConfig(input);
}

/** A config that is valid and that the page can take; throws LinkError. */
export function checkedConfig(input: unknown): Config {
  const { field, particles, transport } = input as Record<string, Record<string, unknown> | undefined>;
  // before anything is made of them: the number of groups is the product of the lists
  const length = (list: unknown) => (Array.isArray(list) ? list.length : 1);
  const lists = [length(field?.turbulence_level), length(particles?.rigidity_TV)];
  const outputs = typeof transport?.outputs === "number" ? transport.outputs : 16;
  if (lists.some((n) => n > LONGEST_LIST) || lists[0] * lists[1] * outputs > MOST_NUMBERS) {
    throw new LinkError(
      `${lists[0]} turbulence levels, ${lists[1]} rigidities and ${shown(outputs)} path lengths are more than this page takes (lists of ${LONGEST_LIST}, ${MOST_NUMBERS} numbers in all); use the command line`,
    );
  }
  try {
    return resolveConfig(input as ConfigInput);
  } catch (error) {
    if (error instanceof ConfigError) throw new LinkError(error.message);
    throw error;
  }
}

function readView(given: Map<string, unknown>, view: View): View {
  const number = (key: string, otherwise: number, low: number, high: number): number => {
    const value = given.has(key) ? given.get(key) : otherwise;
    if (typeof value === "number" && value >= low && value <= high) return value + 0;
    throw new LinkError(`${key}: found ${shown(value)}, expected a number from ${low} to ${high}`);
  };
  const choice = <T extends string>(key: string, otherwise: T, choices: readonly T[]): T => {
    const value = given.has(key) ? given.get(key) : otherwise;
    if (choices.includes(value as T)) return value as T;
    throw new LinkError(`${key}: found ${shown(value)}, expected one of ${choices.join(", ")}`);
  };
  const realisation = number("realisation", view.realisation, 0, 1e7);
  if (!Number.isInteger(realisation)) throw new LinkError(`realisation: found ${realisation}, expected a whole number`);
  const map_nside = number("map_nside", view.map_nside, 1, 1024);
  if (!MAP_NSIDES.includes(map_nside))
    throw new LinkError(`map_nside: found ${map_nside}, expected one of ${MAP_NSIDES.join(", ")}`);
  return {
    name: choice("view", view.name, Object.keys(VIEWS) as ViewName[]),
    direction_deg: readDirection(given.get("gradient_deg"), view.direction_deg),
    per_kpc: number("gradient_per_kpc", view.per_kpc, 1e-6, 1e3),
    kind: given.has("gradient") ? choice<"literal" | "matched">("gradient", "literal", ["literal", "matched"]) : null,
    convention: choice("direction", view.convention, ["momentum", "arrival"]),
    turbulence_level: number("shown_level", view.turbulence_level, 0, 1),
    rigidity_TV: number("shown_TV", view.rigidity_TV, Number.MIN_VALUE, 1e9),
    realisation,
    map_nside,
    camera: readCamera(given.get("camera"), view.camera),
  };
}

function readCamera(value: unknown, otherwise: Camera): Camera {
  if (value === undefined) return otherwise;
  const [azimuth, elevation, extent, ...more] = Array.isArray(value) ? value : [];
  const fits = (x: unknown, low: number, high: number) => typeof x === "number" && x >= low && x <= high;
  if (fits(azimuth, -180, 180) && fits(elevation, -90, 90) && fits(extent, CLOSEST, FARTHEST) && more.length === 0)
    return { azimuth: azimuth + 0, elevation: elevation + 0, extent };
  throw new LinkError(
    `camera: found ${shown(value)}, expected [azimuth, elevation, gyroradii], the first two in degrees, the last from ${CLOSEST} to ${FARTHEST}`,
  );
}

function readDirection(value: unknown, otherwise: [number, number]): [number, number] {
  if (value === undefined) return otherwise;
  const [l, b, ...more] = Array.isArray(value) ? value : [];
  const fits = (x: unknown, most: number) => typeof x === "number" && Math.abs(x) <= most;
  if (fits(l, 360) && fits(b, 90) && more.length === 0) return [l + 0, b + 0];
  throw new LinkError(`gradient_deg: found ${shown(value)}, expected [longitude, latitude] in degrees`);
}

function readResult(given: Map<string, unknown>): string | null {
  if (!given.has("result")) return null;
  const value = given.get("result");
  if (typeof value === "string" && /^[0-9a-f]{64}$/.test(value)) return value;
  throw new LinkError(`result: found ${shown(value)}, expected a SHA-256 in hex, 64 digits`);
}
