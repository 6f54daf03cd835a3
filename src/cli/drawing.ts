// What drawing needs outside a browser: a document for Plot, pictures from SVG. The libraries are loaded when they are used.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./command.js";
import { need } from "./optional_packages.js";

/** A document to draw with; throws UsageError unless all that draws is installed. */
export async function newDocument(): Promise<Document> {
  await need("drawing");
  const { parseHTML } = await import("linkedom");
  return parseHTML("<!doctype html><html><body></body></html>").document as unknown as Document;
}

/** What --png and --font ask for; throws UsageError. */
export async function pngOf(given: {
  png: boolean;
  font: string | undefined;
}): Promise<((svg: string) => Uint8Array) | undefined> {
  if (given.png) return pngMaker(given.font);
  if (given.font !== undefined) throw new UsageError("--font: found without --png, expected with it");
  return undefined;
}

/** Where systems keep DejaVu Sans. */
const FONT_FOLDERS = ["/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/TTF"];

/**
 * The files of DejaVu Sans; none where the machine has none. It has every letter of the figures, Greek and raised ones too. From
 * several families, each line would be set in the first one that has all its letters, so that a figure would mix them.
 */
function dejaVu(): string[] {
  for (const folder of FONT_FOLDERS) {
    const files = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => join(folder, name));
    if (existsSync(files[0])) return files.filter((file) => existsSync(file));
  }
  return [];
}

/** Turns SVG into PNG, two pixels for one; throws UsageError without its package, or a font: text would vanish silently. */
async function pngMaker(fontFile: string | undefined): Promise<(svg: string) => Uint8Array> {
  await need("--png");
  const { Resvg } = await import("@resvg/resvg-js");
  const fontFiles = fontFile === undefined ? dejaVu() : [fontFile];
  const font = fontFiles.length === 0 ? { loadSystemFonts: true } : { loadSystemFonts: false, fontFiles };
  const render = (svg: string, zoom: number) => new Resvg(svg, { font, fitTo: { mode: "zoom", value: zoom } }).render();
  const probe =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="2" y="15" font-size="14" font-family="Helvetica, Arial, DejaVu Sans, sans-serif">Mη⁻</text></svg>';
  if (!render(probe, 1).pixels.some((value) => value !== 0)) {
    const found = fontFile === undefined ? "no font on this machine" : `no usable font in ${fontFile}`;
    throw new UsageError(`--png: found ${found}, and a picture without text is none; give a font with --font FILE.ttf`);
  }
  return (svg) => render(svg, 2).asPng();
}
