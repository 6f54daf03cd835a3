// Every command and every program of the README, of docs/ and of the helps runs, in the order in which a reader meets them, with
// small ensembles; and the pages that are generated from the program are up to date (tools/docs-pages.ts).
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../src/cli/main.js";
import { docsPages } from "../../tools/docs-pages.js";
import { cells, cubeValues } from "../golden_cube.js";
import { npy } from "../unit/cube/npy_file.js";
import { CLI, folders, tiny } from "./larmor.js";

const pages = ["README.md", ...readdirSync("docs").map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith(".md"),
);
const textOf = (page: string) => readFileSync(page, "utf8");

/** Lines of four blanks and more that begin with the command, without their comments; those of an earlier page only once. */
const lines = [
  ...new Set(pages.flatMap((page) => [...textOf(page).matchAll(/^ {4,}(larmor .+)$/gm)]).map((m) => uncommented(m[1]))),
];
function uncommented(line: string): string {
  return line.replace(/\s+#.*$/, "").trim();
}

/** Options that make a command small. `validate` and `convergence` have long tests of their own. */
const few = ["--set", "particles.nside=1", "--set", "ensemble.realisations=2"];
const smaller: Record<string, string[]> = {
  run: tiny(4),
  plan: [...tiny(2), "--seconds", "0.1"],
  validate: ["--only", "1"],
  bench: ["--rounds", "3"],
  convergence: [...tiny(1), ...few, "--set", "field.turbulence_level=[0.1]"],
  slurm: [...tiny(4), "--set", "particles.rigidity_TV=[1000]"],
  diffusion: [...few, "--set", "transport.path_pc=4", "--set", "transport.outputs=4"],
};
/** Examples that are not run, and why. */
const notRun: Record<string, string> = {
  "larmor slurm big.toml --shards 200 --out scratch/big": "tests/cli/slurm.test.ts does, with a Slurm",
  "larmor slurm big.toml --shards 200 --out scratch/big --time 12:00:00 --partition long --submit": "the same",
  "larmor status scratch/big": "the same",
  "larmor validate --full --out validation": "hours; its rows are those of the other levels",
  "larmor run --preset paper --out paper && larmor claims paper --out claims": "an hour",
  "larmor run --preset fast --set transport.multipoles=4 --out sky && larmor multipoles sky":
    "tests/cli/multipoles.test.ts does, with as many directions as multipoles need",
  "larmor multipoles sky --dec -90..-25": "the same",
  "larmor run --preset fast --device gpu --out preview": "tests/cli/gpu.test.ts does, with an adapter in software",
  "larmor validate --quick --device gpu": "the same",
  "larmor convergence my.toml --out convergence": "the example before it does the same",
};

const test = suite("documentation");
const { fresh, remove } = folders();
test.after(remove);

/** A folder as a reader has it: `larmor` can be typed, the examples and some measurements and a field of one's own are there. */
function place(): string {
  const dir = fresh();
  mkdirSync(join(dir, "bin"), { recursive: true });
  cpSync("examples", join(dir, "examples"), { recursive: true });
  writeFileSync(
    join(dir, "mine.csv"),
    "experiment,energy_TeV,amplitude,kind,reference\nMine,100,8e-4,value,this work\n",
  );
  writeFileSync(join(dir, "my.npy"), npy(cubeValues(), { shape: [...cells, 3] }));
  writeFileSync(
    join(dir, "bin", "larmor"),
    `#!${process.execPath}
const { spawnSync } = require("node:child_process");
const words = process.argv.slice(2);
const whole = words[0] === "diffusion" && !words.includes("--out");
const given = words.includes("--only") || words.includes("--dry-run");
const more = whole || given ? [] : (${JSON.stringify(smaller)}[words[0]] ?? []);
process.exit(spawnSync(process.execPath, [${JSON.stringify(CLI)}, ...words, ...more], { stdio: "inherit" }).status ?? 1);
`,
  );
  chmodSync(join(dir, "bin", "larmor"), 0o755);
  return dir;
}

/** Types a line into a shell; resolves with what stderr said, rejects unless it ends with 0. */
function typed(line: string, dir: string): Promise<void> {
  const path = `${join(dir, "bin")}${delimiter}${process.env.PATH}`;
  const child = spawn("sh", ["-c", line], { cwd: dir, env: { ...process.env, PATH: path, NO_COLOR: "1" } });
  let stderr = "";
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  child.stdout.resume();
  return new Promise((done, reject) => {
    child.on("close", (code) => (code === 0 ? done() : reject(new Error(`${line}: exit ${code}\n${stderr}`))));
  });
}

const reader = place();
for (const line of lines) test(line, () => typed(line, reader));

test("the commands are there, and did what they say", () => {
  assert.ok(lines.length >= 30, `${lines.length} lines`);
  for (const file of [
    "out/summary.json",
    "mine/summary.json",
    "out/figures/fig5.svg",
    "out/figures/fig5.png",
    "out/report.html",
    "export/run.h5",
    "sky.fits",
    "whole/summary.json",
    "larmor.schema.json",
    "student/figures/fig5.csv",
  ]) {
    assert.ok(existsSync(join(reader, file)), file);
  }
});

const helped = place();
const examples: string[] = [];
for (const [, load] of Object.values(commands)) {
  for (const [, line] of (await load()).default.examples) examples.push(line);
}
test("lists stand in quotes: zsh, the shell of macOS, takes brackets for a pattern of file names and runs nothing", () => {
  const bare = [...lines, ...examples].filter((line) => /[[\]{}*]/.test(line.replace(/'[^']*'|"[^"]*"/g, "")));
  assert.equal(bare, []);
});

test("what the helps' examples need: a config, the other shard, a run with several rigidities", async () => {
  await typed("larmor init my.toml && mv my.toml other.toml", helped);
  await typed("larmor run other.toml --shard 2/2 --out shards/2", helped);
  await typed("mv other.toml my.toml", helped);
  await typed("larmor run --set particles.rigidity_TV=[100,1000] --out paper", helped);
});
for (const line of examples) {
  if (notRun[line] || !line.startsWith("larmor ")) continue;
  test(`help: ${line}`, () => typed(line === "larmor init my.toml" ? "rm my.toml; larmor init my.toml" : line, helped));
}
test("what is not run is still an example", () => {
  for (const line of Object.keys(notRun)) assert.ok(examples.includes(line), line);
});

for (const page of pages) {
  const programs = [...textOf(page).matchAll(/```ts\n([\s\S]+?)```/g)].map(([, program]) => program);
  programs.forEach((program, i) => {
    test(`program ${i + 1} of ${page}`, () => {
      const file = join(reader, `program${i}.mjs`);
      const here = new URL("../../dist/node/index.js", import.meta.url).href;
      const small = program
        .replace('"larmor"', JSON.stringify(here))
        .replace("realisations: 4 }", "realisations: 2 }, particles: { nside: 1 }, transport: { path_pc: 4 }");
      assert.ok(/nside: [12]/.test(small) && small.includes(here));
      writeFileSync(file, small);
      const printed = execFileSync(process.execPath, [file], {
        encoding: "utf8",
        env: { ...process.env, FORCE_COLOR: "0" },
      });
      assert.match(printed, /^[01] /m);
    });
  });
}

test("the page of commands and the table of keys are what the program says", async () => {
  for (const [file, text] of await docsPages()) {
    assert.ok(
      existsSync(file) && readFileSync(file, "utf8") === text,
      `${file}: node --import tsx tools/docs-pages.ts makes it anew`,
    );
  }
});

test("links between the pages lead somewhere", () => {
  for (const page of pages) {
    for (const [, target] of textOf(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g))
      assert.ok(existsSync(resolve(page, "..", target)), `${page}: ${target}`);
  }
});

test.run();
