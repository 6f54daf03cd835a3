// Makes page/published/ of a complete run folder:  node --import tsx tools/precompute-page.ts DIR
import { mkdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { precomputedOf } from "./precomputed.js";

/** Bytes of all pieces, compressed. */
const LARGEST = 200_000;

const [dir] = process.argv.slice(2);
if (dir === undefined) throw new Error("expected the folder of a complete run");
const { groups, ...run } = await precomputedOf(dir);
const folder = new URL("../page/published/", import.meta.url);
mkdirSync(folder, { recursive: true });
let bytes = 0;
const write = (name: string, value: unknown): void => {
  const text = `${JSON.stringify(value)}\n`;
  bytes += gzipSync(text).length;
  writeFileSync(new URL(name, folder), text);
};
write("run.json", run);
for (const [g, group] of groups.entries()) write(`${g}.json`, group);
if (bytes > LARGEST) throw new Error(`page/published/ has ${bytes} bytes compressed, above ${LARGEST}`);
console.log(`page/published/: ${groups.length} groups, ${bytes} bytes compressed, result ${run.result_sha256}`);
