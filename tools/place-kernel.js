// Puts what the AssemblyScript compiler wrote where TypeScript looks for it:
//   build/kernel.wasm -> src/flight/kernel.wasm          src/flight/kernel.ts loads it by new URL("./kernel.wasm", import.meta.url)
//   build/kernel.d.ts -> src/flight/kernel.exports.d.ts  the types of its exports, never typed by hand
import { copyFileSync } from "node:fs";

copyFileSync("build/kernel.wasm", "src/flight/kernel.wasm");
copyFileSync("build/kernel.d.ts", "src/flight/kernel.exports.d.ts");
