// npm run bench field-loop: what the AssemblyScript compiler's innermost loop costs beside clang's Wasm of the same C, in every Node there is.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { folder, openCommand, scene } from "./contestant.js";
import { engines } from "./machine.js";

const here = fileURLToPath(new URL("field_loop/", import.meta.url));

interface LoopRow {
  name: string;
  ns: number;
  over_first: number;
  same_bits: boolean;
}

export async function fieldLoop(say: (text: string) => void) {
  const own = join(folder, "AssemblyScript.wasm");
  const { error, stderr } = await asc.main(
    [
      ...[join(here, "loop.ts"), "--config", "asconfig.json", "--target", "release"],
      ...["--outFile", own, "--textFile", join(folder, "loop.wat"), "--bindings", "raw"],
    ],
    { writeFile: (name, content) => writeFileSync(name.startsWith("/") ? name : join(folder, name), content) },
  );
  if (error) throw new Error(`asc: ${stderr}`);
  const clang = join(folder, "clang.wasm");
  try {
    execFileSync("clang", [
      ...[
        "--target=wasm32",
        "-O3",
        "-msimd128",
        "-nostdlib",
        "-fno-builtin",
        "-ffp-contract=off",
        "-Wl,--no-entry",
        "-Wl,--import-memory",
      ],
      ...[join(here, "loop.c"), "-o", clang],
    ]);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    console.error("clang: not measured (Debian: clang, lld)");
    return [];
  }
  const open = openCommand(scene(1, 1000));
  return engines().map(({ name, path }) => {
    const output = execFileSync(path, [join(here, "run.js"), own, clang], { input: open, encoding: "utf8" });
    const result = JSON.parse(output) as Record<string, LoopRow[]>;
    for (const [where, rows] of Object.entries(result)) {
      const texts = rows.map(
        (row) =>
          `${row.name} ${row.ns.toFixed(1)} ns (x ${row.over_first.toFixed(2)}${row.same_bits ? "" : ", OTHER BITS"})`,
      );
      say(`${name}, 1 PV, 5 levels, ${where}: ${texts.join(", ")}`);
    }
    return { engine: name, asc_bytes: readFileSync(own).length, ...result };
  });
}
