// `npm test`: builds, checks types and style, runs every suite, adds up, and ends with the one line
// "N passed, N failed" (and ", N skipped"). A build or check that fails counts as one failure; a suite that ran no test
// too. With LARMOR_NO_SKIP=1 a skipped test is a failure: on a machine that has everything none may be skipped.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A suite that prints nothing for this long hangs. */
const SILENCE_MIN = 15;

const totals = { passed: 0, failed: 0, skipped: 0 };
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Runs a command, showing its output as it comes; resolves with its exit code and its output without colours. */
function execute(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      shell: command === "npm.cmd",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" },
    });
    let output = "";
    let silence;
    const show = (data) => {
      clearTimeout(silence);
      silence = setTimeout(() => {
        process.stdout.write(`\nno output for ${SILENCE_MIN} minutes: ended\n`);
        child.kill("SIGKILL");
      }, SILENCE_MIN * 60_000);
      const text = plain(String(data));
      output += text;
      // only the last line of all may read "N passed, N failed"
      process.stdout.write(text.replace(/^(\d+) passed, (\d+) failed$/gm, "-> $1 passed and $2 failed"));
    };
    child.stdout.on("data", show);
    child.stderr.on("data", show);
    child.on("error", (error) => done({ code: 1, output: `${output}${error}\n` }));
    child.on("close", (code, signal) => {
      clearTimeout(silence);
      done({ code: signal ? 1 : code, output }); // close: all output has arrived
    });
  });
}

function plain(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours start with an escape character
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}

function head(title) {
  process.stdout.write(`\n== ${title}\n`);
}

/** A step that counts only when it fails. */
async function check(title, command, args) {
  head(title);
  const { code } = await execute(command, args);
  if (code !== 0) {
    console.error(`${title}: failed (exit ${code})`);
    totals.failed += 1;
  }
  return code === 0;
}

/** A suite: `count` reads {passed, failed, skipped} from its output. */
async function suite(title, args, count) {
  head(title);
  const { code, output } = await execute(process.execPath, args);
  const { passed, failed, skipped } = count(output);
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  if (passed + failed + skipped === 0) {
    console.error(`${title}: no test ran (exit ${code})`);
    totals.failed += 1;
  } else if (code !== 0 && failed === 0) {
    console.error(`${title}: exit ${code} although no test failed`);
    totals.failed += 1;
  }
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

/** A file that never calls `.run()` runs no test and fails nothing: uvu can't tell, so it is looked for here. */
function withoutRun() {
  const files = readdirSync("tests", { recursive: true }).filter((file) => file.endsWith(".test.ts"));
  return files.filter((file) => !/\.run\(\)/.test(readFileSync(join("tests", file), "utf8")));
}

const uvu = ["--import", "tsx", "node_modules/uvu/bin.js", "--color", "false", "tests"];
const long = process.argv.includes("--long");

if (await check("build", npm, ["run", "--silent", "build"])) {
  if (long) await suite("long tests", [...uvu, "\\.long\\.ts$"], countUvu);
  else {
    await check("types", npm, ["run", "--silent", "typecheck"]);
    await check("style", npm, ["run", "--silent", "lint"]);
    await check("package", npm, ["run", "--silent", "lint:package"]);
    await suite("kernel", ["--enable-source-maps", "node_modules/@as-pect/cli/lib/test.js"], countAsPect);
    await suite("library, command line, browser", [...uvu, "\\.test\\.ts$"], countUvu);
    // it takes packages of Python from the network, so only where everything is to be tested
    if (process.env.LARMOR_NO_SKIP === "1") await suite("Python", ["tests/python.js"], countPytest);
    else {
      console.log("Python: skipped; LARMOR_NO_SKIP=1, as in .ci/run, or npm run test:python");
      totals.skipped += 1;
    }
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
