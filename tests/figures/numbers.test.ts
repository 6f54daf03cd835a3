// The numbers that the figures draw, against counts and directions made without them.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newDocument } from "../../src/cli/drawing.js";
import { histogram, tally } from "../../src/figures/amplitude_panel.js";
import { alongLine } from "../../src/figures/drawing/line_spectrum.js";
import { pixelCorners } from "../../src/figures/drawing/pixels.js";
import { figures } from "../../src/figures/index.js";
import { type Drawing, FigureError, type FigureInput } from "../../src/figures/input.js";
import { energyDomain } from "../../src/figures/measured/experiments.js";
import { parseMeasurements } from "../../src/figures/measured/measurements.js";
import { loadKernel, pixelCentres } from "../../src/flight/kernel.js";
import { isotropicPrediction } from "../../src/published.js";
import { modeSpectrum } from "../../src/turbulence/spectrum.js";
import { syntheticField } from "./field_view.js";
import { syntheticMultipoles } from "./multipoles.js";
import { published, rowsOf, syntheticInput, TWELVE } from "./synthetic.js";

const test = suite("figures in numbers");
const document = await newDocument();
const measured = published();
const input = syntheticInput(TWELVE, measured);
const draw = (name: string, changes: Partial<FigureInput> = {}): Drawing =>
  figures[name].draw({ ...input, ...changes }, document);

test("cl: a measured C_l is in a panel, or the figure says that it is not", () => {
  const recorded = syntheticMultipoles(); // l up to 6 at 100 and 1000 TV
  const row = (energy_TeV: number, l: number) => ({ ...recorded.measured_power![0], energy_TeV, l });
  for (const [energy_TeV, l, drawn] of [
    [100, 1, true],
    [190, 5, true],
    [1900, 6, true],
    [300, 2, true], // only against rigidity
    [300, 5, false], // which has no line of l = 5
    [1000, 7, false],
    [1000, 8, false], // which has one, but not of this run
    [10, 1, false],
    [1e4, 3, false],
  ] as const) {
    const drawing = figures.cl.draw({ ...recorded, measured_power: [row(energy_TeV, l)] }, document);
    const without = figures.cl.draw({ ...recorded, measured_power: [row(1e8, 999)] }, document);
    const marks = (d: Drawing) => d.svg.split("<path").length;
    assert.is(marks(drawing) > marks(without), drawn, `${energy_TeV} TeV, l = ${l}`);
    assert.is(drawing.missing.join().includes(`Made up, ${energy_TeV} TeV, l = ${l}`), !drawn, drawing.missing.join());
  }
});

test("fig2: the prediction lies opposite to the gradient in the momentum convention, on it in the arrival convention", () => {
  const rowOf = (drawing: Drawing, what: string) => rowsOf(drawing).find((row) => row.what === what)!;
  const paper = draw("fig2");
  assert.equal([rowOf(paper, "prediction").longitude_deg, rowOf(paper, "prediction").latitude_deg], [270, 0]);
  const seen = draw("fig2", { convention: "arrival" });
  assert.equal([rowOf(seen, "prediction").longitude_deg, rowOf(seen, "prediction").latitude_deg], [90, 0]);
  for (const drawing of [paper, seen]) assert.equal(rowOf(drawing, "gradient").longitude_deg, 90);
  // the dipoles turn round with it, with the same amplitudes
  const [a, b] = [paper, seen].map((drawing) => rowsOf(drawing).filter((row) => row.what === "dipole"));
  assert.is(a.length, 12);
  a.forEach((row, k) => {
    assert.is(row.amplitude, b[k].amplitude);
    assert.ok(Math.abs(Math.abs(Number(row.longitude_deg) - Number(b[k].longitude_deg)) - 180) < 1e-9);
    assert.ok(Math.abs(Number(row.latitude_deg) + Number(b[k].latitude_deg)) < 1e-9);
  });
});

