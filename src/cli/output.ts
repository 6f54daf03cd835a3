// All that larmor writes to stdout and stderr. Nothing that happens to a reader decides over a command: what a reader that has left
// would have read is dropped, a message that cannot be written is lost, and the command goes on to its true exit code. A write
// has ended when its function returns, so that nothing is lost where the process exits.
import { writeSync } from "node:fs";
import { isatty } from "node:tty";
import { errorCode, onDisk } from "../store/errors.js";
import { visible, visibleJSON } from "../words/visible.js";
import { EXIT } from "./exit.js";

const STDOUT = 1;
const STDERR = 2;
/** Width of a picture where there is no terminal. */
const WIDTH_ELSEWHERE = 110;
/** How long to wait for a reader that is slow, where the system does not wait by itself. */
const WAIT_MS = 5;

/** Whether stdout is a terminal that shows colours; whether stderr is one on which a line can be written anew. */
export const coloured = (): boolean => isTerminal(STDOUT) && !process.env.NO_COLOR;
export const isLive = (): boolean => isTerminal(STDERR);
const isTerminal = (fd: number): boolean => isatty(fd) && process.env.TERM !== "dumb";

/** Characters in a line; asked only of terminals, since Node changes the mode of a pipe when it opens it as a stream. */
export const stdoutWidth = (): number => widthOf(isatty(STDOUT) ? process.stdout.columns : 0);
export const stderrWidth = (): number => widthOf(isatty(STDERR) ? process.stderr.columns : 0);

/** A terminal that does not know its width says 0 columns, or nothing. */
export const widthOf = (columns: number | undefined): number => columns || WIDTH_ELSEWHERE;

/** Text for a person on stdout. */
export const print = (text: string): void => toStdout(visible(text));

/** The same with colours of our own, and nothing in it that came from outside. */
export const printColoured = (text: string): void => toStdout(text);

/** JSON on stdout. */
export const printJSON = (text: string): void => toStdout(`${visibleJSON(text)}\n`);

/** Names of files on stdout: a script needs them as they are. */
export const printNames = (names: string[]): void => (isatty(STDOUT) ? print : toStdout)(`${names.join(" ")}\n`);

/** A message on stderr. */
export const say = (message: string): void => toStderr(`larmor: ${visible(message)}\n`);

export const warn = (message: string): void => say(`warning: ${message}`);

/** Text for a person on stderr that is no message: the list of commands. */
export const complain = (text: string): void => toStderr(visible(text));

/** Removes the line that the cursor of a live stderr stands in, and writes a text into it. */
export const rewriteLine = (text: string): void => toStderr(`\r\u001b[K${visible(text)}`);

let stdout: "open" | "lost" | "failed" = "open";

/** The exit code of a process whose command ended with `code`: that its result could not be written is an error, too. */
export const exitCode = (code: number): number => (code === EXIT.done && stdout === "failed" ? EXIT.disk : code);

function toStdout(text: string): void {
  if (stdout !== "open") return;
  try {
    onDisk("stdout", "writing", () => {
      try {
        writeText(STDOUT, text);
      } catch (error) {
        if (errorCode(error) !== "EPIPE") throw error;
        stdout = "lost"; // the reader has all that it wants
      }
    });
  } catch (error) {
    stdout = "failed";
    say((error as Error).message);
  }
}

function toStderr(text: string): void {
  try {
    writeText(STDERR, text);
  } catch {
    // nobody can be told; a full disk may have room for the next message
  }
}

function writeText(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (errorCode(error) !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}
