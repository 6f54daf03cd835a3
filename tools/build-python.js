// npm run build:python: makes python/dist/larmor-*.whl with the Python of PYTHON (default python3), in a virtual environment of its
// own below build/, as Debian's Python installs nothing outside one. The kernel and the tables are those that the build wrote.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const python = process.env.PYTHON ?? "python3";
const home = resolve("build/python");
const own = join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

function run(program, ...words) {
  try {
    execFileSync(program, words, { stdio: ["ignore", "ignore", "inherit"] });
  } catch (error) {
    const what = error.code === "ENOENT" ? "there is no such program" : `ended with exit code ${error.status}`;
    console.error(`build:python: ${[program, ...words].join(" ")}: ${what}.`);
    console.error("It needs Python 3.10 or later with venv (Debian: python3-venv); PYTHON=... names another one.");
    process.exit(1);
  }
}

if (!existsSync(own)) run(python, "-m", "venv", home);
rmSync("python/dist", { recursive: true, force: true });
run(own, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "python/dist", "./python");
for (const file of readdirSync("python/dist")) console.log(`python/dist/${file}`);