test("fig1: the axis of energies holds every rigidity of the run and every point of the user; the usual ones leave it as it is", () => {
  const circles = ({ svg }: Drawing) => [...svg.matchAll(/<circle[^>]* cx="(-?[\d.]+)"/g)].map(([, x]) => Number(x));
  const far = syntheticInput({ ...TWELVE, particles: { rigidity_TV: [1, 1000, 100000], nside: 2 } }, measured);
  const own = parseMeasurements("experiment,energy_TeV,amplitude,kind,reference\nx,1e6,1e-3,value,me\n", "own.csv");
  const drawn = [
    figures.fig1.draw(far, document),
    draw("fig1", { measured: [...measured, ...own.map((m) => ({ ...m, layer: "own" as const }))] }),
  ];
  for (const drawing of drawn) {
    assert.match(drawing.svg, />100000</);
    // the frame is 640 wide, 62 and 14 are its margins
    assert.ok(circles(drawing).every((x) => x >= 0 && x <= 640 - 14));
  }
  const rare: [number, number] = [3, 4e4];
  assert.equal(energyDomain(rare, [10, 100, 1000], measured), rare);
  assert.equal(energyDomain(rare, [1, 1e5], []), [1 / 1.4, 1.4e5]);
});

test("fig4: a literal amplitude is |R g| of the stored response, and grows with the gradient", () => {
  const sample = input.samples.find(({ group }) => group.turbulence_level === 0.1 && group.rigidity_TV === 1000)!;
  const g = 0.14 / 1000; // along +y
  const expected = sample.rows.map((row) => Math.hypot(...row.response_pc.map(([, along_y]) => along_y)) * g);
  const dipoles = (drawing: Drawing) => rowsOf(drawing).filter((row) => row.what === "dipole");
  dipoles(draw("fig4")).forEach((row, k) => {
    // rounding of a product of three numbers
    assert.ok(Math.abs(Number(row.amplitude) / expected[k] - 1) < 1e-12);
  });
  const twice = dipoles(draw("fig4", { gradient: { direction_deg: [90, 0], per_kpc: 0.28, kind: null } }));
  twice.forEach((row, k) => {
    assert.ok(Math.abs(Number(row.amplitude) / (2 * expected[k]) - 1) < 1e-12);
  });
});

test("fig5: the fractions at each longitude are counts of realisations", () => {
  const rows = rowsOf(draw("fig5"));
  assert.equal(rows.map((row) => row.gradient_longitude_deg).slice(0, 3), [0, 3, 6]);
  const across = rows.find((row) => row.gradient_longitude_deg === 90)!;
  const sample = input.samples.find(({ group }) => group.turbulence_level === 0.1 && group.rigidity_TV === 1000)!;
  const amplitudes = sample.rows.map((row) => Math.hypot(...row.response_pc.map(([, along_y]) => along_y)) * 1.4e-4);
  const count = (low: number, high: number) => amplitudes.filter((a) => a >= low && a < high).length / 12;
  assert.is(across.fraction_below_kascade, count(0, 1.4656e-3));
  assert.is(across.fraction_within_eastop, count(3.9e-4, 8.9e-4));
  assert.is(across.isotropic_prediction, isotropicPrediction(1000, 0.14));
  // a cosine law in this made-up run: far larger along the field than across
  assert.ok(Number(rows[0].median) > 4 * Number(across.median), `${rows[0].median} ${across.median}`);
});

