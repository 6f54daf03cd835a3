// The types of the public API in a plain Node project: no types of browsers, no TypeScript of this year.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("package: types");
const app = mkdtempSync(join(tmpdir(), "larmor-types-"));
test.after(() => rmSync(app, { recursive: true }));

/** One that the checks of the package bring along, from before typed arrays were generic (5.7); and the one of this project. */
const COMPILERS = {
  "5.6": "node_modules/@arethetypeswrong/core/node_modules/typescript/lib/tsc.js",
  "6.0": "node_modules/typescript/lib/tsc.js",
};

const OPTIONS = {
  ...{ strict: true, skipLibCheck: false, noEmit: true, preserveSymlinks: true },
  ...{ target: "es2022", module: "nodenext", moduleResolution: "nodenext", types: ["node"] },
};

const PROGRAM = `
import { type Drawing, drawFigure } from "larmor/figures";
import { type Kernel, liouville, loadKernel, pixelCentres, realise, resolveConfig, run, synthesise } from "larmor";
const config = resolveConfig({ $schema: "./larmor.schema.json", ensemble: { realisations: 2 } });
const kernel: Kernel = await loadKernel(new Uint8Array(8));
const sky: Float64Array = await pixelCentres(kernel, 2);
const { response_pc } = await realise(config, 0, { progress: (done: number, total: number) => console.log(done / total) });
const field = await synthesise(config, 0);
const arrivals = await liouville.backtrackSky(field, 2, [1, 2]);
for await (const { record } of run(config, { workers: 1, signal: AbortSignal.timeout(1) })) console.log(record.steps);
const document = { createElement: (name: string) => name, createElementNS: (_: string, name: string) => name };
const { svg }: Drawing = drawFigure("fig4", config, [], document, { convention: "arrival" });
console.log(svg, sky.length, response_pc[0][0][0], arrivals.positions.length);
const WAVES = { field: { model: "plane-waves", turbulence_level: [0.1] }, particles: { nside: { "0.1": { "1000": 4 } } } } as const;
resolveConfig(WAVES, "fast");
resolveConfig(JSON.parse("{}"));
resolveConfig({ ...config, ensemble: { ...config.ensemble, realisations: 4 } });
// @ts-expect-error: a misspelt section
resolveConfig({ particle: { nside: 4 } });
// @ts-expect-error: a misspelt key
resolveConfig({ particles: { nsides: 4 } });
// @ts-expect-error: no such integrator
resolveConfig({ particles: { integrator: "boris" } });
// @ts-expect-error: it does check
run(3);
// @ts-expect-error: no document
drawFigure("fig4", config, [], {});
`;

/** Where there are types of browsers: a page's document is one for figures, and \`<larmor-sky>\` is an element. */
const PAGE = `
import { resolveConfig } from "larmor";
import { drawFigure } from "larmor/figures";
import type { LarmorSky } from "larmor/sky";
const { svg } = drawFigure("fig4", resolveConfig(), [], document);
const sky = document.querySelector("larmor-sky") as LarmorSky;
sky.title = svg + sky.sentence;
`;

test.before(() => {
  const larmor = join(app, "node_modules/larmor");
  mkdirSync(join(larmor, "dist"), { recursive: true });
  cpSync("package.json", join(larmor, "package.json"));
  for (const name of ["index", "figures", "sky"]) cpSync(`dist/${name}.d.ts`, join(larmor, `dist/${name}.d.ts`));
  mkdirSync(join(app, "node_modules/@types"));
  for (const name of ["@types/node", "undici-types"])
    symlinkSync(resolve("node_modules", name), join(app, "node_modules", name));
  writeFileSync(join(app, "package.json"), '{ "type": "module" }');
});

function write(program: string, lib: string[]): void {
  const compilerOptions = { ...OPTIONS, lib };
  writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  writeFileSync(join(app, "main.ts"), program);
}

const errors = (compiler: string): Promise<string> =>
  new Promise((ended) => {
    execFile(process.execPath, [resolve(compiler), "--project", app], (_, stdout) => ended(stdout));
  });

for (const [version, compiler] of Object.entries(COMPILERS)) {
  test(`TypeScript ${version} with the types of Node alone, all declarations checked`, async () => {
    write(PROGRAM, ["es2022"]);
    assert.is(await errors(compiler), "");
  });

  test(`TypeScript ${version} with the types of browsers, all declarations checked`, async () => {
    write(PAGE, ["es2022", "dom", "dom.iterable"]);
    assert.is(await errors(compiler), "");
  });
}

test.run();
