import { suite } from "uvu";
import * as assert from "uvu/assert";
import { lineOf } from "../../../page/lines.js";
import { configIdentity, groups, resolveConfig } from "../../../src/config/config.js";
import { realise } from "../../../src/flight/realisation.js";
import type { RealisationRecord } from "../../../src/flight/record.js";
import { addRecord, emptySample } from "../../../src/response/sample.js";

const lines = suite("page: lines");

lines("a line, with what identifies it, counts again in a sample, as after a pause", async () => {
  const config = resolveConfig({ particles: { nside: 1 }, transport: { path_pc: 1, outputs: 2 } });
  const record = await realise(config, 0);
  const line = JSON.parse(lineOf(record, configIdentity(config), 2)) as RealisationRecord;
  const sample = emptySample(groups(config)[0]);
  addRecord(sample, line);
  assert.is(sample.rows.length, 1);
});

lines.run();
