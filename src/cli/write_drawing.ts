// A figure on the disk: NAME.svg, NAME.csv and, where wanted, NAME.png.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Drawing } from "../figures/input.js";
import { csvText } from "../figures/table.js";
import { onDisk } from "../store/errors.js";
import { isFolder, isThere } from "../store.js";
import { UsageError } from "./command.js";

/** Returns the paths written. */
export function writeDrawing(out: string, name: string, drawing: Drawing, png?: (svg: string) => Uint8Array): string[] {
  if (isThere(out) && !isFolder(out)) throw new UsageError(`--out: found a file, ${out}, expected a folder`);
  onDisk(out, "making the folder", () => mkdirSync(out, { recursive: true }));
  const files: [string, string | Uint8Array][] = [
    [`${name}.svg`, drawing.svg],
    [`${name}.csv`, csvText(drawing.table)],
    ...(png ? [[`${name}.png`, png(drawing.svg)] as [string, Uint8Array]] : []),
  ];
  return files.map(([file, content]) => {
    const path = join(out, file);
    writeFile(path, content);
    return path;
  });
}

export function writeFile(path: string, content: string | Uint8Array): void {
  onDisk(path, "writing", () => writeFileSync(path, content));
}
