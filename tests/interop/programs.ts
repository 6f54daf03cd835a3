// Other programs, where they are installed. A test that needs an absent one is skipped, and says why.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveConfig } from "../../src/config/config.js";
import { loadKernel, numerics } from "../../src/flight/kernel.js";
import { realise } from "../../src/flight/realisation.js";
import { Run, RunFolder } from "../../src/store/store.js";

/** Debian's, which has Debian's h5py and healpy; a python3 found first on PATH may be another. */
const PYTHON = "/usr/bin/python3";

/** What a program printed; throws with its messages where it fails. */
export function printed(program: string, args: string[], input?: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", input });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}

/** Runs a Python program that prints JSON, with ARGS as sys.argv[1:]. */
export const python = (program: string, ...args: string[]): unknown =>
  JSON.parse(printed(PYTHON, ["-c", program, ...args]));

export const hasModule = (name: string): boolean => spawnSync(PYTHON, ["-c", `import ${name}`]).status === 0;
export const hasProgram = (name: string): boolean => spawnSync(name, ["--version"]).error === undefined;

type Test = ((name: string, work: () => void | Promise<void>) => void) & {
  skip: (name: string, work: () => void | Promise<void>) => void;
};

/** Declares a test that needs something; skipped, with a line that says why, where it is absent. */
export function needing(test: Test, what: string, there: boolean): Test | Test["skip"] {
  if (there) return test;
  process.stdout.write(`${what} is not installed: skipped\n`);
  return test.skip;
}

export interface SmallRun {
  run: Run;
  top: string;
  remove(): void;
}

/** Three realisations of two groups in a new folder, computed in this thread: 192 directions, 4 pc. */
export async function smallRun(): Promise<SmallRun> {
  const top = mkdtempSync(join(tmpdir(), "larmor-interop-"));
  const config = resolveConfig({
    particles: { nside: 4 },
    transport: { path_pc: 4, outputs: 2 },
    ensemble: { realisations: 3, seed: 5 },
  });
  const kernel = await loadKernel();
  const origin = { larmor: "0.0.0-test", numerics: await numerics(kernel), kernel_sha256: kernel.sha256 };
  const dir = join(top, "run");
  const folder = await RunFolder.open(dir, config, origin);
  for (const { turbulence_level, rigidity_TV } of folder.groups) {
    for (let k = 0; k < 3; k++) folder.append(await realise(config, k, { turbulence_level, rigidity_TV }));
  }
  folder.close();
  return { run: await Run.read(dir), top, remove: () => rmSync(top, { recursive: true, force: true }) };
}
