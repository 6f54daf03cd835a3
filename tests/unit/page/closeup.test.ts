// What a close-up takes of the machine, and how its pieces come together.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CloseUpRequest, closeUpPlan, joined, type SkyCloseUp } from "../../../page/closeup.js";
import { groups, resolveConfig } from "../../../src/config/config.js";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";
import { openField } from "../../../src/flight/open_field.js";
import { halfSets } from "../../../src/sky/healpix.js";

const test = suite("close-up");
/** What plan.ts gives a tab. */
const TAB_BYTES = 2e9;

const sky = (config: ReturnType<typeof resolveConfig>, nside: number): CloseUpRequest => {
  const { turbulence_level, rigidity_TV } = groups(config)[0];
  return { what: "sky", config, turbulence_level, rigidity_TV, realisation: 0, nside };
};

test("its workers have no more memory than a run's, and only what a run beside it leaves", () => {
  // 1.1 GB a field
  const large = resolveConfig({ field: { turbulence_level: [1], cells_per_wavelength: 16, band_ratio: 8 } });
  const request = sky(large, 32);
  const { memory_bytes } = groups(large)[0];
  assert.ok(memory_bytes > 1e9, `${memory_bytes}`);
  const plan = closeUpPlan(request);
  assert.is(plan.refused, null);
  assert.ok(plan.workers * memory_bytes <= TAB_BYTES, `${plan.workers} workers`);
  assert.match(
    closeUpPlan(request, TAB_BYTES - memory_bytes / 2).refused ?? "",
    /^one worker needs .* left beside the run/,
  );
});

test("its time grows with the path and with the pixels, so that a long one waits for its button", () => {
  const short = resolveConfig({ field: { turbulence_level: [1] }, transport: { path_pc: 4 } });
  const long = resolveConfig({ field: { turbulence_level: [1] }, transport: { path_pc: 1e9 } });
  assert.ok(closeUpPlan(sky(short, 4)).seconds < 10);
  assert.ok(closeUpPlan(sky(long, 32)).seconds > 1e6);
  assert.ok(closeUpPlan(sky(short, 32)).seconds > closeUpPlan(sky(short, 4)).seconds);
});

test("pieces, flown apart and joined in any order, are the sky flown at once, to the last bit", async () => {
  const config = resolveConfig({ field: { turbulence_level: [1] }, transport: { path_pc: 4 } });
  const kernel = await loadKernel();
  const field = await openField(kernel, config, groups(config)[0], 0);
  const [nside, step] = [2, 5];
  const directions = await pixelCentres(kernel, nside);
  const halves = halfSets(nside);
  const pieces = [3, 0, 4, 1, 2].map((first) => {
    const own = (pixel: number) => pixel % step === first;
    const some = directions.filter((_, i) => own(Math.floor(i / 3)));
    const { positions: positions_pc, failed } = field.trace({ directions: some, paths: [4] });
    const part = { what: "sky", nside, path_pc: 4, failed, directions: some, positions_pc } as const;
    return { piece: { first, step }, sky: { ...part, halves: halves.filter((_, pixel) => own(pixel)) } as SkyCloseUp };
  });
  const whole = joined(pieces);
  assert.equal(whole.directions, directions);
  assert.equal(whole.halves, halves);
  assert.equal(whole.positions_pc, field.trace({ directions, paths: [4] }).positions);
  // what is there early lies all over the sky: no octant of the eight is empty after two pieces of five
  const early = joined(pieces.slice(0, 2)).directions;
  const octants = new Set<string>();
  for (let i = 0; i < early.length; i += 3) octants.add([0, 1, 2].map((k) => early[i + k] > 0).join());
  assert.is(octants.size, 8);
});

test.run();
