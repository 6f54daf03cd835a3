import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { main } from "./main.js";

process.exitCode = await main(process.argv.slice(2));
// Node can hang for ever at its exit while V8 still compiles a hot function in the background (nodejs/node issue 54918, seen here
// on Node 20): start no such compilation any more, and leave those that are under way a moment to end.
setFlagsFromString("--no-opt");
await setTimeout(20);