test("sky: the scale has equal steps, written to two digits, and the run's own dipole stands beside the map's", async () => {
  const field = await syntheticField(input);
  const { svg } = draw("sky", { field });
  const value = (text: string) => Number(text.replace("−", "-").replace(/×10(.*)/, "")) * 10 ** exponent(text);
  const exponent = (text: string) =>
    Number(
      [...(/×10(.*)/.exec(text)?.[1] ?? "0")]
        .map((c) => (c === "⁻" ? "-" : "⁰¹²³⁴⁵⁶⁷⁸⁹".includes(c) ? "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c) : c))
        .join(""),
    );
  const labels = [...svg.matchAll(/>(−?\d(?:\.\d)?(?:×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)</g)].map(([, text]) => text).slice(-5);
  const ticks = labels.map(value);
  assert.is(ticks[2], 0, labels.join(" "));
  const step = ticks[4] / 2;
  [-2, -1, 0, 1, 2].forEach((n, i) => {
    assert.ok(Math.abs(ticks[i] - n * step) < 1e-9 * step, labels.join(" "));
  });
  assert.match(svg, /the run.*nside 8/s);
});

test("a gradient of any size gives every figure, its axis among the amplitudes", async () => {
  const field = await syntheticField(input);
  const recorded = syntheticMultipoles();
  for (const per_kpc of [1e-30, 3e-8, 1e4, 1e30]) {
    for (const [name, { multipoles }] of Object.entries(figures)) {
      const gradient = { direction_deg: [90, 0] as [number, number], per_kpc, kind: null };
      const drawing = draw(name, { ...(multipoles === undefined ? { field } : recorded), gradient });
      assert.not.match(drawing.svg, /NaN|Infinity/, `${name} at ${per_kpc}/kpc`);
    }
  }
  // what is drawn of the ensemble lies in the frame, 310 high
  const small = draw("fig5", { gradient: { direction_deg: [90, 0], per_kpc: 3e-8, kind: null } });
  assert.match(small.svg, /10⁻⁹</);
  assert.match(small.svg, /Limits that lie beyond the axis are not drawn/);
});

test("fig3 and fig5: a column holds every realisation once, the negative and the small ones below the axis", () => {
  const { below, rows } = histogram(tally([-1e-3, 0, 9.9e-5, 1.01e-4, 1.3e-3, 1.3e-3, 9.9e-3, 2], 1e-8), [1e-4, 1e-2]);
  assert.is(below, 3 / 8);
  assert.is(rows.length, 20); // two decades in tenths
  assert.ok(Math.abs(below + rows.reduce((sum, part) => sum + part, 0) - 1) < 1e-12);
  // 10^-3.9 to -3.8 is row 1; log10(1.3e-3/1e-4) = 1.11 is row 11; what is above the axis is put into the last row
  assert.equal([rows[0], rows[11], rows[19]], [1 / 8, 2 / 8, 2 / 8]);
});

test("angle: at 90 degrees fractions are means of those of fig5 around the field, and they fall to none along it", () => {
  // a gradient and its opposite have the same amplitudes, so that four of the eight directions are enough
  const around = [0, 45, 90, -45].map((latitude) => {
    const gradient = { direction_deg: [90, latitude] as [number, number], per_kpc: 0.14, kind: null };
    return rowsOf(draw("fig5", { gradient })).find((row) => row.gradient_longitude_deg === 90)!;
  });
  for (const [criterion, fraction, harmonic] of [
    ["below the KASCADE limit", "fraction_below_kascade", "fraction_of_first_harmonics_below_kascade"],
    ["within the EAS-TOP band", "fraction_within_eastop", "fraction_of_projections_within_eastop"],
  ] as const) {
    const rows = rowsOf(draw("angle")).filter((row) => row.criterion === criterion);
    const [along, across] = [rows[0], rows[rows.length - 1]];
    assert.equal([along.angle_deg, across.angle_deg], [0, 90]);
    assert.equal([along.fraction, along.fraction_first_harmonic], [0, 0]);
    assert.ok(Number(across.fraction) > 0 && Number(across.fraction) < 1);
    for (const [found, column] of [
      [across.fraction, fraction],
      [across.fraction_first_harmonic, harmonic],
    ] as const) {
      const mean = around.reduce((sum, row) => sum + Number(row[column]), 0) / 4;
      assert.ok(Math.abs(Number(found) - mean) < 1e-5, `${column}: ${found} ${mean}`); // six digits are written
    }
  }
});

test("a run without the paper's groups: what there is is drawn and the rest is named, or the error says what to run", () => {
  const other = syntheticInput(
    { ...TWELVE, field: { turbulence_level: [0.3] }, particles: { rigidity_TV: [300] } },
    measured,
  );
  const { missing, svg } = figures.fig5.draw(other, document);
  assert.match(missing.join(), /no turbulence level 0\.1 at 1000 TV.*drawn is turbulence level 0\.3 at 300 TV/);
  assert.match(svg, /η = 0\.3, 300 TV/);
  try {
    figures.fig2.draw(other, document);
    assert.unreachable("it was drawn");
  } catch (error) {
    assert.instance(error, FigureError);
    assert.match(
      (error as Error).message,
      /fig2 needs .*turbulence level 1.*0\.3 at 300 TV \(12 realisations\).*Run: larmor run --set 'field\.turbulence_level=\[1\]'/,
    );
  }
  const waiting = {
    ...input,
    samples: input.samples.map((s) => (s.group.turbulence_level === 1 ? { ...s, rows: [] } : s)),
  };
  assert.throws(() => figures.fig3.draw(waiting, document), /fig3 .*none yet.*--resume/);
  const partly = draw("fig1");
  assert.match(partly.missing.join(), /fig1: the run has no 10 TV at turbulence level 0\.1/);
});

test("a matched gradient of one realisation is refused with a reason and a way out", () => {
  const single = syntheticInput({ ...TWELVE, ensemble: { realisations: 1 } }, measured);
  for (const name of ["fig2", "fig3"]) {
    assert.throws(() => figures[name].draw(single, document), /at least 2.*--gradient literal/);
  }
});

test("spectrum: shells hold the variance of the waves, and a wave along a line gives its variance back", () => {
  // three waves with |A|^2 = 2, 8, 18: 2 |A|^2 in all is 56
  const modes = Float64Array.from([
    ...[1, 0, 0, 0, 1, 1, 0, 0, 0],
    ...[0, 3, 0, 2, 0, 2, 0, 0, 0],
    ...[0, 0, 9.9, 3, 3, 0, 0, 0, 0],
  ]);
  const found = modeSpectrum(modes, [1, 2, 5, 10], [1, 0, 0]).shells;
  assert.equal(
    found.map((s) => [s.waves, s.E * (s.high - s.low)]),
    [
      [1, 4],
      [1, 16],
      [1, 36],
    ],
  );
  // B = cos(k x), 64 turns in 4096 points: variance 1/2. A tenth of a decade is 23 % in k; leakage of the window stays in it.
  const field = new Float64Array(3 * 4096);
  for (let i = 0; i < 4096; i++) field[3 * i + 1] = Math.cos((2 * Math.PI * 64 * i) / 4096);
  const spacing = 0.5;
  const bins = alongLine(field, spacing, 10);
  const step = (2 * Math.PI) / (4096 * spacing);
  const total = bins.reduce((sum, bin) => sum + bin.E * bin.modes * step, 0);
  assert.ok(Math.abs(total / 0.5 - 1) < 1e-9, `${total}`);
  const loudest = bins.reduce((a, b) => (b.E > a.E ? b : a));
  assert.ok(Math.abs(Math.log10(loudest.k / (64 * step))) < 0.06, `${loudest.k}`);
});

test("sky: the outlines of the pixels tile the sphere, each around its centre", async () => {
  const radians = Math.PI / 180;
  for (const nside of [1, 4, 16]) {
    const centres = await pixelCentres(await loadKernel(), nside);
    const corners = new Map<string, number>();
    for (let i = 0; i < centres.length; i += 3) {
      const [x, y, z] = centres.subarray(i, i + 3);
      const outline = pixelCorners(nside, x, y, z);
      const latitude = Math.asin(z) / radians;
      const [north, east, south, west] = outline;
      assert.ok(north[1] > latitude && south[1] < latitude, `pixel ${i / 3} of nside ${nside}`);
      assert.ok(east[0] > west[0]);
      for (const [l, b] of outline) {
        const v = [
          Math.cos(b * radians) * Math.cos(l * radians),
          Math.cos(b * radians) * Math.sin(l * radians),
          Math.sin(b * radians),
        ];
        const key = v.map((c) => (Math.round(c * 1e6) / 1e6 + 0).toFixed(6)).join();
        corners.set(key, (corners.get(key) ?? 0) + 1);
      }
    }
    // Euler: V - E + F = 2 with 2F edges of F quadrilaterals
    const F = centres.length / 3;
    assert.is(corners.size, F + 2, `nside ${nside}`);
    // eight of them have three pixels, all others four
    assert.is([...corners.values()].filter((n) => n === 3).length, 8);
    assert.is([...corners.values()].filter((n) => n === 4).length, F - 6);
  }
});

test("sky and cl: the dipole that the map shows is that of the response, in both conventions", async () => {
  const paper = syntheticInput({ ...TWELVE, particles: { rigidity_TV: [1000], nside: 8 } }, measured);
  const field = await syntheticField(paper);
  const drawingIn = (convention: "momentum" | "arrival") => figures.sky.draw({ ...paper, field, convention }, document);
  const sum = ({ table }: Drawing) => {
    const total = [0, 0, 0];
    for (const row of table.rows) {
      const [l, b, f] = [Number(row[1]), Number(row[2]), Number(row[3])].map((v, i) =>
        i < 2 ? (v * Math.PI) / 180 : v,
      );
      const n = [Math.cos(b) * Math.cos(l), Math.cos(b) * Math.sin(l), Math.sin(b)];
      for (let i = 0; i < 3; i++) total[i] += (3 * n[i] * f) / table.rows.length;
    }
    return total;
  };
  const [momentum, arrival] = [sum(drawingIn("momentum")), sum(drawingIn("arrival"))];
  for (let i = 0; i < 3; i++) assert.ok(Math.abs(momentum[i] + arrival[i]) < 1e-12);
  // R of field_view.ts times g = 0.14/kpc along y is (8, -6, -0.5) 1.4e-4; nside 4 has 3 <n n> = 1 to 0.6 %, noise is 3 pc/sqrt(192)
  [8, -6, -0.5].forEach((R, i) => {
    assert.ok(Math.abs(momentum[i] / 1.4e-4 - R) < 0.5, `${momentum[i] / 1.4e-4} is not ${R}`);
  });
  const C1 = Number(figures.cl.draw({ ...paper, field }, document).table.rows[0][1]);
  const amplitude = Math.sqrt((9 * C1) / (4 * Math.PI));
  assert.ok(Math.abs(amplitude / Math.hypot(...momentum) - 1) < 0.05, `${amplitude}`);
});

test("sky: a density alone with the contrasts of a gradient has its map and its dipole, and no star", async () => {
  const field = await syntheticField(input);
  const gradient = { direction_deg: [90, 0] as [number, number], per_kpc: 0.14, kind: "literal" as const };
  const sky = field.sky!;
  const contrasts = Float64Array.from(
    { length: sky.directions.length / 3 },
    (_, i) => 1.4e-4 * sky.positions_pc[3 * i + 1],
  );
  const alone = { ...gradient, kind: null, per_kpc: 0, density: "disc" };
  const linear = draw("sky", { field, gradient });
  const found = draw("sky", { field: { ...field, sky: { ...sky, contrasts } }, gradient: alone });
  rowsOf(found).forEach((row, k) => {
    assert.ok(Math.abs(Number(row.relative_intensity) - Number(rowsOf(linear)[k].relative_intensity)) < 1e-15);
  });
  const dipole = /dipole of this sky, ([^<]*)/;
  assert.is(dipole.exec(found.svg)?.[1], dipole.exec(linear.svg)?.[1]);
  assert.match(found.table.about.join(" "), /Density disc, no gradient/);
  assert.ok(linear.svg.includes("isotropic diffusion") && !found.svg.includes("isotropic diffusion"));
});

test("where there is no regular field there is no angle to it, which is said", () => {
  const turbulence = syntheticInput({ ...TWELVE, field: { turbulence_level: [1] } }, measured);
  assert.throws(
    () => draw("angle", { ...turbulence }),
    (error: Error) =>
      error instanceof FigureError &&
      /angle needs realisations with a regular field .*this run has turbulence level 1/.test(error.message),
  );
});

test.run();
