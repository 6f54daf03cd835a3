import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { failure } from "./failure.js";
import { exitCode } from "./output.js";

process.on("uncaughtException", (error) => process.exit(failure(error)));
try {
  const { main } = await import("./main.js"); // here, so that an engine that cannot even load it gives a message
  process.exitCode = exitCode(await main(process.argv.slice(2)));
} catch (error) {
  process.exitCode = failure(error);
}
// Node can hang for ever at its exit while V8 still compiles a hot function in the background (nodejs/node issue 54918, seen here
// on Node 20): start no such compilation any more, and leave those that are under way a moment to end.
setFlagsFromString("--no-opt");
await setTimeout(20);
