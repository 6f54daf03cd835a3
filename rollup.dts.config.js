// The types of the public API in one file, dist/index.d.ts.
import { dts } from "rollup-plugin-dts";

export default {
  input: "src/index.ts",
  external: [/^node:/],
  plugins: [dts({ tsconfig: "tsconfig.json" })],
  output: { file: "dist/index.d.ts", format: "es" },
};
