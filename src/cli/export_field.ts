// `larmor export --field` and `--modes`: the field of one realisation for other programs.

import { setImmediate } from "node:timers/promises";
import type { Config, Group } from "../config/config.js";
import { shown } from "../config/errors.js";
import { FIELD_MODELS } from "../config/field_models.js";
import { writeGridHDF5, writeGridNpy, writeModesNpy } from "../export/field_grid.js";
import { synthesise } from "../flight/field.js";
import { NUMBERS_PER_MODE } from "../flight/modes.js";
import { percent, short } from "../words/numbers.js";
import { positive } from "./analysis_options.js";
import { UsageError, wholeNumber } from "./command.js";
import { need } from "./optional_packages.js";
import type { ProgressLine } from "./progress.js";

/** Cells along a side of a cube that field.model "cube" can hold. */
const MOST_CELLS = 645;
/** Waves of fewer cells are sampled too coarsely to be interpolated. */
const CELLS_OF_A_WAVE = 4;
const HDF5 = /\.(h5|hdf5)$/i;

export const fieldOptions = {
  field: {
    value: "CELLS",
    about: `the field of one realisation at the nodes of a grid of CELLS^3, up to ${MOST_CELLS}, in uG, as .npy or, by the ending of --out, HDF5 (dataset B)`,
  },
  "side-pc": { value: "S", about: "side of that grid: nodes are S/CELLS apart, the first one at the origin" },
  modes: { about: "the plane waves of the field as .npy [n][9]: k (rad/pc), Re A, Im A (uG)" },
} as const;

export interface FieldAsked {
  field: string | undefined;
  "side-pc": string | undefined;
  modes: boolean;
}

/** What is asked for, checked before anything is computed; throws UsageError. */
export async function readFieldOptions({ field, "side-pc": side, modes }: FieldAsked, out: string, several: boolean) {
  if (field === undefined && side !== undefined)
    throw new UsageError("--side-pc: found without --field, expected with it");
  if (!several && (field !== undefined || modes) && !/\.npy$/i.test(out) && !(field !== undefined && HDF5.test(out)))
    throw new UsageError(
      `--out: found ${shown(out)}, expected FILE.npy${field === undefined ? "" : " or FILE.h5"}, or a folder`,
    );
  if (field === undefined) return { grid: undefined, modes };
  const cells = wholeNumber("--field", field, 2, MOST_CELLS);
  if (side === undefined) throw new UsageError("--side-pc: found nothing, expected the side of the grid in pc");
  if (!several && HDF5.test(out)) await need("HDF5");
  return { grid: { cells, cell_pc: positive("--side-pc", side, "a length in pc") / cells }, modes };
}

interface Exporting {
  config: Config;
  group: Group;
  realisation: number;
  /** the file for the grid, and that for the waves */
  name: (inFolder: string) => string;
  signal: AbortSignal;
  line: ProgressLine;
  /** called with each file that is written, and what it holds */
  report: (file: string, content: string) => void;
}

export async function exportField(
  { grid, modes }: Awaited<ReturnType<typeof readFieldOptions>>,
  { config, group, realisation, name, signal, line, report }: Exporting,
): Promise<void> {
  if (modes && !FIELD_MODELS[config.field.model].modes)
    throw new UsageError(
      `--modes: found with field.model "${config.field.model}", whose field is not a sum of plane waves`,
    );
  const field = await synthesise(config, realisation, group);
  const content = `realisation ${realisation} at ${group.rigidity_TV} TV, turbulence level ${group.turbulence_level}`;
  try {
    if (grid !== undefined) {
      const { cells, cell_pc } = grid;
      if (CELLS_OF_A_WAVE * cell_pc > group.inner_scale_pc && group.inner_scale_pc > 0)
        line.say(
          `cells of ${short(cell_pc)} pc sample waves down to ${short(CELLS_OF_A_WAVE * cell_pc)} pc well; the field has waves down to ${short(group.inner_scale_pc)} pc`,
        );
      const file = name("field.npy");
      const write = HDF5.test(file) ? writeGridHDF5 : writeGridNpy;
      await write(field, grid, file, async (part) => {
        line.update(() => `${file}: ${percent(part)}`);
        await setImmediate(); // lets a signal come through
        signal.throwIfAborted();
      });
      line.clear();
      report(file, `${content}: ${cells} x ${cells} x ${cells} nodes, ${short(cell_pc, 6)} pc apart`);
    }
    if (modes) {
      const waves = field.modes();
      await writeModesNpy(waves, name("modes.npy"));
      report(name("modes.npy"), `${content}: ${waves.length / NUMBERS_PER_MODE} plane waves`);
    }
  } finally {
    field.dispose();
  }
}
