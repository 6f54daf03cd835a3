// A file that must not be there yet.
import { writeFileSync } from "node:fs";
import { errorCode, onDisk } from "../store/errors.js";
import { isThere } from "../store/store.js";
import { UsageError } from "./command.js";

const found = (file: string) => new UsageError(`${file}: found a file, expected a new name`);

/** Throws UsageError for one that is there, before the work whose result it is to hold. */
export function checkNew(file: string): void {
  if (isThere(file)) throw found(file);
}

export function writeNew(file: string, text: string): void {
  onDisk(file, "writing", () => {
    try {
      writeFileSync(file, text, { flag: "wx" });
    } catch (error) {
      if (errorCode(error) === "EEXIST") throw found(file);
      throw error;
    }
  });
}
