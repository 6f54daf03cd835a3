// Multipoles of a made-up run: harmonics that fall as l^-1.5 with a part about an axis near B0, and noise in each half-set.
import { configIdentity, groups, resolveConfig } from "../../src/config/config.js";
import type { FigureInput } from "../../src/figures/input.js";
import { multipoleStatistics } from "../../src/response/multipole_statistics.js";
import { realHarmonics } from "../../src/sky/real_harmonics.js";
import { uniforms } from "./synthetic.js";

const LMAX = 6;

export function syntheticMultipoles(): FigureInput {
  const config = resolveConfig({
    field: { turbulence_level: [1, 0.1] },
    particles: { rigidity_TV: [100, 1000], nside: 16 },
    transport: { outputs: 2, multipoles: LMAX },
    ensemble: { realisations: 8 },
  });
  const multipoles = groups(config).map((group, g) => {
    const uniform = uniforms(31 + g);
    const about = () => uniform() + uniform() - 1;
    const skies = Array.from({ length: config.ensemble.realisations }, (_, realisation) => {
      const line = [1, 0.3 * about(), 0.3 * about()];
      const size = Math.sqrt(line.reduce((sum, x) => sum + x * x, 0));
      const axis = line.map((x) => x / size);
      const Y = realHarmonics(LMAX, axis);
      const maps = [0, 1, 2].map((j) =>
        Array.from(Y, (value, lm) => {
          const l = Math.floor(Math.sqrt(lm));
          const along = l === 0 ? 0 : (l % 2 === 1 ? 1 : 0.3) * l ** -1.5 * value;
          return 100 * axis[j] * (along + 0.1 * (l + 1) ** -1.5 * about());
        }),
      );
      const half = () => maps.map((map) => map.map((value) => value + 0.4 * about()));
      return {
        realisation,
        multipole_pc: [half(), half()],
        local_field_gyration_uG: axis,
        response_pc: [[0, 1, 2].map((i) => [0, 1, 2].map((j) => -axis[i] * axis[j]))],
      };
    });
    return multipoleStatistics(group, skies, config.field.regular_direction_deg);
  });
  return {
    config,
    samples: [],
    config_sha256: configIdentity(config),
    measured: [],
    gradient: { direction_deg: [90, 0], per_kpc: 0.14, kind: null },
    convention: "momentum",
    only: {},
    multipoles,
    measured_power: [
      {
        experiment: "Made up",
        energy_TeV: 100,
        l: 2,
        C_l: 1e-7,
        stat_lo: 4e-8,
        stat_hi: 4e-8,
        kind: "value",
        reference: "none",
        note: "",
      },
    ],
  };
}
