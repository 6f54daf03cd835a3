// The buttons below the figure: link, files, commands.
import { canonicalJSON } from "../src/config/config.js";
import type { Computation } from "./computation.js";
import { commands, savePNG, saveText } from "./downloads.js";
import { writeLink } from "./link.js";
import type { PicturePart } from "./picture.js";
import type { Precomputed } from "./precomputed.js";
import type { State } from "./state.js";

interface Given {
  state(): State;
  picture: PicturePart;
  computation: Computation;
  identity(): string;
  result(): string | null;
  published: Precomputed;
}

export function bindTakeAway(given: Given): void {
  const { picture, computation } = given;
  const note = document.getElementById("figure-note") as HTMLElement;
  const on = (id: string, action: () => void | Promise<void>) =>
    document.getElementById(id)?.addEventListener("click", async () => {
      try {
        await action();
      } catch (error) {
        note.textContent = error instanceof Error ? error.message : String(error);
      }
    });
  const name = (extension: string) => `larmor-${given.state().view.name}-${given.identity().slice(0, 12)}.${extension}`;
  const drawn = () => {
    if (picture.last === null) throw new Error("There is no figure to take away yet.");
    return picture.last;
  };

  on("copy-link", async () => {
    const hash = writeLink(given.state(), given.result());
    history.replaceState(null, "", hash);
    await copy(location.href);
    note.textContent = "The link is copied. It holds the whole config, the view and the result's hash.";
  });
  on("save-svg", () => saveText(name("svg"), "image/svg+xml", drawn().svg));
  on("save-png", () => savePNG(name("png"), drawn().svg));
  on("save-csv", () => saveText(name("csv"), "text/csv", drawn().csv));
  on("save-json", () => {
    const { columns, rows } = drawn();
    const { config, view } = given.state();
    const run = { config, config_sha256: given.identity(), result_sha256: given.result() };
    saveText(name("json"), "application/json", `${canonicalJSON({ ...run, view, columns, rows })}\n`);
  });
  on("save-lines", () => {
    if (computation.done === 0) throw new Error("No realisation was computed here yet; press Start.");
    saveText(
      "realisations.jsonl",
      "application/jsonl",
      computation.lines.map((of) => of.map((line) => `${line}\n`).join("")).join(""),
    );
  });
  on("copy-command", async () => {
    await copy(commands(given.state()));
    note.textContent = "The commands are copied.";
  });
  const node = document.getElementById("node") as HTMLDetailsElement;
  node.addEventListener("toggle", () => {
    (document.getElementById("command") as HTMLElement).textContent = commands(given.state());
  });
}

/** Where there is no clipboard (a page without https), the text is shown to be copied by hand. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const command = document.getElementById("command") as HTMLElement;
    (document.getElementById("node") as HTMLDetailsElement).open = true;
    command.textContent = text;
    throw new Error("This browser does not let the page copy; the text is shown below.");
  }
}
