// What a program sees of the workers of its runs, with the built package.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { programOf } from "./program.js";

const test = suite("workers of a program");

const CONFIG = `const config = resolveConfig({
  field: { model: "plane-waves", turbulence_level: [0.1] },
  particles: { nside: 1 },
  transport: { path_pc: 2, outputs: 1 },
  ensemble: { realisations: 200 },
});`;

const program = (text: string) => programOf(`import { resolveConfig, run } from "larmor"; ${CONFIG} ${text}`);

test("a run that is left in its midst lets the program end", async () => {
  const left = await program("const { value } = await run(config, { workers: 2 }).next(); console.log(value.done);");
  assert.equal(left, { code: 0, stdout: "1\n" });
});

test("a program waits for the realisation that it asked for, however long it did something else before", async () => {
  const { code, stdout } = await program(`
    const realisations = run(config, { workers: 2 });
    let last;
    for await (const { done } of realisations) {
      if (done % 50 === 1) await new Promise((resume) => setTimeout(resume, 100));
      last = done;
    }
    console.log(last);`);
  assert.equal([code, stdout], [0, "200\n"]);
});

test("workers are not started, nor counted up to, where there is nothing for them to do", async () => {
  const { code, stdout } = await program(`
    const skip = (_, realisation) => realisation > 0;
    const start = process.cpuUsage();
    for await (const { done } of run(config, { workers: 1e9, skip })) console.log(done);
    console.log(process.cpuUsage(start).user < 5e6);`);
  assert.equal([code, stdout], [0, "1\ntrue\n"]);
});

test.run();
