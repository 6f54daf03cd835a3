// The address of the page holds the whole config and the view, behind the #, as KEY=VALUE pairs: the keys of a config as
// in `larmor run --set KEY=VALUE`, and those of a view. Whatever is there was written by a stranger: it is read as data,
// checked key by key, and refused whole, with a sentence, when anything is wrong.
import { type Config, ConfigError, type ConfigInput, configKeys, groups, resolveConfig } from "../src/config/config.js";
import { dotted, shown } from "../src/config/errors.js";
import { PAPER_GRADIENT } from "../src/response/dipole.js";
import { DuplicateKey, parseJSON } from "../src/words/json.js";
import { near } from "../src/words/near.js";
import { visible } from "../src/words/visible.js";
import { CLOSEST, FARTHEST } from "./paths_look.js";
import { fitted, MAP_NSIDES, STORY_STEPS, type State, VIEWS, type View } from "./state.js";

/** Characters; a link of this page has a thousand or so. */
const LONGEST = 8000;
/** The page's own limits: a list of values, and all groups with all their path lengths. */
const LONGEST_LIST = 16;
const MOST_NUMBERS = 4096;
/** Characters of a device's name. */
const LONGEST_NAME = 200;

export interface Link {
  state: State;
  /** hex SHA-256 of the result that the link's author had */
  result: string | null;
  /** the graphics processor that made it; null: the processor did */
  madeBy: string | null;
}

/** A link that cannot be followed; the message says why. */
export class LinkError extends Error {
  constructor(message: string) {
    super(visible(message));
  }
}

/** A key of the view: how its value is written, and what a link may say. */
interface ViewKey {
  part: keyof View;
  /** what is expected, in words; and a test of a value */
  expected: string;
  fits(value: unknown): boolean;
  /** absent: as the part stands; undefined or null: not in the link */
  write?(view: View): unknown;
  /** absent: the part is the value */
  read?(value: number[]): unknown;
}

const within = (value: unknown, [low, high]: [number, number]) =>
  typeof value === "number" && value >= low && value <= high;
const number = (low: number, high: number) => ({
  expected: `a number from ${low} to ${high}`,
  fits: (value: unknown) => within(value, [low, high]),
});
const choice = (choices: readonly (string | number)[]) => ({
  expected: `one of ${choices.join(", ")}`,
  fits: (value: unknown) => choices.includes(value as string),
});
const list = (expected: string, ...ranges: [number, number][]) => ({
  expected,
  fits: (value: unknown) =>
    Array.isArray(value) && value.length === ranges.length && ranges.every((range, i) => within(value[i], range)),
});

/** The keys of a view, in the order of a link. */
const VIEW_KEYS: Record<string, ViewKey> = {
  view: { part: "name", ...choice(Object.keys(VIEWS)) },
  gradient_deg: { part: "direction_deg", ...list("[longitude, latitude] in degrees", [-360, 360], [-90, 90]) },
  gradient_per_kpc: { part: "per_kpc", ...number(1e-6, 1e3) },
  gradient: { part: "kind", ...choice(["literal", "matched"]) },
  direction: { part: "convention", ...choice(["momentum", "arrival"]) },
  shown_level: { part: "turbulence_level", ...number(0, 1) },
  shown_TV: { part: "rigidity_TV", ...number(Number.MIN_VALUE, 1e9) },
  realisation: {
    part: "realisation",
    expected: "a whole number from 0 to 10000000",
    fits: (value) => Number.isInteger(value) && within(value, [0, 1e7]),
  },
  map_nside: { part: "map_nside", ...choice(MAP_NSIDES) },
  camera: {
    part: "camera",
    ...list(
      `[azimuth, elevation, gyroradii], the first two in degrees, the last from ${CLOSEST} to ${FARTHEST}`,
      [-180, 180],
      [-90, 90],
      [CLOSEST, FARTHEST],
    ),
    // a tenth of a degree, a tenth of a gyroradius: a short link
    write: ({ name, camera: { azimuth, elevation, extent } }) =>
      name === "paths" ? [azimuth, elevation, extent].map((x) => Number(x.toFixed(1))) : undefined,
    read: ([azimuth, elevation, extent]) => ({ azimuth, elevation, extent }),
  },
  story: {
    part: "story",
    expected: `a step from 1 to ${STORY_STEPS}`,
    fits: (value) => Number.isInteger(value) && within(value, [1, STORY_STEPS]),
  },
  device: {
    part: "device",
    ...choice(["cpu", "gpu"]),
    write: ({ device }) => (device === "gpu" ? device : undefined),
  },
};

