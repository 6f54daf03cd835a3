// A figure's sheet in the page: its title as a heading, its plots one below the other on a narrow screen.
import { addDarkShades } from "./dark_shades.js";
import { stacked } from "./narrow.js";
import { VIEWS, type View } from "./state.js";

const byId = (id: string) => document.getElementById(id) as HTMLElement;

/** `solid`: what is shown in place of the sheet, which then is for the printer. */
export function putSheet(figure: HTMLElement, svg: string, solid?: HTMLElement): void {
  const sheet = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const title = sheet.querySelector("title");
  byId("figure-title").textContent = title?.textContent ?? "";
  const words = [...sheet.children].filter((child) => child.tagName === "text").slice(1);
  byId("caption").textContent = words.map((line) => line.textContent).join(" ");
  // read out from the heading; a tooltip all over the figure would be in the way
  title?.remove();
  sheet.setAttribute("aria-labelledby", "figure-title");
  sheet.setAttribute("aria-describedby", "caption");
  // "rule", "dot": Plot's names for its own parts
  for (const part of sheet.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  sheet.removeAttribute("width");
  sheet.removeAttribute("height");
  const narrow = matchMedia("(max-width: 44rem)").matches;
  byId("figure-title").classList.toggle("unseen", !narrow && solid === undefined);
  byId("caption").classList.toggle("seen", solid !== undefined);
  figure.classList.toggle("solid", solid !== undefined);
  const sheets = narrow
    ? stacked(sheet, figure.clientWidth)
    : [document.importNode(sheet, true) as Element as SVGSVGElement];
  for (const drawing of sheets) addDarkShades(drawing);
  if (solid?.isConnected) {
    for (const old of [...figure.children]) if (old !== solid) old.remove();
    figure.append(...sheets);
  } else figure.replaceChildren(...(solid ? [solid] : []), ...sheets);
}

/** Why there is no figure: the message of the command line without its commands. */
export function putSentence(figure: HTMLElement, view: View, message: string): void {
  const sentence = document.createElement("p");
  sentence.className = "empty";
  const text = message.replace(/[.,;:]? (Run|Use|Continue it|run larmor)\b.*$/, ".").replace(/\.\.$/, ".");
  sentence.textContent = text;
  const [shown] = figure.children;
  // what is there keeps the focus
  if (figure.children.length === 1 && shown.className === "empty" && shown.firstChild?.textContent === text) return;
  figure.replaceChildren(sentence);
  figure.classList.remove("solid");
  byId("caption").textContent = "";
  byId("figure-title").textContent = VIEWS[view.name];
  byId("figure-title").classList.remove("unseen");
}

/** The title of a figure that has no sheet, and its numbers in words. */
export function putTitle(title: string, caption: string): void {
  byId("figure-title").textContent = title;
  byId("figure-title").classList.add("unseen");
  byId("caption").textContent = caption;
}

/** What can be done about a sentence: one button, which keeps the focus where its words change. */
export function putButton(figure: HTMLElement, label: string, press: () => void): void {
  const there = figure.querySelector<HTMLButtonElement>("#follow");
  if (there !== null) {
    if (there.textContent !== label) there.textContent = label;
    there.onclick = press;
    return;
  }
  const button = document.createElement("button");
  Object.assign(button, { type: "button", id: "follow", className: "main", textContent: label, onclick: press });
  figure.querySelector(".empty")?.append(document.createElement("br"), button);
}
