// The late write of a process that hung while another one took its run over: opens the file now, and writes at its end what
// comes on stdin, when it comes. Says "ready" in between.
import { closeSync, openSync, writeSync } from "node:fs";

const fd = openSync(process.argv[2], "a");
process.stdout.write("ready\n");
process.stdin.on("data", (data) => writeSync(fd, data));
process.stdin.on("end", () => closeSync(fd));
