// The library's realise and run with a graphics processor: one realisation is the same by both, and nothing falls back in silence.
import { type ConfigInput, type RealisationRecord, realise, resolveConfig, run } from "larmor";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { flat } from "../../../src/statistics/rows.js";
import { programOf } from "../run/program.js";
import { softwareAdapter, useSoftwareAdapter } from "./adapter.js";

const test = suite("the library on a graphics processor");
test.before(useSoftwareAdapter);

const input: ConfigInput = {
  field: { turbulence_level: [1, 0.1] },
  particles: { nside: 2, integrator: "magnus", tolerance: 1e-3 },
  transport: { path_pc: 4, outputs: 2, multipoles: 1 },
  ensemble: { realisations: 2 },
  density: [
    { name: "layer", kind: "slab", half_thickness_pc: 1, halo_pc: 20, height_pc: 0.5, normal_deg: [20, 40] },
    {
      ...{ name: "burst", kind: "burst", distance_pc: 30, direction_deg: [60, -20] },
      ...{ age_kyr: 0.3, diffusion_pc: 15, share: 0.3 },
    },
  ],
};
const config = resolveConfig(input);

/** Without what the audit found: how many paths it takes depends on how many realisations there are. */
const flown = ({ audit_paths, audit_difference_gyroradii, audit_response_difference_pc, ...rest }: RealisationRecord) =>
  rest;

test("realise gives the line of run, densities and multipoles with it; it is the kernel's within 1e-4 of the path", async () => {
  const records: RealisationRecord[] = [];
  for await (const { record } of run(config, { device: "gpu", workers: 2 })) records.push(record);
  assert.is(records.length, 4);
  const heard: string[] = [];
  const record = await realise(config, 1, {
    turbulence_level: 0.1,
    device: "gpu",
    say: (message) => heard.push(message),
    progress: (done, total) => heard.push(`${done}/${total}`),
  });
  const same = records.find(({ turbulence_level, realisation }) => turbulence_level === 0.1 && realisation === 1);
  assert.equal(flown(record), flown(same as RealisationRecord));
  assert.is(record.audit_paths, 48);
  assert.match(heard[0], /^device: google swiftshader/);
  assert.is(heard[1], "48/48");
  // both are 3 <n r>: paths of 4 pc that differ by 1e-5 gyroradii of 0.27 pc, at the most 100 times more where they are chaotic
  const kernel = await realise(config, 1, { turbulence_level: 0.1 });
  assert.not(kernel.audit_paths);
  const within = (bound: number, name: keyof RealisationRecord, ...keys: string[]) => {
    const numbers = (value: unknown) => flat(keys.reduce((part, key) => (part as Record<string, unknown>)[key], value));
    const [own, theirs] = [numbers(record[name]), numbers(kernel[name])];
    assert.ok(own.length > 2 && own.length === theirs.length && theirs.some((x) => Math.abs(x) > 10 * bound), name);
    own.forEach((x, i) => {
      assert.ok(Math.abs(x - theirs[i]) < bound, `${name} ${keys}, ${i}: ${x}, the kernel's ${theirs[i]}`);
    });
  };
  within(4e-4, "response_pc");
  // times 4 pc, the largest distance
  within(2e-3, "quadratic_response_pc2");
  // in the layer f falls by up to 1/19.5 a pc
  within(4e-4 / 19.5, "density_dipole", "layer");
  within(4e-4 / 19.5, "density_dipole", "burst");
  // 4 pi <Y r>, Y below 1.1
  within(2e-3, "multipole_pc");
  assert.equal(record.local_field_uG, kernel.local_field_uG, "is the kernel's");
  // the kernel reads the coarse levels from a patch, which the flights that come with the audit do not
  within(4e-3, "local_field_gyration_uG");
});

test("what it cannot fly is refused by gpu, and flown by the processor with a message by auto", async () => {
  const rk45 = resolveConfig({ ...input, particles: { nside: 2 } });
  const refused = await realise(rk45, 0, { device: "gpu" }).catch((error) => error);
  assert.is(refused.name, "UnfitError");
  const heard: string[] = [];
  const record = await realise(rk45, 0, { device: "auto", say: (message) => heard.push(message) });
  assert.equal(record, await realise(rk45, 0));
  assert.match(heard.join(), /^device: the processor; .*found "rk45"/);
  assert.is((await realise(rk45, 0, { device: "tpu" as "gpu" }).catch((error) => error)).name, "RangeError");
});

test("a signal ends it with its reason", async () => {
  const stopped = await realise(config, 0, { device: "gpu", signal: AbortSignal.abort("enough") }).catch((why) => why);
  assert.is(stopped, "enough");
});

test("a run that is left in its midst lets the program end", async () => {
  const left = await programOf(
    `import { resolveConfig, run } from "larmor";
    const config = resolveConfig(${JSON.stringify({ ...input, ensemble: { realisations: 40 } })});
    const { value } = await run(config, { device: "gpu", workers: 2 }).next();
    console.log(value.done);`,
    await softwareAdapter(),
  );
  assert.equal(left, { code: 0, stdout: "1\n" });
});

test.run();
