// `larmor.show` in a real JupyterLab: the star is dragged, and a later cell has its direction. Needs a `jupyter` with lab and the Python
// package with its notebook extra: JUPYTER names it. JUPYTERLAB_PNG: where a picture of the notebook is put.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { launch } from "./chromium.js";

const jupyter = process.env.JUPYTER ?? "jupyter";
const there = spawnSync(jupyter, ["lab", "--version"]).status === 0;
const picture = process.env.JUPYTERLAB_PNG as `${string}.png` | undefined;
const test = suite("browser: JupyterLab");

const SHOWN = `import warnings; warnings.simplefilter("ignore")
import larmor
config = larmor.Config(field={"turbulence_level": [0.1]}, particles={"nside": 2}, transport={"path_pc": 100}, ensemble={"realisations": 8})
widget = larmor.show(larmor.run(config, progress=False), gradient_deg=(60, 0))
widget`;
const ASKED = `print("the star is at", *widget.gradient_deg)`;

const cell = (source: string) => ({ cell_type: "code", source, metadata: {}, outputs: [], execution_count: null });
const notebook = {
  cells: [cell(SHOWN), cell(ASKED)],
  metadata: { kernelspec: { name: "python3", display_name: "Python 3" } },
  nbformat: 4,
  nbformat_minor: 4,
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

async function started(origin: string, lab: ChildProcess): Promise<void> {
  for (let k = 0; k < 240; k++) {
    if (lab.exitCode !== null) throw new Error(`jupyter lab ended with ${lab.exitCode}`);
    if (
      await fetch(`${origin}/api`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await new Promise((later) => setTimeout(later, 500));
  }
  throw new Error("jupyter lab does not answer");
}

(there ? test : test.skip)("the star is dragged in JupyterLab, and widget.gradient_deg follows", async () => {
  const folder = mkdtempSync(join(tmpdir(), "larmor-jupyter-"));
  writeFileSync(join(folder, "sky.ipynb"), JSON.stringify(notebook));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const words = [
    "lab",
    "--no-browser",
    "--allow-root",
    `--port=${port}`,
    "--IdentityProvider.token=",
    `--notebook-dir=${folder}`,
  ];
  const home = { JUPYTER_CONFIG_DIR: folder, JUPYTER_RUNTIME_DIR: folder, JUPYTERLAB_SETTINGS_DIR: folder };
  const lab = spawn(jupyter, words, {
    stdio: "ignore",
    env: { ...process.env, ...home, JUPYTERLAB_WORKSPACES_DIR: folder },
  });
  const chromium = await launch();
  try {
    await started(origin, lab);
    const page = await chromium.browser.newPage();
    await page.setViewport({ width: 1200, height: 1000 });
    const elsewhere: string[] = [];
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) elsewhere.push(request.url());
    });
    await page.goto(`${origin}/lab/tree/sky.ipynb`);
    await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 120_000 });
    await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { timeout: 120_000 });
    const run = '.jp-NotebookPanel-toolbar [data-jp-item-name="run"]'; // the cell, and then the next one is chosen
    // before its kernel is there, a notebook drops what it is told to run
    for (let tries = 0; tries < 30; tries++) {
      await page.click(run);
      const prompt = ".jp-CodeCell .jp-InputPrompt";
      const begun = page.waitForFunction(
        (p) => /[*\d]/.test(document.querySelector(p)?.textContent ?? ""),
        { timeout: 4000 },
        prompt,
      );
      if (
        await begun.then(
          () => true,
          () => false,
        )
      )
        break;
      await page.click(".jp-CodeCell .cm-content");
    }
    await page.waitForSelector("larmor-sky", { timeout: 120_000 });
    // what was told twice and not dropped is run twice: the star of the last one is meant
    await new Promise((later) => setTimeout(later, 5000));
    await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]', { timeout: 120_000 });
    await page.waitForSelector("larmor-sky");
    const star = await page.waitForSelector("larmor-sky >>> [data-drag]", { timeout: 30_000 });
    await star?.scrollIntoView();
    const box = await star?.boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 60, y - 60, { steps: 6 });
    await page.mouse.up();
    if (picture) await page.screenshot({ path: picture });
    const star_deg = await page.$eval("larmor-sky", (sky) => (sky as HTMLElement & { gradient: number[] }).gradient);
    assert.not.equal(star_deg, [60, 0]);
    await (await page.$$(".jp-CodeCell .cm-content"))[1].click();
    await page.click(run);
    await page.waitForFunction(() =>
      /the star is at/.test(
        document.querySelectorAll(".jp-CodeCell")[1].querySelector(".jp-OutputArea")?.textContent ?? "",
      ),
    );
    const answer = await page.evaluate(
      () => document.querySelectorAll(".jp-CodeCell")[1].querySelector(".jp-OutputArea")?.textContent ?? "",
    );
    const [, l, b] = /the star is at (\S+) (\S+)/.exec(answer) ?? [];
    assert.equal([Number(l), Number(b)], star_deg);
    assert.equal(elsewhere, []);
  } catch (error) {
    const [page] = (await chromium.browser.pages()).slice(-1);
    if (picture) await page.screenshot({ path: picture });
    throw error;
  } finally {
    lab.kill();
    await chromium.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
