// What `larmor export --hdf5` writes opens in h5py and h5dump, with the same bits, units and hashes.
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeHDF5 } from "../../src/export/hdf5.js";
import { hasModule, hasProgram, needing, printed, python, type SmallRun, smallRun } from "./programs.js";

const test = suite("HDF5 in other programs");
let small: SmallRun;
let file: string;
test.before(async () => {
  small = await smallRun();
  file = join(small.top, "run.h5");
  await writeHDF5(small.run, file, async () => {});
});
test.after(() => small.remove());

const READ = `
import h5py, json, sys
f = h5py.File(sys.argv[1])
R = f["turbulence_level_0.1/rigidity_TV_1000/response_pc"]
halves = f["turbulence_level_0.1/rigidity_TV_1000/response_halves_pc"]
steps = f["turbulence_level_0.1/rigidity_TV_1000/steps"]
print(json.dumps({
  "response": R[:].tolist(), "halves": halves[2, 1, 1].tolist(), "steps": [int(n) for n in steps[:]],
  "path": f["turbulence_level_0.1/rigidity_TV_1000/path_pc"][:].tolist(),
  "units": R.attrs["units"], "dimensions": R.attrs["dimensions"], "chunks": list(R.chunks), "filter": R.compression,
  "root": {k: (v if isinstance(v, str) else int(v)) for k, v in f.attrs.items()},
  "described": all("units" in d.attrs and "description" in d.attrs for d in f["turbulence_level_1/rigidity_TV_1000"].values()),
}))`;

needing(
  test,
  "h5py",
  hasModule("h5py"),
)("h5py reads every bit, the units and the provenance", () => {
  // biome-ignore lint/suspicious/noExplicitAny: as Python prints it
  const found = python(READ, file) as any;
  const records = [...small.run.records()].filter((record) => record.turbulence_level === 0.1);
  assert.equal(
    found.response,
    records.map((record) => record.response_pc),
  );
  assert.equal(found.halves, records[2].response_halves_pc[1][1]);
  assert.equal(
    found.steps,
    records.map((record) => record.steps),
  );
  assert.equal(found.path, records[0].path_pc);
  assert.equal([found.units, found.dimensions, found.filter], ["pc", "realisation, path, i, j", "gzip"]);
  assert.equal(found.chunks, [3, 2, 3, 3]);
  assert.ok(found.described);
  const { provenance, config } = small.run;
  const { schema, seed, numerics, config_sha256, kernel_sha256, direction_convention } = found.root;
  assert.equal([schema, seed, direction_convention], ["larmor-run/1", 5, "momentum"]);
  assert.equal([numerics, kernel_sha256], [provenance.numerics, provenance.kernel_sha256]);
  assert.is(config_sha256, provenance.config_sha256);
  assert.equal(JSON.parse(found.root.config), config);
});

needing(
  test,
  "h5dump",
  hasProgram("h5dump"),
)("h5dump reads the whole file", () => {
  const header = printed("h5dump", ["-H", "-p", file]);
  assert.match(header, /GROUP "rigidity_TV_1000"/);
  assert.match(
    header,
    /DATASET "response_pc" \{\s+DATATYPE {2}H5T_IEEE_F64LE\s+DATASPACE {2}SIMPLE \{ \( 3, 2, 3, 3 \)/,
  );
  assert.match(header, /COMPRESSION DEFLATE \{ LEVEL 4 \}/);
  const [record] = small.run.records();
  const drift = printed("h5dump", ["-m", "%.17g", "-d", "/turbulence_level_1/rigidity_TV_1000/momentum_drift", file]);
  assert.is(Number(/\(0\): ([^,\s]+)/.exec(drift)?.[1]), record.momentum_drift);
});

test.run();
