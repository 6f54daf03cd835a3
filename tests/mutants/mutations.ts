// Deliberate errors in the kernel and around it: each a replacement in one source file, which must be found exactly once.

export interface Mutation {
  name: string;
  file: string;
  find: string;
  replace: string;
  /** rows of `validate` that must catch it */
  caught_by: string[];
}

export const mutations: Mutation[] = [
  {
    name: "spectral index 11/3 for 5/3",
    file: "assembly/spectrum.ts",
    find: "return Math.pow(k2, -0.5 * (q + 2.0));",
    replace: "return Math.pow(k2, -0.5 * (q + 4.0));",
    caught_by: ["spectral slope"],
  },
  {
    name: "a band counted twice",
    file: "assembly/fields/levels.ts",
    find: "const variance = bandVariance(level.longest, level.shortest, outer, q) * dB * dB;",
    replace:
      "const variance = (level.index == 1 ? 2.0 : 1.0) * bandVariance(level.longest, level.shortest, outer, q) * dB * dB;",
    caught_by: ["join at 25 pc"],
  },
  {
    name: "levels not rotated (B0 along the axis of every box)",
    file: "assembly/fields/levels.ts",
    find: "if (keepAxes) {",
    replace: "if (true) {",
    caught_by: ["orientation of levels"],
  },
  {
    name: "positions in f32",
    file: "assembly/integrators/rk45.ts",
    find: "let xy = f64x2(p.x, p.y);",
    replace: "let xy = f64x2((p.x as f32) as f64, (p.y as f32) as f64);",
    caught_by: ["resolution in flight"],
  },
  {
    name: "half of the Hermitian pairs dropped in the plane k_z = 0",
    file: "assembly/fields/nested_grids.ts",
    find: "addComplex(cube + cubeIndex(-x, -y, -z, n), aRe + bIm, bRe - aIm);",
    replace: "if (z != 0) addComplex(cube + cubeIndex(-x, -y, -z, n), aRe + bIm, bRe - aIm);",
    caught_by: ["mode power y to z", "interpolation"],
  },
  {
    name: "sign of the response (of the gradient)",
    file: "src/flight/record.ts",
    find: "add: (sums, { n, r }) => addProduct(sums, n, r),",
    replace: "add: (sums, { n, r }) => addProduct(sums, n, [-r[0], -r[1], -r[2]]),",
    caught_by: ["D_A, level 0.01", "two estimators, level 0.1, 1 PV"],
  },
  {
    name: "sign of the Lorentz force across z",
    file: "assembly/lorentz.ts",
    find: "return v128.xor(f64x2.sub(f64x2.mul(vu, bzz), f64x2.mul(ww, byx)), f64x2(0.0, -0.0));",
    replace: "return f64x2.mul(f64x2.sub(f64x2.mul(vu, bzz), f64x2.mul(ww, byx)), f64x2(-1.0, 1.0));",
    caught_by: ["helix phase"],
  },
  {
    name: "spline's attenuation not divided out",
    file: "assembly/fields/nested_grids.ts",
    find: "const gain = 1.0 / (attenuation(wave.kx, cells) * attenuation(wave.ky, cells) * attenuation(wave.kz, cells));",
    replace: "const gain = 1.0;",
    caught_by: ["interpolation", "field in flight"],
  },
  {
    name: "amplitudes not transverse",
    file: "assembly/fields/modes.ts",
    find: "reX -= alongRe * kx;",
    replace: "",
    caught_by: ["divergence"],
  },
  {
    name: "sign of the commutator in a Magnus step",
    file: "assembly/integrators/magnus.ts",
    find: "const twelfthTurn = mul(turn, splat(1.0 / 12.0));",
    replace: "const twelfthTurn = mul(turn, splat(-1.0 / 12.0));",
    caught_by: ["order of magnus"],
  },
  {
    name: "a weight of a Magnus step: 5/24 for -5/24",
    file: "assembly/integrators/magnus.ts",
    find: "mul(b1XY, splat(-5.0 / 24.0))",
    replace: "mul(b1XY, splat(5.0 / 24.0))",
    caught_by: ["order of magnus"],
  },
  {
    name: "the place before the last not kept at a path length",
    file: "assembly/integrators/magnus.ts",
    find: "  p.k1XY = k1XY;\n  p.k1Z = k1Z;\n  p.k2XY = k2XY;",
    replace: "  p.k1XY = k0XY;\n  p.k1Z = k1Z;\n  p.k2XY = k2XY;",
    caught_by: ["order of magnus"],
  },
  {
    name: "waves of a slab in all directions",
    file: "assembly/fields/anisotropy.ts",
    find: "setAlong(bx, by, bz, k);",
    replace: "setAlong(x, y, z, k);",
    caught_by: ["field line of a slab"],
  },
  {
    name: "waves of 2-D turbulence polarised along B0",
    file: "assembly/fields/anisotropy.ts",
    find: "drawPolarised(ex, ey, ez,",
    replace: "drawPolarised(bx, by, bz,",
    caught_by: ["vector potential of 2-D turbulence"],
  },
];
