// The buttons below the figure: link, files, commands.

import { canonicalJSON, configIdentity } from "../src/config/config.js";
import { replaceAddress } from "./address.js";
import { commands, savePNG, saveText } from "./downloads.js";
import { writeLink } from "./link.js";
import type { PicturePart } from "./picture.js";
import { publishedLines } from "./published.js";
import type { Session } from "./session.js";

/** `need` fetches groups of the published run. The function that is returned shows the commands of the state as it is now. */
export function bindTakeAway(
  session: Session,
  picture: PicturePart,
  need: (groups: number[]) => Promise<boolean>,
): () => void {
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
    replaceAddress(writeLink(session.state, session.result(), session.madeBy));
    await copy(location.href);
    note.textContent = "The link is copied. It holds the whole config, the view and the result's hash.";
  });
  on("save-svg", async () => saveText(name("svg"), "image/svg+xml", (await drawn()).svg));
  on("save-png", async () => savePNG(name("png"), (await drawn()).svg));
  on("save-csv", async () => saveText(name("csv"), "text/csv", (await drawn()).csv));
  on("save-json", async () => {
    const { columns, rows } = await drawn();
    const { config, view } = session.state;
    const device = session.madeBy === null ? {} : { device: session.madeBy };
    const run = { config, config_sha256: configIdentity(config), result_sha256: session.result(), ...device };
    saveText(name("json"), "application/json", `${canonicalJSON({ ...run, view, columns, rows })}\n`);
  });
  on("save-lines", async () => {
    const { computation, isPublished, published, publishedSamples } = session;
    const isOwn = computation.done > 0;
    if (!isOwn && !isPublished) throw new Error("No realisation was computed here yet; press Start.");
    if (!isOwn) await need([...publishedSamples.keys()]);
    const lines = isOwn ? computation.lines : publishedLines(published, publishedSamples);
    const text = lines.map((group) => group.map((line) => `${line}\n`).join("")).join("");
    saveText(isOwn ? "realisations.jsonl" : "published.jsonl", "application/jsonl", text);
    if (!isOwn)
      note.textContent =
        "These are the published realisations at their last path length; the lines that Start computes hold all of it.";
  });
  on("copy-command", async () => {
    await copy(commands(session.state));
    note.textContent = "The commands are copied.";
  });
  const node = document.getElementById("node") as HTMLDetailsElement;
  const command = document.getElementById("command") as HTMLElement;
  const showCommands = () => {
    if (!node.open) return;
    const text = commands(session.state);
    // what is selected to be copied by hand stays so
    if (command.textContent !== text) command.textContent = text;
  };
  node.addEventListener("toggle", showCommands);
  return showCommands;
}

/** Where there is no clipboard (a page without https), the text is shown, selected, to be copied by hand. */
async function copy(text: string): Promise<void> {
  const box = document.getElementById("by-hand") as HTMLTextAreaElement;
  box.hidden = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    box.hidden = false;
    box.value = text;
    box.focus();
    box.select();
    throw new Error("This browser does not let the page copy. The text is selected below: copy it by Ctrl+C or Cmd+C.");
  }
}
