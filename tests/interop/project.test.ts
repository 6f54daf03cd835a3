// The map of `larmor project --map` is the right way round on the real sky, as healpy and astropy see it.
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { folders, larmor } from "../cli/larmor.js";
import { hasModule, needing, python } from "./programs.js";

const test = suite("telescope's map in other programs");
const { fresh, remove } = folders();
test.after(remove);

const READ = `
import healpy as hp, json, numpy as np, sys
from astropy.coordinates import SkyCoord
(m, d), header = hp.read_map(sys.argv[1], field=(0, 1), h=True, dtype=None)
header = {k: v for k, v in header if isinstance(v, (str, int, float))}
frame = {"C": "icrs", "G": "galactic"}[header["COORDSYS"]]
n = np.array(hp.pix2vec(hp.npix2nside(len(m)), np.arange(len(m))))
seen = m != hp.UNSEEN
b = SkyCoord(229.2, 11.4, unit="deg", frame="icrs").transform_to(frame).cartesian.xyz.value
v = SkyCoord(47.8, 23.7, unit="deg", frame="galactic").transform_to(frame).cartesian.xyz.value
dip = SkyCoord(header["DIPLON"], header["DIPLAT"], unit="deg", frame=frame).icrs
dec = SkyCoord(*hp.pix2ang(hp.npix2nside(len(m)), np.arange(len(m)), lonlat=True), unit="deg", frame=frame).icrs.dec.deg
print(json.dumps({"header": header, "seen": seen.tolist(), "dec": dec.tolist(), "relint": m.tolist(), "dipole": d.tolist(),
  "along": (b @ n).tolist(), "motion": (v @ n).tolist(), "icrs": [dip.ra.deg, dip.dec.deg]}))`;

interface Found {
  header: Record<string, string | number>;
  seen: boolean[];
  dec: number[];
  relint: number[];
  dipole: number[];
  /** cosine of the angle to the field of HAWC and IceCube, and to the Sun's motion, by astropy */
  along: number[];
  motion: number[];
  icrs: [number, number];
}

const there = hasModule("healpy") && hasModule("astropy");

needing(
  test,
  "healpy or astropy",
  there,
)(
  "in a uniform field with the gradient along it, f = 1 + g T cos(angle to the field), in both frames, with the Sun's motion, inside the band",
  async () => {
    const run = fresh();
    const set = ["field.model=uniform", "particles.nside=4", "transport.path_pc=3", "ensemble.realisations=2"];
    const made = await larmor(["run", ...set.flatMap((setting) => ["--set", setting]), "--quiet", "--out", run]);
    assert.is(made.code, 0, made.stderr);
    const size = 0.14e-3 * 3; // g T
    const sun = (4.7 * 18.04) / 299_792.458; // (2.7 + 2) v/c
    for (const frame of ["icrs", "galactic"]) {
      const file = join(fresh(), "..", `${frame}.fits`);
      const direction = frame === "icrs" ? "229.2,11.4" : "15.34354295,52.4553611"; // the same, by astropy
      const options = ["--frame", frame, "--b0", direction, "--gradient-deg", direction, "--compton-getting", "lsr"];
      const ended = await larmor(["project", run, ...options, "--dec", "-90..20", "--map", file, "--out", fresh()]);
      assert.is(ended.code, 0, ended.stderr);
      const { header, seen, dec, relint, dipole, along, motion, icrs } = python(READ, file) as Found;
      assert.equal(
        ["PIXTYPE", "ORDERING", "COORDSYS", "FRAME", "DIRCONV", "OBJECT", "NSIDE", "REALIZ"].map((key) => header[key]),
        ["HEALPIX", "RING", frame === "icrs" ? "C" : "G", frame.toUpperCase(), "ARRIVAL", "FULLSKY", 4, 0],
      );
      assert.ok(Math.abs((header.BACKT_YR as number) - 3 * 3.26156) < 1e-4);
      assert.equal(
        seen,
        dec.map((d) => d <= 20),
      );
      let worst = 0;
      relint.forEach((value, i) => {
        if (!seen[i]) return;
        const expected = size * along[i] + sun * motion[i];
        worst = Math.max(worst, Math.abs(value - expected));
        // the response of a uniform field along itself is -T, but for 3<n_x^2> of 192 pixels, 0.6 % off
        assert.ok(Math.abs(dipole[i] - expected) < 0.01 * size, `pixel ${i}: ${dipole[i]}, ${expected}`);
      });
      // SOLAR_MOTION to a tenth of a degree, directions to 1e-8; tolerance 1e-5 of a step
      assert.ok(worst < 2e-4 * size, `${worst / size}`);
      // the dipole is the same whatever the frame it is written in
      const amplitude = Math.hypot(...[0, 1, 2].map((i) => size * unit(229.2, 11.4)[i] + sun * unitOfSun()[i]));
      assert.ok(Math.abs((header.DIPAMP as number) / amplitude - 1) < 0.01, `${header.DIPAMP} ${amplitude}`);
      assert.ok(icrs[1] > 5 && icrs[1] < 25, `${icrs}`);
    }
  },
);

const radians = Math.PI / 180;
const unit = (ra: number, dec: number) => [
  Math.cos(dec * radians) * Math.cos(ra * radians),
  Math.cos(dec * radians) * Math.sin(ra * radians),
  Math.sin(dec * radians),
];
/** (l, b) = (47.8, 23.7) is RA 267.05, dec 23.10, by astropy. */
const unitOfSun = () => unit(267.05, 23.1);

test.run();
