// What a fit of spectra and anisotropy together needs of a run: the scatter of the dipole, and D.

import { GRADIENT_PER_KPC } from "../../published.js";
import { densityNames, mixedDipoles, mixedStatistics } from "../../response/density_mixture.js";
import { gradientVector } from "../../response/dipole.js";
import { isOf, type Sample } from "../../response/sample.js";
import { addToScatter, coefficientsOf, emptyScatter, type GroupScatter, scatterOf } from "../../response/scatter.js";
import { AROUND } from "../../sky/around_axis.js";
import { writeWhole } from "../../store/disk.js";
import { isFolder, isThere, Run } from "../../store/store.js";
import { csvText, type Table } from "../../words/csv.js";
import { command, EXIT, UsageError } from "../command.js";
import { readRun, sayIncomplete } from "../figure_input.js";
import { print, printNames, warn } from "../output.js";

const ANGLES_DEG = [0, 15, 30, 45, 60, 75, 80, 85, 90];

const ABOUT = [
  `A row for each group, path length T and angle between gradient and regular field B0 (${AROUND} directions around B0 together; without B0 the three axes, and no angle).`,
  "ratio: a/a_iso, dipole amplitude over 3 D |g|/c with D of B/C, for a literal gradient g: its size drops out. Quantiles over realisations and directions, and their standard errors: whole realisations are drawn anew (bootstrap).",
  "noise_ratio: rms of the noise of the finite number of directions, over a_iso. Ratios near it are noise.",
  "to_field, to_gradient: quantiles of the angle in degrees between the dipole and the line of B0 (0 to 90), and minus the gradient (0 to 180); momentum convention, a telescope looks the other way.",
  "D_par, D_perp, D_A, D_iso: D/c in pc and errors of the mean over realisations; tgk: from <n r(-T)>, msd: half the slope of <r r>; D_A: the antisymmetric part; D_iso: a third of the trace.",
  "rigidity in TV (proton energy in TeV), lengths in pc, T and D as c T and D/c, eta = dB^2/(dB^2 + B0^2).",
];

export default command({
  usage: "table DIR [--out FILE]",
  about: `Prints a run as a table (CSV) for fits of spectra and anisotropy together: quantiles of a/a_iso and of the dipole's direction over
the realisations against turbulence level, rigidity, path length T and angle between gradient and regular field, and D_par, D_perp
and D_A with errors. Comments above the table say units and conventions.`,
  positionals: [1, 1],
  options: {
    densities: {
      about: `in its place the dipoles of the densities of the run, alone and with ${GRADIENT_PER_KPC}/kpc across B0`,
    },
    out: { value: "FILE", about: "write the table to a file; default: stdout" },
  },
  examples: [["of a run", "larmor table out --out scatter.csv"]],
  async run({ out, densities }, [dir]) {
    if (out !== undefined && isThere(out) && isFolder(out))
      throw new UsageError(`--out: found a folder, ${out}, expected a file`);
    if (densities) {
      const { run, samples } = await readRun(dir);
      if (run.config.density === undefined)
        throw new UsageError("--densities: found a run without, expected one with the key density in its config");
      sayIncomplete(run);
      return written(out, { about: DENSITIES_ABOUT, ...densityTable(samples) });
    }
    const run = await Run.read(dir, warn);
    sayIncomplete(run);
    const rows: ReturnType<typeof rowsAt> = [];
    for (const scatter of scatters(run))
      for (let path = 0; path < scatter.rows.length; path++) rows.push(...rowsAt(scatter, path));
    const { larmor, numerics, config_sha256 } = run.provenance;
    const about = [`Scatter of the dipole: run ${config_sha256}, larmor ${larmor}, numerics ${numerics}`, ...ABOUT];
    const columns = Object.keys(rows[0] ?? {});
    return written(out, { about, columns, rows: rows.map((row) => Object.values(row)) });
  },
});

function written(out: string | undefined, table: Table): number {
  if (out === undefined) print(csvText(table));
  else {
    writeWhole(out, csvText(table));
    printNames([out]);
  }
  return EXIT.done;
}

