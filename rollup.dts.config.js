// The types of the public API, one file for each entry of package.json's exports.
import { dts } from "rollup-plugin-dts";

/** TypeScript has generic typed arrays from 5.7 on, and writes them into what it infers; older versions know plain ones. */
const plainArrays = {
  name: "plain-arrays",
  renderChunk: (code) => code.replace(/\b((?:Uint8|Float64)Array)<ArrayBuffer(?:Like)?>/g, "$1"),
};

const types = (input, file) => ({
  input,
  external: [/^node:/],
  plugins: [dts({ tsconfig: "tsconfig.json" }), plainArrays],
  output: { file, format: "es" },
});

export default [
  types("src/index.ts", "dist/index.d.ts"),
  types("src/figures/draw_figure.ts", "dist/figures.d.ts"),
  types("src/live/index.ts", "dist/sky.d.ts"),
];
