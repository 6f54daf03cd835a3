// The built command line as a user calls it.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** Options of a run of a second or less: two groups, 12 or 48 directions, short paths. */
export const tiny = (realisations: number, seed = 1): string[] => [
  ...["--set", "particles.nside=2", "--set", "transport.path_pc=4", "--set", "transport.outputs=2"],
  ...["--set", `ensemble.realisations=${realisations}`, "--set", `ensemble.seed=${seed}`],
];

/** The slowest command of the tests takes 20 s on an idle machine. */
const HANG_S = 300;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Starts `larmor`; resolves when it ends. With `signal` and `when`, the child is given to the caller meanwhile. */
export function larmor(
  args: string[],
  {
    env = {},
    cwd,
    cli = CLI,
    patience_s = HANG_S,
    started,
  }: {
    env?: Record<string, string>;
    cwd?: string;
    cli?: string;
    patience_s?: number;
    started?: (child: ChildProcess) => void;
  } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd,
    env: { ...process.env, NO_COLOR: "1", LARMOR_DEBUG: "", ...env },
  });
  started?.(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  return new Promise((resolve, reject) => {
    const hung = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`larmor ${args.join(" ")}: still running after ${patience_s} s\n${stdout}\n${stderr}`));
    }, patience_s * 1000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(hung);
      resolve({ code, signal, stdout, stderr });
    });
  });
}

/** A folder for the runs of one test file, and new names in it. */
export function folders(): { fresh: () => string; remove: () => void } {
  const top = mkdtempSync(join(tmpdir(), "larmor-cli-"));
  let count = 0;
  return { fresh: () => join(top, `run${count++}`), remove: () => rmSync(top, { recursive: true, force: true }) };
}

export const text = (dir: string, name: string): string => readFileSync(join(dir, name), "utf8");

/** The set of lines of a run, as one text. */
export const lineSet = (dir: string): string => text(dir, "realisations.jsonl").trimEnd().split("\n").sort().join("\n");
