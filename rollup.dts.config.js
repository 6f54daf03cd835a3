// The types of the public API in one file, dist/index.d.ts.
import { dts } from "rollup-plugin-dts";

/** TypeScript has generic typed arrays from 5.7 on, and writes them into what it infers; older versions know plain ones. */
const plainArrays = {
  name: "plain-arrays",
  renderChunk: (code) => code.replace(/\b((?:Uint8|Float64)Array)<ArrayBuffer(?:Like)?>/g, "$1"),
};

export default {
  input: "src/index.ts",
  external: [/^node:/],
  plugins: [dts({ tsconfig: "tsconfig.json" }), plainArrays],
  output: { file: "dist/index.d.ts", format: "es" },
};
