// `larmor run --device` as a user calls it: what is refused, and that results of a graphics processor stay apart.
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { softwareAdapter } from "../unit/gpu/adapter.js";
import { folders, larmor, tiny } from "./larmor.js";

const test = suite("command line: --device gpu");
const { fresh, remove } = folders();
test.after(remove);

/** No Vulkan anywhere. */
const NOTHING = { VK_ICD_FILENAMES: "/nowhere.json", VK_DRIVER_FILES: "/nowhere.json", LD_LIBRARY_PATH: "/nowhere" };
const fast = ["--preset", "fast", ...tiny(4)];
const lines = (dir: string) => readFileSync(join(dir, "realisations.jsonl"), "utf8").trim().split("\n").sort();

test("without an adapter, or with what it cannot fly, it ends with a sentence and exit 2; auto says what it took", async () => {
  const run = (...more: string[]) => larmor(["run", ...more, "--out", fresh()], { env: NOTHING });
  const [none, auto, rk45, unknown] = await Promise.all([
    run(...fast, "--device", "gpu"),
    run(...fast, "--device", "auto"),
    run(...tiny(1), "--device", "gpu"),
    run("--device", "tpu"),
  ]);
  assert.is(none.code, 2, none.stderr);
  assert.match(none.stderr, /no graphics processor to be had: WebGPU finds no adapter/);
  assert.is(rk45.code, 2, rk45.stderr);
  assert.match(rk45.stderr, /particles\.integrator: found "rk45", .* take --preset fast/);
  assert.is(auto.code, 0, auto.stderr);
  assert.match(auto.stderr, /device: the processor; no graphics processor to be had/);
  assert.is(unknown.code, 2);
});

test("its lines say what they are, are the same for any number of workers, and mix with no others", async () => {
  const env = await softwareAdapter();
  const [dir, other, cpu, pictures] = [fresh(), fresh(), fresh(), fresh()];
  const run = (to: string, ...more: string[]) => larmor(["run", ...fast, "--out", to, ...more], { env });
  const [{ code, stderr }, alone, byKernel] = await Promise.all([
    run(dir, "--device", "gpu", "--workers", "2"),
    run(other, "--device", "gpu", "--workers", "1"),
    run(cpu),
  ]);
  assert.is(code, 0, stderr);
  assert.match(stderr, /device: google swiftshader/);
  assert.is(alone.code, 0);
  assert.is(byKernel.code, 0);
  assert.equal(lines(dir), lines(other));
  const line = JSON.parse(lines(dir)[0]);
  assert.is(line.numerics, "gpu-3.2");
  assert.ok(line.audit_paths >= 16 && line.audit_difference_gyroradii < 2e-5);
  const summary = JSON.parse(readFileSync(join(dir, "summary.json"), "utf8"));
  assert.match(summary.device.adapter, /swiftshader/);
  assert.is(summary.groups[0].audit.paths, 64);
  assert.is(JSON.parse(readFileSync(join(dir, "provenance.json"), "utf8")).device.adapter, summary.device.adapter);
  const [merged, verified, drawn] = await Promise.all([
    larmor(["merge", dir, cpu, "--out", fresh()], { env }),
    larmor(["verify", dir], { env }),
    larmor(["figure", "fig4", dir, "--out", pictures], { env }),
  ]);
  const resumed = await run(dir, "--resume");
  assert.is(resumed.code, 5);
  assert.match(
    resumed.stderr,
    /made by google swiftshader.*, this is the processor; a run is never continued with other bits/,
  );
  assert.is(merged.code, 5);
  assert.match(merged.stderr, /their bits differ, and they are never mixed/);
  assert.is(verified.code, 5);
  assert.match(verified.stderr, /whose bits no other machine has/);
  const whole = await run(dir, "--device", "gpu", "--resume");
  assert.is(whole.code, 0, whole.stderr);
  assert.is(drawn.code, 0, drawn.stderr);
  assert.match(
    readFileSync(join(pictures, "fig4.svg"), "utf8"),
    /graphics processor google swiftshader.*, f32, audited\./,
  );
});

test("validate --device gpu: transport, paths, |p|, there and back are the kernel's; without an adapter exit 2", async () => {
  const args = ["validate", "--quick", "--device", "gpu", "--json"];
  const env = await softwareAdapter();
  const [{ code, stdout, stderr }, none, both] = await Promise.all([
    larmor(args, { env }),
    larmor(args, { env: NOTHING }),
    larmor([...args, "--only", "1"]),
  ]);
  assert.is(code, 0, stdout + stderr);
  const { rows, device } = JSON.parse(stdout);
  assert.match(device.adapter, /swiftshader/);
  const names = rows.map(({ name }: { name: string }) => name.replace(/, .*/, ""));
  for (const name of ["D", "D_par", "D_perp", "D_A", "response along B0", "paths", "|p|", "there and back"])
    assert.ok(names.includes(name), name);
  assert.is(none.code, 2);
  assert.is(both.code, 2);
});

test("a device that computes wrongly ends a run with exit 4, and nothing of it is counted", async () => {
  const there = join(fresh(), "dist");
  cpSync("dist", there, { recursive: true, filter: (path) => !/dist.(page|browser)/.test(path) });
  symlinkSync(resolve("node_modules"), join(there, "../node_modules"));
  cpSync("package.json", join(there, "../package.json"));
  const shader = readFileSync("dist/node/track.wgsl", "utf8");
  writeFileSync(join(there, "node/track.wgsl"), shader.replace("+ cross(b0, b) / 12.0;", "- cross(b0, b) / 12.0;"));
  const dir = fresh();
  const run = ["run", ...fast, "--device", "gpu", "--out", dir];
  const { code, stderr } = await larmor(run, { env: await softwareAdapter(), cli: join(there, "cli.js") });
  assert.is(code, 4, stderr);
  assert.match(
    stderr,
    /the graphics processor's paths are 0\.\d+ gyroradii from the kernel's .* at most 0\.0001 expected/,
  );
  assert.is(readFileSync(join(dir, "realisations.jsonl"), "utf8"), "");
});

test("a signal stops it within two seconds, and it can be resumed", async () => {
  const env = await softwareAdapter();
  const dir = fresh();
  let stopped = 0;
  const long = ["run", "--preset", "fast", "--set", "transport.path_pc=400", "--device", "gpu", "--workers", "1"];
  const { code } = await larmor([...long, "--out", dir], {
    env,
    // once the device is there; by then fields are made, and the first ones fly
    started: (child) =>
      child.stderr?.once("data", () =>
        setTimeout(() => {
          stopped = performance.now();
          child.kill("SIGTERM");
        }, 2500),
      ),
  });
  assert.is(code, 75);
  // the machine may be busy, and software takes tens of times as long for a dispatch
  assert.ok(performance.now() - stopped < 10_000, `${performance.now() - stopped} ms`);
});

test.run();
