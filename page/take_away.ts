// The buttons below the figure: link, files, commands.
import { canonicalJSON } from "../src/config/config.js";
import { commands, savePNG, saveText } from "./downloads.js";
import { writeLink } from "./link.js";
import type { PicturePart } from "./picture.js";
import type { Session } from "./session.js";

export function bindTakeAway(session: Session, picture: PicturePart): void {
  const note = document.getElementById("figure-note") as HTMLElement;
  const on = (id: string, action: () => void | Promise<void>) =>
    document.getElementById(id)?.addEventListener("click", async () => {
      try {
        await action();
      } catch (error) {
        note.textContent = error instanceof Error ? error.message : String(error);
      }
    });
  const name = (extension: string) => `larmor-${session.state.view.name}-${session.identity.slice(0, 12)}.${extension}`;
  const drawn = async () => {
    const figure = await picture.drawn();
    if (figure === null) throw new Error("There is no figure to take away yet.");
    return figure;
  };

  on("copy-link", async () => {
    history.replaceState(null, "", writeLink(session.state, session.result()));
    await copy(location.href);
    note.textContent = "The link is copied. It holds the whole config, the view and the result's hash.";
  });
  on("save-svg", async () => saveText(name("svg"), "image/svg+xml", (await drawn()).svg));
  on("save-png", async () => savePNG(name("png"), (await drawn()).svg));
  on("save-csv", async () => saveText(name("csv"), "text/csv", (await drawn()).csv));
  on("save-json", async () => {
    const { columns, rows } = await drawn();
    const { config, view } = session.state;
    const run = { config, config_sha256: session.identity, result_sha256: session.result() };
    saveText(name("json"), "application/json", `${canonicalJSON({ ...run, view, columns, rows })}\n`);
  });
  on("save-lines", () => {
    const { done, lines } = session.computation;
    if (done === 0) throw new Error("No realisation was computed here yet; press Start.");
    const text = lines.map((group) => group.map((line) => `${line}\n`).join("")).join("");
    saveText("realisations.jsonl", "application/jsonl", text);
  });
  on("copy-command", async () => {
    await copy(commands(session.state));
    note.textContent = "The commands are copied.";
  });
  const node = document.getElementById("node") as HTMLDetailsElement;
  node.addEventListener("toggle", () => {
    if (node.dataset.copied === "by-hand") delete node.dataset.copied;
    else (document.getElementById("command") as HTMLElement).textContent = commands(session.state);
  });
}

/** Where there is no clipboard (a page without https), the text is shown to be copied by hand. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const command = document.getElementById("command") as HTMLElement;
    const node = document.getElementById("node") as HTMLDetailsElement;
    // opening it would put the commands there
    if (!node.open) node.dataset.copied = "by-hand";
    node.open = true;
    command.textContent = text;
    throw new Error("This browser does not let the page copy; the text is shown below.");
  }
}
