import { type MultipoleClaim, multipoleClaims } from "../../claims/multipoles.js";
import type { MeasuredPower } from "../../figures/measured/power.js";
import { ahlers2014, GRADIENT_PER_KPC, steadyChain } from "../../published.js";
import { ofGradient } from "../../response/multipole_gradient.js";
import type { MultipoleStatistics } from "../../response/multipole_statistics.js";
import { partialOfGradient } from "../../response/partial_sky.js";
import type { Measured } from "../../statistics/jackknife.js";
import { columns, WIDTH, wrap } from "../../words/lines.js";
import { namesText } from "../../words/lists.js";
import { counted, short, withError } from "../../words/numbers.js";
import { positive } from "../analysis_options.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { multipolesOf, partialSkies, readPower, readRun } from "../figure_input.js";
import { notUsed, sayNotUsed } from "../not_used.js";
import { print, printJSON, warn } from "../output.js";
import { bandOf, DEFAULT_FIELD, fieldOf, frameOf, skyOptions } from "../sky_view.js";
import { partialSkyText } from "../text/partial_sky_text.js";

/** Between the energy of a measured C_l and the rigidity beside it (TeV and TV, as of protons), from which on it is said. */
const FAR = 2;

export default command({
  usage: "multipoles DIR [options]",
  about: `The sky beyond the dipole, of a run with transport.multipoles: C_l of the ensemble without the noise of finite directions, the
part of it that is gyrotropic about the local field and about B0, the slope of the anisotropy against pitch angle at mu = 0, and
what the literature says of it. Gradients along B0, across it, or any where there is no B0.`,
  positionals: [1, 1],
  options: {
    "gradient-per-kpc": { value: "X", about: `size of the gradient; default ${GRADIENT_PER_KPC}` },
    data: {
      value: "FILE",
      multiple: true,
      about: `set measured C_l beside those of the nearest rigidity: a CSV with the columns of docs/multipoles.md. Rows with l above that of the run are not used; of those whose rigidity is off by more than a factor of ${FAR} it is said`,
    },
    dec: {
      value: "MIN..MAX",
      about:
        "see this band of declinations only: pseudo-C_l, what is left of them by normalising, and by the coupling matrix",
    },
    b0: { ...skyOptions.b0, about: `with --dec: ${skyOptions.b0.about}` },
    frame: { ...skyOptions.frame, about: "with --b0: galactic (default; l,b) or icrs (right ascension, declination)" },
    ...jsonOption,
  },
  examples: [
    [
      "a run with multipoles up to l = 4",
      "larmor run --preset fast --set transport.multipoles=4 --out sky && larmor multipoles sky",
    ],
    ["what the southern sky shows of them", "larmor multipoles sky --dec -90..-25"],
  ],
  async run(given, [dir]) {
    const size = given["gradient-per-kpc"];
    const per_kpc = size === undefined ? GRADIENT_PER_KPC : positive("--gradient-per-kpc", size, "a gradient in 1/kpc");
    const alone = (["b0", "frame"] as const).find((name) => given[name] !== undefined);
    if (alone !== undefined && given.dec === undefined)
      throw new UsageError(`--${alone}: found without --dec, expected with it`);
    const band = given.dec === undefined ? undefined : bandOf(given.dec);
    const field = fieldOf(given.b0 ?? DEFAULT_FIELD, frameOf(given.frame ?? "galactic"));
    const { measured_power, others } = readPower(given.data);
    if (others.length > 0)
      throw new UsageError(`--data ${others[0]}: found no column C_l, expected a table of measured C_l`);
    const { run } = await readRun(dir);
    if (run.config.transport.multipoles === undefined)
      throw new UsageError(
        `${dir}: found a run without multipoles, expected one with: larmor run --set transport.multipoles=4 --out DIR`,
      );
    const groups = ofGradient(multipolesOf(run) ?? [], per_kpc);
    const claims = multipoleClaims(groups);
    const seen = band === undefined ? undefined : partialSkies(run, band, field.icrs);
    const partial = seen && { ...seen, partial_skies: partialOfGradient(seen.partial_skies, per_kpc) };
    const measured = measured_power.length > 0 ? besideMeasured(measured_power, groups) : undefined;
    const { not_used, warnings } = remarksOf(measured ?? [], groups);
    if (given.json)
      printJSON(
        JSON.stringify({
          gradient_per_kpc: per_kpc,
          groups,
          claims,
          ...(partial === undefined ? {} : { regular_field_icrs_deg: field.icrs, ...partial }),
          ...(measured === undefined ? {} : { measured, not_used, warnings }),
        }),
      );
    else {
      const more = partial === undefined ? [] : partialSkyText(partial.bands, partial.partial_skies);
      const placed =
        partial === undefined
          ? []
          : wrap(
              `B0 towards (RA, dec) = (${field.icrs.map((x) => x.toFixed(1)).join(", ")}) degrees${field.reference}.`,
              WIDTH,
            );
      const beside = measured === undefined ? [] : measuredText(measured);
      print(`${[text(per_kpc, groups, claims).trimEnd(), ...beside, ...more, ...placed].join("\n")}\n`);
    }
    sayNotUsed(not_used);
    for (const message of warnings) warn(message);
    return EXIT.done;
  },
});

