// Golden hashes: the bits of a realisation. A change here is a change of results: bump NUMERICS in assembly/index.ts and say so
// in CHANGELOG.md. The same hashes are asked of browsers and of other engines.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { resolveConfig } from "../../../src/config/config.js";
import { describeCube } from "../../../src/cube/describe.js";
import { realise } from "../../../src/flight/realisation.js";
import golden from "../../golden.json" with { type: "json" };
import { goldenConfig } from "../../golden_cube.js";

const bits = suite("bits");
for (const entry of golden.realisations) {
  const { name, turbulence_level, hash } = entry;
  bits(`golden hash of ${name} at turbulence level ${turbulence_level ?? "of its own"}`, async () => {
    const config = await goldenConfig(entry, { describeCube, resolveConfig });
    const record = await realise(config, 3, { turbulence_level: turbulence_level ?? undefined });
    assert.is(bytesToHex(sha256(utf8ToBytes(JSON.stringify(record)))), hash);
  });
}
bits.run();
