// Run by each engine: the SHA-256 of the golden realisations, and of all of them, as JSON on stdout.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { realise, resolveConfig } from "../../dist/node/index.js";

const { realisations } = JSON.parse(readFileSync(new URL("../golden.json", import.meta.url), "utf8"));
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const hashes = [];
for (const { config, turbulence_level } of realisations) {
  hashes.push(sha256(JSON.stringify(await realise(resolveConfig(config), 3, { turbulence_level }))));
}
const { version, arch, versions } = process;
console.log(JSON.stringify({ version, arch, v8: versions.v8, hashes, all: sha256(hashes.join("\n")) }));
