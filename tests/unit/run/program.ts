// A program that uses the built package, in a process of its own.
import { spawn } from "node:child_process";

/** Runs the text of a program; its exit code and what it printed, or an error where it does not end. */
export function programOf(
  source: string,
  env: Record<string, string> = {},
): Promise<{ code: number | null; stdout: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  let stdout = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`still running after 60 s\n${stdout}`));
    }, 60_000);
    child.on("close", (code) => {
      clearTimeout(late);
      resolve({ code, stdout });
    });
  });
}
