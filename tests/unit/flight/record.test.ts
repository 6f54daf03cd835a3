// The table of a record: one entry makes a quantity that is summed, stored, checked, exported and read back.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { groups, resolveConfig } from "../../../src/config/config.js";
import { writeCSV } from "../../../src/export/csv.js";
import { writeHDF5 } from "../../../src/export/hdf5.js";
import { readHDF5 } from "../../../src/export/hdf5_read.js";
import { realise } from "../../../src/flight/realisation.js";
import { QUANTITIES, quantities, type Summed } from "../../../src/flight/record.js";
import { formatLine, parseLine } from "../../../src/store/lines.js";
import { Run, RunFolder } from "../../../src/store/store.js";
import { expectedOf } from "../../../src/store/stored.js";
import { ORIGIN } from "../store/fake_run.js";

const record = suite("flight: record");
const dir = mkdtempSync(join(tmpdir(), "larmor-record-"));
record.after(() => rmSync(dir, { recursive: true, force: true }));

const distance: Summed = {
  shape: ["path", "half"],
  units: "pc",
  about: "<|r|> at -T of each half-set",
  add(sums, { r }) {
    sums[0] += Math.hypot(r[0], r[1], r[2]);
  },
  mean: (sum, directions) => sum * (2 / directions),
};

record("a quantity is one entry of the table: it is summed, stored, checked, exported and read back", async () => {
  const table: Record<string, unknown> = QUANTITIES;
  table.distance_halves_pc = distance;
  try {
    // straight lines: |r| = T
    const config = resolveConfig({
      field: { model: "uniform" },
      particles: { rigidity_TV: [1e9], nside: 4 },
      transport: { path_pc: 10, outputs: 2 },
      ensemble: { realisations: 1 },
    });
    const own = (values: object) => Object.entries(values).find(([key]) => key === "distance_halves_pc")?.[1];
    const made = await realise(config, 0);
    const halves: number[][] = own(made);
    assert.is(halves.length, 2);
    made.path_pc.forEach((T, t) => {
      for (const length of halves[t]) assert.ok(Math.abs(length / T - 1) < 1e-6, `${length} of ${T} pc`);
    });

    const expected = expectedOf(config, "0".repeat(64), 7, undefined);
    const line = formatLine(made, expected);
    assert.equal(parseLine(Buffer.from(line.trimEnd()), expected).record, made);
    const short = formatLine({ ...made, ...{ distance_halves_pc: [[1], [2]] } }, expected);
    assert.throws(
      () => parseLine(Buffer.from(short.trimEnd()), expected),
      /distance_halves_pc: expected finite numbers of shape \[2, 2\]/,
    );

    const folder = await RunFolder.open(join(dir, "run"), config, ORIGIN);
    folder.append(made);
    folder.close();
    const run = await Run.read(join(dir, "run"));
    await writeCSV(run, join(dir, "run.csv"));
    const [names, first] = readFileSync(join(dir, "run.csv"), "utf8")
      .split("\n")
      .filter((text) => !text.startsWith("#"));
    const column = names.split(",").indexOf("distance_half_b_pc");
    assert.is(Number(first.split(",")[column]), halves[0][1]);
    await writeHDF5(run, join(dir, "run.h5"), async (file) => {
      const held = await readHDF5(file);
      assert.equal([...held.records()], [made]);
      held.close();
    });
  } finally {
    delete table.distance_halves_pc;
  }
});

record("quantities of a free-escape boundary are there where the config has one", () => {
  const names = (transport: { escape_height_pc?: number }) =>
    quantities(groups(resolveConfig({ transport }))[0]).map(([name]) => name);
  const more = names({ escape_height_pc: 100 }).filter((name) => !names({}).includes(name));
  assert.equal(more, [
    "escaped_halves",
    "escaped_direction_halves",
    "inside_response_halves_pc",
    "inside_displacement_halves_pc",
  ]);
});

record.run();
