// Makes page/precomputed.json of a complete run folder:  node --import tsx tools/precompute-page.ts DIR
import { writeFileSync } from "node:fs";
import { precomputedOf } from "./precomputed.js";

/** Bytes: the page must load within a second. */
const LARGEST = 300_000;

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error("expected the folder of a complete run");
const file = await precomputedOf(dir);
const text = `${JSON.stringify(file)}\n`;
if (text.length > LARGEST) throw new Error(`page/precomputed.json would have ${text.length} bytes, above ${LARGEST}`);
writeFileSync(new URL("../page/precomputed.json", import.meta.url), text);
console.log(`page/precomputed.json: ${text.length} bytes, result ${file.result_sha256}`);
