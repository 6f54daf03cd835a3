// Paths flown back in time by a device and forth again, by the device and by the kernel: by how much they miss their start.

import type { KernelField } from "../flight/open_field.js";
import { GRID_PLACE_NUMBERS } from "../kernel_constants.js";
import type { GPUBench } from "./device.js";
import { type FlightSettings, openFlights, type Passenger } from "./flight.js";
import { traceOf } from "./flown.js";
import { roomFor } from "./memory.js";

type Grids = ReturnType<KernelField["grids"]>;

/** The same field with the origin of paths at r, pc. */
export function movedTo(grids: Grids, r: ArrayLike<number>): Grids {
  const places = grids.places.slice();
  for (let g = 0; g < places.length; g += GRID_PLACE_NUMBERS) {
    for (let row = 0; row < 3; row++)
      for (let column = 0; column < 3; column++) places[g + 9 + row] += places[g + 3 * row + column] * r[column];
  }
  return { ...grids, places };
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.sqrt([0, 1, 2].reduce((sum, i) => sum + (a[i] - b[i]) ** 2, 0));

/**
 * Distances from the start in gyroradii, of N directions [N][3]: those of the device's way forth, and those of the kernel's from
 * the same places. Only the first of the settings' path lengths is flown. Each particle has a copy of the field: few are meant.
 */
export async function thereAndBack(
  bench: GPUBench,
  settings: FlightSettings,
  field: KernelField,
  directions: Float64Array,
): Promise<{ device: number[]; kernel: number[] }> {
  const { gyroradius_pc } = settings.group;
  const paths = [settings.paths[0]];
  const fly = async (passengers: Passenger[], sense: -1 | 1) => {
    const group = { ...settings.group, directions: passengers[0].directions.length / 3 };
    const room = roomFor(bench.limits, group, passengers[0].grids, 1, passengers.length);
    const flights = await openFlights(bench, { ...settings, group, paths, sense }, { ...room, realisations: 1 });
    try {
      const traces = [];
      for (const passenger of passengers) traces.push(traceOf((await flights.fly([passenger]))[0], group));
      return traces;
    } finally {
      flights.destroy();
    }
  };
  const grids = field.grids(true);
  const [there] = await fly([{ grids, directions }], -1);
  const turned = Array.from({ length: directions.length / 3 }, (_, d) => ({
    end: there.positions.slice(3 * d, 3 * d + 3),
    directions: there.momenta.slice(3 * d, 3 * d + 3),
  }));
  const back = await fly(
    turned.map(({ end, directions }) => ({ grids: movedTo(grids, end), directions })),
    1,
  );
  return {
    device: turned.map(({ end }, d) => distance(back[d].positions, [-end[0], -end[1], -end[2]]) / gyroradius_pc),
    kernel: turned.map(({ end, directions }) => {
      const origin: [number, number, number] = [end[0], end[1], end[2]];
      return distance(field.trace({ directions, paths, origin, sense: 1 }).positions, [0, 0, 0]) / gyroradius_pc;
    }),
  };
}
