// A copy of the sources, to which a test adds what a contributor would add.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as assert from "uvu/assert";

/** Copies these files and folders, and package.json and tsconfig.json, into a folder that is removed by `remove`. */
export function patchedCopy(...parts: string[]) {
  const dir = mkdtempSync(join(tmpdir(), "larmor-copy-"));
  for (const part of [...parts, "package.json", "tsconfig.json"]) cpSync(part, join(dir, part), { recursive: true });
  symlinkSync(resolve("node_modules"), join(dir, "node_modules"));
  return {
    dir,
    /** Inserts text behind a passage that the file has once. */
    patch(file: string, after: string, text: string): void {
      const source = readFileSync(join(dir, file), "utf8");
      assert.is(source.split(after).length, 2, `${file} has "${after}" once`);
      writeFileSync(
        join(dir, file),
        source.replace(after, () => after + text),
      );
    },
    /** Adds a file. */
    add: (file: string, text: string): void => writeFileSync(join(dir, file), text, { flag: "wx" }),
    /** The module of a file of its src/. */
    load: (file: string) => import(join(dir, "src", file)),
    remove: (): void => rmSync(dir, { recursive: true }),
  };
}
