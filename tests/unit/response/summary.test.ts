// Statistics over realisations, on samples whose answers are known: independence of the order of the records, and errors.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { canonicalJSON } from "../../../src/config/config.js";
import { newSummary, summarise } from "../../../src/response/summary.js";
import { ABOUT, configOf, diagonal, generator, meanAndError, near, recordsOf } from "../synthetic_records.js";

const order = suite("ensemble: order");

order("the summary is the same bytes whatever the order of the records, and when they come one at a time", () => {
  const config = configOf([1], 25);
  const random = generator(2);
  const records = recordsOf(config, () => {
    const [a, b, c] = [random.normal(), random.normal(), random.normal()];
    return {
      response: [
        [a, b, c],
        [c, a - 1, b],
        [b, c, a],
      ],
      diffusion: diagonal(2 + a, 3 + b, 4 + c),
      noise: 3,
    };
  });
  const bytes = canonicalJSON(summarise(config, records, ABOUT));
  const shuffled = records.map((record) => ({ record, at: random.uniform() })).sort((x, y) => x.at - y.at);
  assert.is(canonicalJSON(summarise(config, records.toReversed(), ABOUT)), bytes);
  const growing = newSummary(config, ABOUT);
  for (const { record } of shuffled) {
    growing.add(record);
    growing.summary(); // reading changes nothing
  }
  assert.is(canonicalJSON(growing.summary()), bytes);
});

order.run();

const errors = suite("ensemble: errors");

errors("the jackknife of a mean is the classical standard error, and so are the errors of the tensors", () => {
  const config = configOf([0.1], 20);
  const records = recordsOf(config, () => ({
    response: diagonal(-60, -3, -3),
    diffusion: diagonal(20, 1, 1),
    noise: 30,
  }));
  const [group] = summarise(config, records, ABOUT).groups;
  for (let p = 0; p < 3; p++) {
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const [mean, error] = meanAndError(records.map((record) => record.response_pc[p][i][j]));
        near(group.response_mean_pc![p][i][j], mean, 1e-12);
        near(group.response_sem_pc![p][i][j], error, 1e-12);
      }
    }
  }
  const [parallel, error] = meanAndError(records.map((record) => -record.response_pc[2][0][0] / 3));
  near(group.diffusion!.tgk.parallel!.value, parallel, 1e-12);
  // leaving out is a subtraction from the sum: a few more roundings
  near(group.diffusion!.tgk.parallel!.error, error, 1e-10);
  const [amplitude, amplitudeError] = meanAndError(
    records.map(({ response_pc: R }) => 0.14e-3 * Math.hypot(R[2][0][1], R[2][1][1], R[2][2][1])),
  );
  near(group.dipole!.mean, amplitude, 1e-12);
  near(group.dipole!.mean_error, amplitudeError, 1e-10);
});

errors("coefficients along, across and around the regular field, wherever it points", () => {
  // for a regular field along +x: D_par 20, D_perp (2 + 4)/2 = 3, D_A = D_yz = 0.5; displacements twice as much
  const along = [
    [-60, 0, 0],
    [0, -6, -1.5],
    [0, 1.5, -12],
  ];
  // x -> y -> z -> x turns the frame
  const turned = (tensor: number[][]) => tensor.map((_, i) => tensor.map((_, j) => tensor[(i + 2) % 3][(j + 2) % 3]));
  const config = configOf([0.1], 4);
  const directions: [number, number][] = [
    [0, 0],
    [90, 0],
    [0, 90],
  ];
  let response = along;
  let diffusion = diagonal(40, 4, 8);
  for (const regular_direction_deg of directions) {
    const pointed = { ...config, field: { ...config.field, regular_direction_deg } };
    const records = recordsOf(pointed, () => ({ response, diffusion, noise: 0 }));
    const { tgk, msd, flow, tgk_minus_msd, msd_minus_flow } = summarise(pointed, records, ABOUT).groups[0].diffusion!;
    near(tgk.parallel!.value, 20, 1e-13);
    near(tgk.perpendicular!.value, 3, 1e-13);
    near(tgk.isotropic.value, 26 / 3, 1e-13);
    near(tgk.antisymmetric!.value, 0.5, 1e-13);
    for (const symmetric of [msd, flow]) {
      near(symmetric.parallel!.value, 40, 1e-13);
      near(symmetric.perpendicular!.value, 6, 1e-13);
    }
    near(tgk_minus_msd.parallel!.value, -20, 1e-13);
    near(tgk_minus_msd.perpendicular!.value, -3, 1e-13);
    assert.ok(Math.abs(msd_minus_flow.parallel!.value) < 1e-12);
    response = turned(response);
    diffusion = turned(diffusion);
  }
});

errors("the diffusion at the last path length is the slope there, in the tensors and in the coefficients", () => {
  const config = configOf([1], 4);
  const records = recordsOf(config, () => ({ response: diagonal(-3, -3, -3), diffusion: diagonal(1, 1, 1), noise: 0 }));
  // <x^2> = T^2/4: D = T/4, at 20, 40 and 60 pc
  for (const record of records) record.displacement_pc2 = record.path_pc.map((T) => diagonal((T * T) / 4, 0, 0));
  const [group] = summarise(config, records, ABOUT).groups;
  group.path_pc.forEach((T, p) => {
    near(group.diffusion_msd_pc![p][0][0], T / 4, 1e-14);
  });
  near(group.diffusion!.msd.isotropic.value, 5, 1e-14);
  assert.is(group.diffusion!.msd.parallel, null);
});

errors("equal realisations have errors of exactly zero", () => {
  const config = configOf([0.1], 7);
  const [first] = recordsOf(config, () => ({
    response: diagonal(-1 / 3, 0.1, 0.7),
    diffusion: diagonal(1, 1, 1),
    noise: 1,
  }));
  const records = Array.from({ length: 7 }, (_, realisation) => ({ ...first, realisation }));
  const [group] = summarise(config, records, ABOUT).groups;
  assert.equal(group.response_sem_pc!.flat(2), new Array(27).fill(0));
  assert.equal(group.diffusion_msd_sem_pc!.flat(2), new Array(27).fill(0));
});

errors.run();
