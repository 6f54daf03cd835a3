import { readFileSync } from "node:fs";

/** Version of the package. (rollup.config.js keeps this path right in the bundle.) */
export const version: string = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