const DENSITIES_ABOUT = [
  "Dipole amplitudes |delta| at the last path length (pc) over the realisations: of the gradient across B0, (l, b) = (90, 0), of each density, of both.",
  "rms_debiased: free of the noise of the finite number of directions, whose rms is noise_floor; empty where its square is not above 0.",
];

/** The gradient alone, each density alone, and both. */
function densityTable(samples: Sample[]): Pick<Table, "columns" | "rows"> {
  const across = gradientVector(90, 0, GRADIENT_PER_KPC);
  const rows = samples
    .filter(({ rows }) => rows.length > 0)
    .flatMap((sample) => {
      const { turbulence_level, rigidity_TV, path_pc, directions } = sample.group;
      const row = (density: string | undefined, per_kpc: number) => ({
        ...{ turbulence_level, rigidity_TV, path_pc: path_pc[path_pc.length - 1], directions },
        density: density ?? "",
        gradient_per_kpc: per_kpc,
        ...mixedStatistics(mixedDipoles(sample, per_kpc === 0 ? [0, 0, 0] : across, density)),
      });
      const names = densityNames(sample.group);
      return [
        row(undefined, GRADIENT_PER_KPC),
        ...names.flatMap((name) => [row(name, 0), row(name, GRADIENT_PER_KPC)]),
      ];
    });
  return { columns: Object.keys(rows[0] ?? {}), rows: rows.map((row) => Object.values(row)) };
}

/** The groups that have realisations, one after the other: of one alone the numbers are in memory. */
function* scatters(run: Run): Generator<GroupScatter> {
  let scatter: GroupScatter | undefined;
  // they come group by group
  for (const record of run.records()) {
    if (scatter === undefined || !isOf(scatter.group, record)) {
      if (scatter !== undefined) yield scatter;
      const group = run.groups.find((candidate) => isOf(candidate, record));
      if (group === undefined) throw new Error("a record of no group of its run");
      scatter = emptyScatter(group, group.regular_uG > 0 ? run.config.field.regular_direction_deg : null);
    }
    addToScatter(scatter, record);
  }
  if (scatter !== undefined) yield scatter;
}

function rowsAt(scatter: GroupScatter, path: number) {
  const { group, field_deg, rows } = scatter;
  const { turbulence_level, rigidity_TV, path_pc, directions } = group;
  const D = coefficientsOf(scatter, path);
  return (field_deg === null ? [null] : ANGLES_DEG).map((angle_deg) => {
    const { ratio, noise_ratio, to_field, to_gradient } = scatterOf(scatter, path, angle_deg ?? 0);
    const realisations = rows[path].length;
    return {
      ...{ turbulence_level, rigidity_TV, path_pc: path_pc[path], directions, realisations, angle_deg },
      ...Object.fromEntries(
        Object.entries(ratio).flatMap(([name, { value, error }]) => [
          [`ratio_${name}`, value],
          [`ratio_${name}_error`, error],
        ]),
      ),
      noise_ratio,
      ...Object.fromEntries(["q16", "q50", "q84"].map((q) => [`to_field_${q}_deg`, to_field?.[q as "q50"] ?? null])),
      ...Object.fromEntries(["q16", "q50", "q84"].map((q) => [`to_gradient_${q}_deg`, to_gradient[q as "q50"]])),
      ...Object.fromEntries(
        (
          [
            ["D_par_tgk", D.parallel_tgk],
            ["D_par_msd", D.parallel_msd],
            ["D_perp_tgk", D.perpendicular_tgk],
            ["D_perp_msd", D.perpendicular_msd],
            ["D_A", D.drift],
            ["D_iso_tgk", D.isotropic_tgk],
            ["D_iso_msd", D.isotropic_msd],
          ] as const
        ).flatMap(([name, D]): [string, number | null][] => [
          [`${name}_pc`, D?.value ?? null],
          [`${name}_error_pc`, D?.error ?? null],
        ]),
      ),
    };
  });
}
