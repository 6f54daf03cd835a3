// A graphics processor beside the kernel, on the same realisations. Its paths are the kernel's in single precision; where they
// are chaotic the two agree as samples do, so that transport is compared within errors.

import { loadKernel, pixelCentres } from "../flight/kernel.js";
import { openField } from "../flight/open_field.js";
import { AUDIT_BOUND, auditPath, withoutPatch } from "../gpu/audit.js";
import type { GPUBench } from "../gpu/device.js";
import { thereAndBack } from "../gpu/there_and_back.js";
import { directionVector, type Vector } from "../sky/directions.js";
import { byLevel, type Check, type Level, resolved, sampleText, type Wanted } from "./check.js";
import { noChange } from "./independence.js";
import { PLACES, type Place, QUANTITIES } from "./integrators.js";
import { atMost, between, type Row } from "./row.js";

const SECTION = "9 graphics processor";

/** The steps of preset `fast`. The quick ones are for an adapter in software. */
const wanted = (level: Level, { turbulence_level, rigidity_TV, path_pc }: Place, device?: GPUBench): Wanted => ({
  name: `${device ? "device" : "kernel"}, level ${turbulence_level}, ${rigidity_TV} TV`,
  device,
  input: {
    field: { turbulence_level: [turbulence_level] },
    particles: { rigidity_TV: [rigidity_TV], nside: byLevel(level, 1, 4, 8), integrator: "magnus", tolerance: 1e-3 },
    transport: { path_pc: byLevel(level, path_pc / 5, path_pc, path_pc), outputs: 8 },
    ensemble: { realisations: byLevel(level, 4, 32, 100) },
  },
});

/** Quick: 1 PV at both levels. */
const placesOf = (level: Level): readonly Place[] => byLevel(level, PLACES.slice(0, 2), PLACES, PLACES);

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The rows that compare a device with the kernel. */
export function onDevice(bench: GPUBench): Check {
  return {
    section: SECTION,
    title: `${bench.name.adapter} against the kernel`,
    wants: (level) => placesOf(level).flatMap((place) => [wanted(level, place), wanted(level, place, bench)]),
    seconds: () => 0,
    async rows({ level, ensemble, signal }) {
      const rows: Row[] = [];
      for (const place of placesOf(level)) {
        signal?.throwIfAborted();
        const [before, after] = [await ensemble(wanted(level, place)), await ensemble(wanted(level, place, bench))];
        const { group } = after;
        const where = `level ${place.turbulence_level}, ${place.rigidity_TV} TV`;
        const sample = sampleText(group, after.records.length);
        const variant = { name: "device", from: 0, to: 0, unit: "", paired: true };
        const all = QUANTITIES[group.regular_uG > 0 ? "along a field" : "isotropic"];
        for (const [quantity, measure] of Object.entries(all)) {
          rows.push(
            noChange([before, after], variant, [quantity, measure], {
              section: SECTION,
              name: `${quantity}, ${where}`,
              what: `relative change of ${quantity} from the kernel to the device, same realisations`,
            }),
          );
        }
        rows.push(
          atMost({
            section: SECTION,
            name: `paths, ${where}`,
            what: "median distance of the device's paths from the kernel's after 20 gyroradii, gyroradii",
            value: median(after.records.map((record) => record.audit_difference_gyroradii ?? Number.NaN)),
            high: AUDIT_BOUND,
            bounds: "single precision makes 1.5e-6 to 5e-6, one wrong digit of a weight 1e-2",
            source: "the kernel, whole field, same steps",
            sample,
          }),
          atMost({
            section: SECTION,
            name: `|p|, ${where}`,
            what: "largest | |p| - 1 | after a step",
            value: Math.max(...after.records.map(({ momentum_drift }) => momentum_drift)),
            high: 1e-6,
            bounds: "some roundings of 6e-8",
            source: "a magnetic field does no work",
            sample,
          }),
          await missRow(level, place, bench),
        );
      }
      return rows;
    },
  };
}

/** By how much the device's paths miss their start: as much as the kernel's, for it is the error of the steps. */
async function missRow(level: Level, place: Place, bench: GPUBench): Promise<Row> {
  const { config, group } = resolved(wanted(level, place, bench));
  const kernel = await loadKernel();
  const field = await openField(kernel, withoutPatch(config), group, 0);
  const regular = directionVector(...config.field.regular_direction_deg).map((c) => c * group.regular_uG) as Vector;
  const settings = { group, paths: [auditPath(group)], regular };
  const missed = await thereAndBack(bench, settings, field, await pixelCentres(kernel, 1));
  return between({
    section: SECTION,
    name: `there and back, level ${place.turbulence_level}, ${place.rigidity_TV} TV`,
    what: "median distance from the start after 20 gyroradii and back, of the device over that of the kernel",
    value: median(missed.device) / median(missed.kernel),
    expected: 1,
    low: 0.99,
    high: 1.01,
    bounds: "single precision is 1e-3 of it at the most",
    source: "the kernel from the same turning points",
    sample: "12 directions, realisation 0",
  });
}
