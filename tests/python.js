// npm run test:python: installs the wheel of `npm run build:python` into a fresh virtual environment, with what its tests need, and
// runs them: pytest, the notebooks, and the cross tests with this checkout. The last line of pytest has the numbers.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const home = resolve("build/python-test");
const python = join(home, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
// a module below the checkout must not be found in place of the installed one
const env = { ...process.env, PYTHONPATH: "", PYTHONDONTWRITEBYTECODE: "1" };

function run(program, ...words) {
  const { status, error } = spawnSync(program, words, { stdio: "inherit", env });
  if (error) console.error(`test:python: ${program}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

run(process.execPath, "tools/build-python.js");
rmSync(home, { recursive: true, force: true });
run(process.env.PYTHON ?? "python3", "-m", "venv", home);
const [wheel] = readdirSync("python/dist").filter((file) => file.endsWith(".whl"));
run(python, "-m", "pip", "install", "--quiet", `${resolve("python/dist", wheel)}[test]`);
run(python, "-m", "pytest", "--color=no", "-q", "-p", "no:cacheprovider", "python/tests");
