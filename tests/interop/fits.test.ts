// What `larmor export --fits` writes opens in healpy and astropy, and the sky is the right way round.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { arrivalFITS } from "../../src/export/arrival_map.js";
import { synthesise } from "../../src/flight/field.js";
import { arrivalMap, backtrackSky } from "../../src/response/arrival_maps.js";
import { dipole, gradientVector } from "../../src/response/dipole.js";
import { hasModule, needing, python, type SmallRun, smallRun } from "./programs.js";

const test = suite("FITS in other programs");
let small: SmallRun;
let file: string;
const GRADIENT = { direction_deg: [30, -20] as [number, number], per_kpc: 0.14, kind: "literal" as const };
test.before(async () => {
  small = await smallRun();
  file = join(small.top, "sky.fits");
  const group = small.run.groups.find(({ turbulence_level }) => turbulence_level === 0.1) ?? small.run.groups[0];
  const choice = { realisation: 2, gradient: GRADIENT, convention: "arrival" as const };
  writeFileSync(file, await arrivalFITS(small.run, group, choice));
});
test.after(() => small.remove());

const READ = `
import healpy as hp, json, numpy as np, sys
m, header = hp.read_map(sys.argv[1], h=True, dtype=None)
x, y, z = hp.read_map(sys.argv[1], field=(1, 2, 3), dtype=None)
n = np.array(hp.pix2vec(hp.npix2nside(len(m)), np.arange(len(m))))
mono, dip = hp.fit_dipole(m)
print(json.dumps({
  "nside": hp.npix2nside(len(m)), "kind": m.dtype.str, "header": {k: v for k, v in header if isinstance(v, (str, int, float))},
  "dipole": dip.tolist(), "mean": m.mean(),
  "response": np.linalg.solve(n @ n.T, -n @ np.array([x, y, z]).T).tolist(),
}))`;

needing(
  test,
  "healpy",
  hasModule("healpy"),
)("healpy sees the dipole of the run where a telescope would", () => {
  // biome-ignore lint/suspicious/noExplicitAny: as Python prints it
  const found = python(READ, file) as any;
  const record = [...small.run.records()].find(
    (candidate) => candidate.turbulence_level === 0.1 && candidate.realisation === 2,
  );
  if (record === undefined) throw new Error("the run lacks realisation 2");
  const R = record.response_pc[1];
  const delta = dipole(R, gradientVector(30, -20, 0.14));
  const size = Math.hypot(...delta);
  for (let i = 0; i < 3; i++) {
    // f/<f> - 1 instead of f - 1: <f> departs from 1 by g.<r> < 1.4e-4/pc * 4 pc
    assert.ok(Math.abs(found.dipole[i] + delta[i]) < 6e-4 * size, `component ${i}: ${found.dipole[i]}, ${-delta[i]}`);
    // the columns X, Y, Z of the pixels looked at give the stored tensor: rounding of 192 terms only
    for (let j = 0; j < 3; j++)
      assert.ok(Math.abs(found.response[i][j] - R[i][j]) < 1e-11 * Math.max(...R.flat().map(Math.abs)));
  }
  // the mean of f/<f> - 1 vanishes up to rounding
  assert.ok(Math.abs(found.mean) < 1e-15);
  assert.equal([found.nside, found.kind.slice(1)], [4, "f8"]);
  const { header } = found;
  const words = ["PIXTYPE", "ORDERING", "COORDSYS", "INDXSCHM", "OBJECT", "TTYPE1", "DIRCONV", "CREATOR", "GRADKIND"];
  const expected = ["HEALPIX", "RING", "G", "IMPLICIT", "FULLSKY", "RELINT", "ARRIVAL", "larmor", "LITERAL"];
  assert.equal(
    words.map((key) => header[key]),
    expected,
  );
  const numbers = [
    "NSIDE",
    "FIRSTPIX",
    "LASTPIX",
    "SEED",
    "REALIZ",
    "RIGIDITY",
    "ETA",
    "BACKT_PC",
    "GRADKPC",
    "GRADLON",
  ];
  assert.equal(
    numbers.map((key) => header[key]),
    [4, 0, 191, 5, 2, 1000, 0.1, 4, 0.14, 30],
  );
  assert.is(header.CFGHASH, small.run.provenance.config_sha256);
  assert.is(header.KERNHASH, small.run.provenance.kernel_sha256);
});

needing(
  test,
  "healpy",
  hasModule("healpy"),
)("the recipe for an own f(r, p) makes the map that larmor makes of it", async () => {
  const recipe = /## My own distribution[\s\S]*?```python\n([\s\S]*?)```/.exec(
    readFileSync("docs/recipes.md", "utf8"),
  )?.[1];
  const program = `import os, json, sys\nos.chdir(sys.argv[1])\n${recipe?.replace(/^print\(.*$/gm, "")}\nprint(json.dumps(sky.tolist()))`;
  const found = python(program, small.top) as number[];
  const group = small.run.groups.find(({ turbulence_level }) => turbulence_level === 0.1) ?? small.run.groups[0];
  const field = await synthesise(small.run.config, 2, group);
  const arrivals = await backtrackSky(field, 4, group.path_pc);
  field.dispose();
  const f = arrivalMap(arrivals, 1, (r, p) => 1 + 1e-4 * r[1] + 1e-3 * p[0], "arrival");
  const mean = f.reduce((a, b) => a + b, 0) / f.length;
  // rounding of sums of 192 numbers
  f.forEach((value, i) => {
    assert.ok(Math.abs(found[i] - (value / mean - 1)) < 1e-14, `pixel ${i}: ${found[i]}`);
  });
});

const VERIFY = `
import json, sys, warnings
warnings.simplefilter("error")
from astropy.io import fits
f = fits.open(sys.argv[1])
f.verify("exception")
print(json.dumps([f[1].columns.names, [str(u) for u in f[1].columns.units], str(type(f[1].header["RIGIDITY"]).__name__)]))`;

needing(
  test,
  "astropy",
  hasModule("astropy"),
)("astropy finds nothing against the standard", () => {
  assert.equal(python(VERIFY, file), [
    ["RELINT", "X", "Y", "Z", "PX", "PY", "PZ"],
    ["", "pc", "pc", "pc", "", "", ""],
    "float",
  ]);
});

test.run();
