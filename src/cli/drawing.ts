// What drawing needs outside a browser: a document for Plot, pictures from SVG. The libraries are loaded when they are used.
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

/** Turns SVG into PNG, two pixels for one; throws UsageError without its package, or a font: text would vanish silently. */
export async function pngMaker(fontFile: string | undefined): Promise<(svg: string) => Uint8Array> {
  await need("--png");
  const { Resvg } = await import("@resvg/resvg-js");
  const font = fontFile === undefined ? { loadSystemFonts: true } : { loadSystemFonts: false, fontFiles: [fontFile] };
  const render = (svg: string, zoom: number) => new Resvg(svg, { font, fitTo: { mode: "zoom", value: zoom } }).render();
  const probe =
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="2" y="15" font-size="14" font-family="Helvetica, Arial, DejaVu Sans, sans-serif">Mη⁻</text></svg>';
  if (!render(probe, 1).pixels.some((value) => value !== 0)) {
    const found = fontFile === undefined ? "no font on this machine" : `no usable font in ${fontFile}`;
    throw new UsageError(`--png: found ${found}, and a picture without text is none; give a font with --font FILE.ttf`);
  }
  return (svg) => render(svg, 2).asPng();
}
