// What a visitor can save: files, and the commands that compute the same in Node.
import { type Config, configKeys, resolveConfig } from "../src/config/config.js";
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
    const text = JSON.stringify(single(value)).replace(/^"|"$/g, "");
    return [`--set '${key}=${text}'`];
  });
  if (config.density) settings.push(`--set 'density=${JSON.stringify(config.density)}'`);
  const { figure, shows, field } = figureOf(view);
  const draw = [
    `larmor figure ${figure} run`,
    `--gradient-deg=${view.direction_deg.join(",")}`,
    `--gradient-per-kpc ${view.per_kpc}`,
    ...(view.kind ? [`--gradient ${view.kind}`] : []),
    `--direction ${view.convention}`,
    ...(shows === "run" || config.field.turbulence_level === undefined
      ? []
      : [`--turbulence-level ${view.turbulence_level}`]),
    ...(shows === "group" ? [`--rigidity-TV ${view.rigidity_TV}`] : []),
    ...(field ? [`--realisation ${view.realisation}`] : []),
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
  const resolved = resolveConfig({ ...config, [section]: others } as unknown);
  return (resolved[section as keyof Config] as Record<string, unknown>)[name];
}
