// Run by each engine: the SHA-256 of the golden realisations, and of all of them, as JSON on stdout.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describeCube, realise, resolveConfig } from "../../dist/node/index.js";
import { goldenConfig } from "../golden_cube.js";

const { realisations } = JSON.parse(readFileSync(new URL("../golden.json", import.meta.url), "utf8"));
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hashes = [];
for (const golden of realisations) {
  const config = await goldenConfig(golden, { describeCube, resolveConfig });
  const which = golden.cube ? {} : { turbulence_level: golden.turbulence_level };
  hashes.push(sha256(JSON.stringify(await realise(config, 3, which))));
}
const { version, arch, versions } = process;
console.log(JSON.stringify({ version, arch, v8: versions.v8, hashes, all: sha256(hashes.join("\n")) }));
