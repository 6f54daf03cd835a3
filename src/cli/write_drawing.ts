// A figure on the disk: NAME.svg, NAME.csv and, where wanted, NAME.png.
import { join } from "node:path";
import type { Drawing } from "../figures/input.js";
import { makeFolders, writeWhole } from "../store/disk.js";
import { onDisk } from "../store/errors.js";
import { isThere } from "../store/store.js";
import { csvText } from "../words/csv.js";
import { checkFolder, UsageError } from "./command.js";

/** Throws UsageError where --out is no folder, or is named as a picture. */
export function checkPictureFolder(out: string): void {
  checkFolder(out);
  if (!isThere(out) && /\.(svg|png|csv|pdf)$/i.test(out)) {
    const files = "NAME.svg, NAME.csv and, with --png, NAME.png";
    throw new UsageError(`--out: found "${out}", expected a folder: ${files} are written into it`);
  }
}

/** Returns the paths written. */
export function writeDrawing(out: string, name: string, drawing: Drawing, png?: (svg: string) => Uint8Array): string[] {
  checkPictureFolder(out);
  onDisk(out, "making the folder", () => makeFolders(out));
  const files: [string, string | Uint8Array][] = [
    [`${name}.svg`, drawing.svg],
    [`${name}.csv`, csvText(drawing.table)],
    ...(png ? [[`${name}.png`, png(drawing.svg)] as [string, Uint8Array]] : []),
  ];
  return files.map(([file, content]) => {
    const path = join(out, file);
    writeWhole(path, content);
    return path;
  });
}
