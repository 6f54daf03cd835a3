// Golden hashes: the bits of a realisation. A change here is a change of results: bump NUMERICS in assembly/index.ts and say so
// in CHANGELOG.md. The same hashes are asked of browsers and of other engines.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type ConfigInput, resolveConfig } from "../../../src/config/config.js";
import { realise } from "../../../src/flight/realisation.js";
import golden from "../../golden.json" with { type: "json" };

const bits = suite("bits");
for (const { name, config, turbulence_level, hash } of golden.realisations) {
  bits(`golden hash of ${name} at turbulence level ${turbulence_level}`, async () => {
    const record = await realise(resolveConfig(config as ConfigInput), 3, { turbulence_level });
    assert.is(bytesToHex(sha256(utf8ToBytes(JSON.stringify(record)))), hash);
  });
}
bits.run();
