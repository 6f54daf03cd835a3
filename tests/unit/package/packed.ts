// The package as npm packs and installs it: packed once for all test files, removed when they are over.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const execute = promisify(execFile);
export const npm = process.platform === "win32" ? "npm.cmd" : "npm";

export interface Packed {
  /** a folder for what is made of the package */
  folder: string;
  tarball: string;
  /** paths in the package */
  files: string[];
  /** bytes of the tarball, and of the files in it */
  size: number;
  unpackedSize: number;
}

let packing: Promise<Packed> | undefined;

/** The package in a tarball. */
export function packed(): Promise<Packed> {
  packing ??= pack();
  return packing;
}

async function pack(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), "larmor-package-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { stdout } = await execute(npm, ["pack", "--ignore-scripts", "--json", "--pack-destination", folder]);
  const [{ filename, files, size, unpackedSize }] = JSON.parse(stdout);
  const paths = files.map(({ path }: { path: string }) => path);
  return { folder, tarball: join(folder, filename), files: paths, size, unpackedSize };
}

/** Installs the tarball into a new, empty project, without a network; the project's folder. */
export async function installed(name: string): Promise<string> {
  const { folder, tarball } = await packed();
  const app = join(folder, name);
  mkdirSync(app);
  writeFileSync(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }\n');
  await execute(npm, ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: app });
  return app;
}
