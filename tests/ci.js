// `npm test`: builds, checks types and style, runs every suite, adds up, and ends with the one line
// "N passed, N failed" (and ", N skipped"). A build or check that fails counts as one failure; a suite that ran no test
// too. With LARMOR_NO_SKIP=1 a skipped test is a failure: on a machine that has everything none may be skipped.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";

/** A suite that prints nothing for this long hangs. */
const SILENCE_MIN = 15;

/** Each may start a browser or a run of its own, so that more cores than this would ask for too much memory. */
const MOST_AT_ONCE = 4;

const totals = { passed: 0, failed: 0, skipped: 0 };
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Runs a command; resolves with its exit code and its output without colours, which `show` gets as it comes. */
function execute(command, args, show) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      shell: command === "npm.cmd",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let output = "";
    let silence;
    const take = (data) => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        show(`\nno output for ${SILENCE_MIN} minutes: ended\n`);
        child.kill("SIGKILL");
      }, SILENCE_MIN * 60_000);
      const text = plain(String(data));
      output += text;
      show(text);
    };
    take("");
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => done({ code: 1, output: `${output}${error}\n` }));
    child.on("close", (code, signal) => {
      clearTimeout(silence);
      done({ code: signal ? 1 : code, output }); // close: all output has arrived
    });
  });
}

/** Only the last line of all may read "N passed, N failed". */
function print(text) {
  process.stdout.write(text.replace(/^(\d+) passed, (\d+) failed$/gm, "-> $1 passed and $2 failed"));
}

function plain(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours start with an escape character
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}

/** A step that counts only when it fails. */
async function check({ title, command, args }, show) {
  const { code } = await execute(command, args, show);
  if (code !== 0) {
    show(`${title}: failed (exit ${code})\n`);
    totals.failed += 1;
  }
  return code === 0;
}

/** A suite: `count` reads {passed, failed, skipped} from its output. */
async function suite({ title, args, count }, show) {
  const { code, output } = await execute(process.execPath, args, show);
  const { passed, failed, skipped } = count(output);
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  // uvu says nothing of an error in a hook
  if (failed > 0 && code === 0) show(`${title}: ${failed} tests did not run, a hook threw\n`);
  if (passed + failed + skipped === 0) {
    show(`${title}: no test ran (exit ${code})\n`);
    totals.failed += 1;
  } else if (code !== 0 && failed === 0) {
    show(`${title}: exit ${code} although no test failed\n`);
    totals.failed += 1;
  }
}

/** Runs jobs side by side, the first ones first. What each printed comes in one piece, when it has ended. */
async function sideBySide(jobs, most) {
  const left = [...jobs];
  async function work() {
    for (let job = left.shift(); job; job = left.shift()) {
      const begun = performance.now();
      let printed = "";
      const show = (text) => {
        printed += text;
      };
      await (job.count ? suite(job, show) : check(job, show));
      print(`\n== ${job.title}, ${((performance.now() - begun) / 1000).toFixed(0)} s\n${printed}`);
    }
  }
  await Promise.all(Array.from({ length: most }, work));
}

function countAsPect(output) {
  const [, passed, failed] = output.match(/^(\d+) passed, (\d+) failed$/m) ?? [0, 0, 0];
  return { passed: Number(passed), failed: Number(failed), skipped: 0 };
}

function countUvu(output) {
  const number = (word) => Number(output.match(new RegExp(`^\\s*${word}:\\s+(\\d+)`, "m"))?.[1] ?? 0);
  const skipped = number("Skipped");
  const passed = number("Passed");
  return { passed, failed: number("Total") - passed, skipped };
}

/** "1 failed, 12 passed, 2 skipped, 1 warning in 60.00s" */
function countPytest(output) {
  const line = output.match(/^.*\b(?:passed|failed|errors?|skipped)\b.* in [\d.]+s.*$/gm)?.at(-1) ?? "";
  const number = (word) => Number(line.match(new RegExp(`(\\d+) ${word}`))?.[1] ?? 0);
  return { passed: number("passed"), failed: number("failed") + number("error"), skipped: number("skipped") };
}

const testFiles = (end) => readdirSync("tests", { recursive: true }).filter((file) => file.endsWith(end));

/** A file that never calls `.run()` runs no test and fails nothing: uvu can't tell, so it is looked for here. */
function withoutRun() {
  return testFiles(".test.ts").filter((file) => !/\.run\(\)/.test(readFileSync(join("tests", file), "utf8")));
}

/** A process for each folder of unit tests, which are short, and for each other file. */
function uvuJobs(end) {
  const paths = testFiles(end).map((file) => file.replaceAll("\\", "/"));
  const names = new Set(paths.map((path) => (path.startsWith("unit/") ? path.replace(/[^/]+$/, "") : path)));
  const rank = (name) => FIRST.findIndex((start) => name.startsWith(start));
  const last = (name) => (rank(name) < 0 ? FIRST.length : rank(name));
  return [...names]
    .sort((a, b) => last(a) - last(b) || a.localeCompare(b))
    .map((name) => {
      const pattern = name.endsWith("/") ? `^${name}[^/]+${end}$` : `^${name}$`;
      const words = ["--import", "tsx", "node_modules/uvu/bin.js", "--color", "false", "tests"];
      return { title: `tests/${name}`, args: [...words, pattern.replaceAll(".", "\\.")], count: countUvu };
    });
}

/** The longest begin first, so that none is left alone at the end. */
const FIRST = ["cli/docs", "cli/", "browser/", "interop/", "physics/"];
const npmJob = (title, script) => ({ title, command: npm, args: ["run", "--silent", script] });
const long = process.argv.includes("--long");

print("\n== build\n");
if (await check(npmJob("build", "build"), print)) {
  if (long) await sideBySide(uvuJobs(".long.ts"), 1);
  else {
    // unpacks the browser, which two tests would do at once; where there is none for this machine, its tests say so
    await chromium.executablePath().catch(() => {});
    const jobs = [
      { title: "kernel", args: ["--enable-source-maps", "node_modules/@as-pect/cli/lib/test.js"], count: countAsPect },
      ...uvuJobs(".test.ts"),
      npmJob("types", "typecheck"),
      npmJob("style", "lint"),
      npmJob("package", "lint:package"),
    ];
    // it takes packages of Python from the network, so only where everything is to be tested
    if (process.env.LARMOR_NO_SKIP === "1")
      jobs.unshift({ title: "Python", args: ["tests/python.js"], count: countPytest });
    else {
      console.log("Python: skipped; LARMOR_NO_SKIP=1, as in .ci/run, or npm run test:python");
      totals.skipped += 1;
    }
    await sideBySide(jobs, Math.min(availableParallelism(), MOST_AT_ONCE));
    for (const file of withoutRun()) {
      console.error(`tests/${file}: never calls .run()`);
      totals.failed += 1;
    }
  }
}

if (process.env.LARMOR_NO_SKIP === "1" && totals.skipped > 0) {
  console.error(`LARMOR_NO_SKIP=1: ${totals.skipped} skipped, counted as failed`);
  totals.failed += totals.skipped;
  totals.skipped = 0;
}
process.exitCode = totals.failed > 0 ? 1 : 0;
const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : "";
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed${skipped}\n`);
