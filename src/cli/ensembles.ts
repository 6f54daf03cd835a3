// Ensembles for validate, claims and convergence: computed on all cores, and where a folder is given each kept in a run folder
// inside it, so that the same command continues a stopped one, even within a realisation.
import { join } from "node:path";
import { loadKernel, numerics } from "../flight/kernel.js";
import type { RealisationRecord } from "../flight/record.js";
import { GPU_NUMERICS } from "../gpu/unfit.js";
import { run } from "../run/pool.js";
import { RunFolder } from "../store/store.js";
import { type Ensembles, resolved, type Wanted } from "../validation/check.js";
import { version } from "./package.js";
import type { Pace, ProgressLine } from "./progress.js";

export interface EnsembleOptions {
  /** folder for the run folders; absent: nothing is kept */
  dir: string | undefined;
  workers: number | undefined;
  signal: AbortSignal;
  line: ProgressLine;
  /** of the steps of all that will be asked for */
  pace: Pace;
}

/** A folder's name for an ensemble: letters, digits, points and dashes. */
const folderName = (name: string): string => name.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^-|-$/g, "");

export function ensembles({ dir, workers, signal, line, pace }: EnsembleOptions): Ensembles {
  const show = (wanted: Wanted, count: number, total: number) =>
    line.update(() => `${wanted.name}: ${count}/${total}${pace.toGo()}`);
  const say = (message: string) => line.say(message);
  return async (wanted) => {
    signal.throwIfAborted();
    const { config, group } = resolved(wanted);
    const { device } = wanted;
    const total = config.ensemble.realisations;
    const records: RealisationRecord[] = new Array(total);
    let found = 0;
    let folder: RunFolder | undefined;
    try {
      if (dir !== undefined) {
        const kernel = await loadKernel();
        const origin = {
          larmor: version,
          numerics: device ? GPU_NUMERICS : await numerics(kernel),
          kernel_sha256: kernel.sha256,
          ...(device ? { device: device.name } : {}),
        };
        folder = await RunFolder.open(join(dir, folderName(wanted.name)), config, origin, { resume: true, say });
        for (const record of folder.records()) {
          records[record.realisation] = record;
          found++;
        }
        pace.skip(found * group.steps_estimate);
      }
      if (found < total) {
        show(wanted, found, total);
        const skip = (_: number, realisation: number) => records[realisation] !== undefined;
        for await (const { record } of run(config, { signal, workers, skip, checkpoints: folder, say, device })) {
          records[record.realisation] = folder?.append(record) ?? record;
          found++;
          pace.add(group.steps_estimate);
          show(wanted, found, total);
        }
      }
    } finally {
      folder?.close();
    }
    return { config, group, records };
  };
}
