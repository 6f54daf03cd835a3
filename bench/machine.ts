// What the numbers depend on: machine, engines, compiler, commit.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

function outputOf(command: string, args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

let found: { name: string; path: string }[] | undefined;

/** Node's binary by major version: this one, and those named by LARMOR_NODE22, LARMOR_NODE24 and LARMOR_NODE26. */
export function engines(): { name: string; path: string }[] {
  found ??= look(); // once, and so it is told once which are absent
  return found;
}

function look(): { name: string; path: string }[] {
  const here = `Node ${process.versions.node.split(".")[0]}`;
  const engines = [{ name: here, path: process.execPath }];
  for (const major of ["22", "24", "26"]) {
    const path = process.env[`LARMOR_NODE${major}`];
    if (`Node ${major}` === here) continue;
    if (path && outputOf(path, ["--version"])) engines.push({ name: `Node ${major}`, path });
    else console.error(`Node ${major}: not measured (set LARMOR_NODE${major} to its binary)`);
  }
  return engines;
}

export function machine() {
  return {
    date: new Date().toISOString().slice(0, 16),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memory_GiB: Math.round(totalmem() / 2 ** 30),
    load: loadavg()[0],
    system: `${process.platform} ${process.arch}`,
    engines: engines().map(({ name, path }) => {
      const v8 = outputOf(path, ["-p", "process.versions.v8"]);
      return `${name} (${outputOf(path, ["--version"])}, V8 ${v8})`;
    }),
    compiler: outputOf("g++", ["--version"])?.split("\n")[0] ?? "none",
    commit: `${outputOf("git", ["rev-parse", "--short", "HEAD"]) ?? "unknown"}${outputOf("git", ["status", "--porcelain", "--", "assembly"]) ? " with changes in assembly/" : ""}`,
  };
}
