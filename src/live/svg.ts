/** SVG elements made and changed by hand: what a live drawing needs of a library. */

const NAMESPACE = "http://www.w3.org/2000/svg";

export type Attributes = Record<string, string | number>;

/** An element with attributes and, for `text`, its words. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  document: Document,
  name: Name,
  attributes: Attributes = {},
  words?: string,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(NAMESPACE, name);
  set(element, attributes);
  if (words !== undefined) element.textContent = words;
  return element;
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, typeof value === "number" ? value.toFixed(2) : value);
  }
}

/** A star with five points about the origin. */
export function starPath(radius: number): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 === 0 ? radius : 0.45 * radius;
    const angle = (Math.PI * i) / 5;
    return `${(r * Math.sin(angle)).toFixed(1)} ${(-r * Math.cos(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

export const crossPath = (r: number): string => `M${-r} ${-r}L${r} ${r}M${-r} ${r}L${r} ${-r}`;
export const diamondPath = (r: number): string => `M0 ${-r}L${0.7 * r} 0L0 ${r}L${-0.7 * r} 0Z`;
export const checkPath = "M-4 0L-1 3.4L4.5 -4";

/** Colours of a live drawing: the page, or who embeds the element, may give others by CSS. */
export const COLOUR = {
  ink: "var(--larmor-ink, #222222)",
  muted: "var(--larmor-muted, #595959)",
  grid: "var(--larmor-grid, #c9c9c9)",
  paper: "var(--larmor-paper, #ffffff)",
  gradient: "var(--larmor-gradient, #f0e442)",
  regular: "var(--larmor-regular, #0072b2)",
  prediction: "var(--larmor-prediction, #00805d)",
  mean: "var(--larmor-mean, #d55e00)",
} as const;