/** A link to a step of the story: a short one, since the story is that of the published run. */
function storyLink({ story, direction_deg: [l, b] }: View): string {
  const [usualL, usualB] = PAPER_GRADIENT.direction_deg;
  return `#story=${story}${l === usualL && b === usualB ? "" : `&gradient_deg=${encoded([l, b])}`}`;
}

const KEYS = [...configKeys().map(({ key }) => key), "density", ...Object.keys(VIEW_KEYS), "result", "made_by"];

/** @param madeBy the graphics processor that made the result */
export function writeLink({ config, view }: State, result: string | null, madeBy: string | null = null): string {
  if (view.story !== null) return storyLink(view);
  const pairs = [
    ...configKeys().map(({ key, section, name }) => {
      return [key, single((config[section as keyof Config] as Record<string, unknown>)[name], config)];
    }),
    ["density", config.density],
    ...Object.entries(VIEW_KEYS).map(([key, { part, write }]) => [key, write ? write(view) : view[part]]),
    ["result", result],
    ["made_by", result === null ? null : madeBy],
  ].filter(([, value]) => value !== undefined && value !== null);
  return `#${pairs.map(([key, value]) => `${key}=${encoded(value)}`).join("&")}`;
}

const encoded = (value: unknown): string =>
  encodeURIComponent(typeof value === "string" ? value : JSON.stringify(value)).replace(/%2C/g, ",");

/** A table whose values are all equal, as that one value, which stands for the groups of the config and no others. */
export function single(value: unknown, config: Config): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const numbers = Object.values(value as Config["transport"]["path_pc"]).flatMap((row) => Object.values(row));
  const areAll = numbers.length === groups(config).length;
  return areAll && numbers.every((n) => n === numbers[0]) ? numbers[0] : value;
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
    if (!KEYS.includes(key)) {
      const like = near(key.slice(0, 40), KEYS, (known) => [known]);
      throw new LinkError(`${shown(key)} is no key of a link${like === undefined ? "" : `; did you mean ${like}?`}`);
    }
    if (equals < 0) throw new LinkError(`${key} has no value; the link may have been cut off`);
    if (given.has(key)) throw new LinkError(`${key} is there twice`);
    given.set(key, parsed(key, decoded(pair.slice(equals + 1))));
  }
  const config = readConfig(given, defaults.config);
  const state = { config, view: fitted(readView(given, defaults.view), config) };
  return { state, result: readResult(given), madeBy: readMadeBy(given) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new LinkError(`${shown(text)} cannot be read; the link may have been cut off`);
  }
}

function parsed(key: string, text: string): unknown {
  try {
    return parseJSON(text);
  } catch (error) {
    if (error instanceof DuplicateKey) throw new LinkError(`${dotted(key, ...error.path)} is there twice`);
    return text;
  }
}

function readConfig(given: Map<string, unknown>, otherwise: Config): Config {
  const input: Record<string, Record<string, unknown>> = {};
  const density = given.has("density") ? { density: given.get("density") } : {};
  for (const { key, section, name } of configKeys()) {
    if (!given.has(key)) continue;
    input[section] ??= {};
    input[section][name] = given.get(key);
  }
  if (Object.keys(input).length === 0 && !given.has("density")) return otherwise;
  return checkedConfig({ ...input, ...density });
}

/** A config that is valid and that the page can take; throws LinkError. */
export function checkedConfig(input: unknown): Config {
  const { field, particles, transport } = input as Record<string, Record<string, unknown> | undefined>;
  // checked before the groups are made: their number is the product of the lists' lengths
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
  const parts = Object.entries(VIEW_KEYS).flatMap(([key, { part, expected, fits, read }]) => {
    if (!given.has(key)) return [];
    const value = given.get(key);
    if (!fits(value)) throw new LinkError(`${key}: found ${shown(value)}, expected ${expected}`);
    const unsigned = withoutNegativeZero(value);
    return [[part, read ? read(unsigned as number[]) : unsigned]];
  });
  return { ...view, ...Object.fromEntries(parts) };
}

function withoutNegativeZero(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  return typeof value === "number" ? value + 0 : value;
}

function readResult(given: Map<string, unknown>): string | null {
  if (!given.has("result")) return null;
  const value = given.get("result");
  if (typeof value === "string" && /^[0-9a-f]{64}$/.test(value)) return value;
  throw new LinkError(`result: found ${shown(value)}, expected a SHA-256 in hex, 64 digits`);
}

/** The name of a device, as a stranger gives it: shown as text, beside the result. */
function readMadeBy(given: Map<string, unknown>): string | null {
  const value = given.get("made_by");
  if (value === undefined) return null;
  if (typeof value === "string" && value !== "" && value.length <= LONGEST_NAME) return visible(value);
  throw new LinkError(`made_by: found ${shown(value)}, expected the name of a graphics processor`);
}
