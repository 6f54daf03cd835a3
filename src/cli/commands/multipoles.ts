import { type MultipoleClaim, multipoleClaims } from "../../claims/multipoles.js";
import type { MultipoleStatistics } from "../../response/multipole_statistics.js";
import { ahlers2014, steadyChain } from "../../response/multipoles.js";
import type { Measured } from "../../statistics/jackknife.js";
import { columns, WIDTH, wrap } from "../../words/lines.js";
import { short, withError } from "../../words/numbers.js";
import { positive } from "../analysis_options.js";
import { command, EXIT, jsonOption, UsageError } from "../command.js";
import { multipolesOf, readRun } from "../figure_input.js";
import { print, printJSON } from "../output.js";

export default command({
  usage: "multipoles DIR [options]",
  about: `The sky beyond the dipole, of a run with transport.multipoles: C_l of the ensemble without the noise of finite directions, the
part of it that is gyrotropic about the local field and about B0, the slope of the anisotropy against pitch angle at mu = 0, and
what the literature says of it. Gradients along B0, across it, or any where there is no B0.`,
  positionals: [1, 1],
  options: {
    "gradient-per-kpc": { value: "X", about: "size of the gradient; default 0.14" },
    ...jsonOption,
  },
  examples: [
    [
      "a run with multipoles up to l = 4",
      "larmor run --preset fast --set transport.multipoles=4 --out sky && larmor multipoles sky",
    ],
  ],
  async run(given, [dir]) {
    const size = given["gradient-per-kpc"];
    const per_kpc = size === undefined ? 0.14 : positive("--gradient-per-kpc", size, "a gradient in 1/kpc");
    const { run } = await readRun(dir);
    if (run.config.transport.multipoles === undefined)
      throw new UsageError(
        `${dir}: found a run without multipoles, expected one with: larmor run --set transport.multipoles=4 --out DIR`,
      );
    const groups = multipolesOf(run) ?? [];
    const claims = multipoleClaims(groups);
    if (given.json) printJSON(JSON.stringify({ gradient_per_kpc: per_kpc, groups, claims }));
    else print(text(per_kpc, groups, claims));
    return EXIT.done;
  },
});

const cell = ({ value, error }: Measured): string => withError(value, error);

function text(per_kpc: number, groups: MultipoleStatistics[], claims: MultipoleClaim[]): string {
  const factor = (per_kpc / 1000) ** 2;
  const scaled = ({ value, error }: Measured): string =>
    withError(value * factor, error === null ? null : error * factor);
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
          scaled(C),
          short(noise[l].value * factor, 2),
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
