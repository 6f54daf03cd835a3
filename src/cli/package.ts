// What the command line finds beside itself: ../.. is the root of the package from here and from its bundle (dist/node/).
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";

const inPackage = (path: string) => new URL(`../../${path}`, import.meta.url);

/** Version of the package. */
export const version: string = JSON.parse(readFileSync(inPackage("package.json"), "utf8")).version;

/** What computes here. */
export const here = (): { larmor: string; node: string; machine: string } => ({
  larmor: version,
  node: process.versions.node,
  machine: `${cpus()[0]?.model.trim() || "unknown processor"}, ${availableParallelism()} cores, ${process.platform} ${process.arch}`,
});

/** The program itself. */
export const program: string = fileURLToPath(inPackage("dist/cli.js"));

/** The measured dipoles that come with the package: data/README.md. */
export const bundledMeasurements = inPackage("data/dipoles.csv");
