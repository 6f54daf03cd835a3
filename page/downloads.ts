// What a visitor can save: files, and the commands that compute the same in Node.
import { type Config, type ConfigInput, configKeys, resolveConfig } from "../src/config/config.js";
import type { FigureOption } from "../src/figures/catalogue.js";
import { single } from "./link.js";
import { figureOf, type State } from "./state.js";

export function saveText(name: string, type: string, text: string): void {
  save(name, new Blob([text], { type }));
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A PNG of twice the width and height. */
export async function savePNG(name: string, svg: string): Promise<void> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * image.naturalWidth;
    canvas.height = 2 * image.naturalHeight;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (blob === null) throw new Error("this browser made no PNG");
    save(name, blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The commands that compute the run and draw the figure with Node. */
export function commands(state: State): string {
  const { config, view } = state;
  const settings = configKeys().flatMap(({ key, section, name }) => {
    const value = (config[section as keyof typeof config] as Record<string, unknown>)[name];
    if (value === undefined || JSON.stringify(value) === JSON.stringify(defaultOf(config, section, name))) return [];
    const text = JSON.stringify(single(value, config)).replace(/^"|"$/g, "");
    return [`--set '${key}=${text}'`];
  });
  if (config.density) settings.push(`--set 'density=${JSON.stringify(config.density)}'`);
  const { figure, shows, field, reads } = figureOf(view);
  // an option that a figure does not read is refused
  const given = (option: FigureOption, text: string): string[] => (reads.includes(option) ? [text] : []);
  const draw = [
    `larmor figure ${figure} run`,
    ...given("gradient-deg", `--gradient-deg=${view.direction_deg.join(",")}`),
    ...given("gradient-per-kpc", `--gradient-per-kpc ${view.per_kpc}`),
    ...(view.kind ? given("gradient", `--gradient ${view.kind}`) : []),
    ...given("direction", `--direction ${view.convention}`),
    ...(shows === "run" || config.field.turbulence_level === undefined
      ? []
      : given("turbulence-level", `--turbulence-level ${view.turbulence_level}`)),
    ...(shows === "group" ? given("rigidity-TV", `--rigidity-TV ${view.rigidity_TV}`) : []),
    ...given("realisation", `--realisation ${view.realisation}`),
    ...(field === "sky" ? [`  # a map of the run's nside, 16 to 32; here of ${view.map_nside}`] : []),
    ...(field === "paths" ? ["  # flat, of six particles along the axes; here are twelve from all sides"] : []),
  ];
  return [
    [`larmor run --out run --resume${view.device === "gpu" ? " --device gpu" : ""}`, ...settings].join(" \\\n  "),
    "larmor merge run --out in-order && sha256sum in-order/realisations.jsonl   # the result's hash",
    draw.join(" "),
  ].join("\n");
}

/** The value that a key has in the config where it is not given. */
function defaultOf(config: Config, section: string, name: string): unknown {
  const { [name]: _, ...others } = config[section as keyof Config] as Record<string, unknown>;
  const resolved = resolveConfig({ ...config, [section]: others } as ConfigInput);
  return (resolved[section as keyof Config] as Record<string, unknown>)[name];
}
