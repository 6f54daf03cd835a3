// The sources in portable/ as scalar Wasm (asc, no SIMD) and as plain JavaScript (esbuild takes the types away).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { build } from "esbuild";

const here = fileURLToPath(new URL("portable/", import.meta.url));

const OPTIONS = [
  ...["--runtime", "stub", "--importMemory", "--noExportMemory", "--zeroFilledMemory"],
  ...["--initialMemory", "1", "--maximumMemory", "65536", "--memoryBase", "1024", "--stackSize", "0"],
  ...["--optimizeLevel", "3", "--shrinkLevel", "0", "--converge", "--noAssert", "--use", "abort="],
];

export async function scalarWasm(): Promise<Uint8Array<ArrayBuffer>> {
  let bytes = new Uint8Array();
  const { error, stderr } = await asc.main(
    ["index.ts", "--baseDir", here, ...OPTIONS, "--disable", "simd", "--outFile", "portable.wasm"],
    {
      readFile: (name: string, base: string) => read(join(base, name)),
      writeFile: (_name, content) => void (bytes = Uint8Array.from(content as Uint8Array)),
    },
  );
  if (error) throw new Error(`asc: ${stderr}`);
  return bytes;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** An ES module; beside the kernel's exports it has `memory`, an ArrayBuffer. */
export async function plainJavaScript(): Promise<string> {
  const forJavaScript = {
    name: "memory",
    setup(build: import("esbuild").PluginBuild) {
      build.onResolve({ filter: /^\.\/memory$/ }, () => ({ path: join(here, "memory_js.ts") }));
    },
  };
  const contents = 'export * from "./index.ts"; export { memory } from "./memory";';
  const result = await build({
    stdin: { contents, resolveDir: here, loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    plugins: [forJavaScript],
  });
  return result.outputFiles[0].text;
}