/** A measured C_l and the simulated ones of the rigidity nearest to its energy, for each level and direction of the gradient. */
function besideMeasured(measured: MeasuredPower[], groups: MultipoleStatistics[]) {
  const levels = [...new Set(groups.map(({ turbulence_level }) => turbulence_level))];
  return measured.map((point) => ({
    ...point,
    simulated: levels.flatMap((level) => {
      const far = ({ rigidity_TV }: MultipoleStatistics) => Math.abs(Math.log(rigidity_TV / point.energy_TeV));
      const those = groups.filter(({ turbulence_level, lmax }) => turbulence_level === level && lmax >= point.l);
      if (those.length === 0) return [];
      const { rigidity_TV, spectra } = those.reduce((a, b) => (far(b) < far(a) ? b : a));
      return spectra.map(({ gradient, power }) => ({
        ...{ turbulence_level: level, rigidity_TV, gradient },
        C_l: power[point.l],
      }));
    }),
  }));
}

function remarksOf(measured: ReturnType<typeof besideMeasured>, groups: MultipoleStatistics[]) {
  const label = ({ experiment, energy_TeV, l }: MeasuredPower) => `${experiment}, ${energy_TeV} TeV, l = ${l}`;
  const lmax = Math.max(...groups.map((group) => group.lmax));
  const without = measured.filter(({ simulated }) => simulated.length === 0).map(label);
  const far = measured.flatMap((point) => {
    const beside = [...new Set(point.simulated.map(({ rigidity_TV }) => rigidity_TV))];
    const off = beside.filter((R) => Math.abs(Math.log(R / point.energy_TeV)) > Math.log(FAR) + 1e-9);
    return off.length === 0 ? [] : [`${label(point)}, beside ${off.join(" and ")} TV`];
  });
  return {
    not_used: notUsed([{ reason: `l above ${lmax}, the largest of the run`, rows: without }]),
    warnings:
      far.length === 0
        ? []
        : [
            `${counted(far.length, "row")} of --data, more than a factor of ${FAR} from the rigidity beside: ${namesText(far)}`,
          ],
  };
}

function measuredText(measured: ReturnType<typeof besideMeasured>): string[] {
  const rows = measured.flatMap(({ experiment, energy_TeV, l, C_l, kind, simulated }) =>
    simulated.map(({ turbulence_level, rigidity_TV, gradient, C_l: found }) => [
      experiment,
      short(energy_TeV),
      String(l),
      `${kind === "value" ? "" : "< "}${short(C_l)}`,
      String(turbulence_level),
      short(rigidity_TV),
      gradient,
      cell(found),
    ]),
  );
  const names = ["measured by", "TeV", "l", "C_l", "level", "TV", "gradient", "simulated mean"];
  return ["", ...columns([names, ...rows], "r")];
}

const cell = ({ value, error }: Measured): string => withError(value, error);

function text(per_kpc: number, groups: MultipoleStatistics[], claims: MultipoleClaim[]): string {
  const tables = groups.flatMap((group) => [
    "",
    ...wrap(
      `turbulence level ${group.turbulence_level}, ${group.rigidity_TV} TV: T ${group.path_pc} pc, nside ${group.nside}, ${group.realisations} realisations`,
      WIDTH,
    ),
    ...group.spectra.flatMap(({ gradient, power, relative, noise, local, regular }) => {
      const names = [
        "l",
        "C_l",
        "noise",
        "C_l/C_1",
        "Ahlers",
        "steady",
        "gyrotropic",
        ...(regular ? ["about B0"] : []),
      ];
      const rows = power.slice(1).map((C, k) => {
        const l = k + 1;
        return [
          String(l),
          cell(C),
          short(noise[l].value, 2),
          cell(relative[l]),
          short(ahlers2014(l), 2),
          short(steadyChain(l), 2),
          cell(local.gyrotropic[l]),
          ...(regular ? [cell(regular.gyrotropic[l])] : []),
        ];
      });
      const slope = `slope at mu = 0 over that of the dipole alone: ${cell(local.slope)} about the local field${regular ? `, ${cell(regular.slope)} about B0` : ""}`;
      return [
        `gradient ${gradient === "any" ? "anywhere" : `${gradient} B0`}`,
        ...columns([names, ...rows], "r"),
        ...wrap(slope, WIDTH),
      ];
    }),
    ...(group.nearness === null
      ? []
      : wrap(
          `rms angles, gradient along B0: dipole to the local field ${cell(group.nearness.dipole_to_local)} degrees, to B0 ${cell(group.nearness.dipole_to_regular)}; the local field to B0 ${cell(group.nearness.local_to_regular)}`,
          WIDTH,
        )),
  ]);
  const rows = claims.flatMap(({ source, statement, turbulence_level, found, verdict }) => [
    "",
    ...wrap(`${verdict}: ${statement} (${source}), level ${turbulence_level}`, WIDTH),
    ...found.flatMap((line) => wrap(line, WIDTH, "  ", "    ")),
  ]);
  const head = wrap(
    `Multipoles of a gradient of ${per_kpc}/kpc. C_l are means over realisations, from two half-sets of directions, free of their noise. Gyrotropic: the part of C_l in m = 0 about the field; an isotropic sky has 1/(2l+1).`,
    WIDTH,
  );
  return `${[...head, ...tables, ...rows].join("\n")}\n`;
}
