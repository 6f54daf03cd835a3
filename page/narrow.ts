// A sheet on a narrow screen: its plots one below the other, a legend's columns too, and the words large enough to read.

/** Largest factor by which words grow while plots shrink; with a larger one they would run into each other. */
const LARGEST = 1.45;
/** px that the name of an upright axis moves to the left. */
const NAME_ROOM = 14;
/** px that half of the last number below a plot needs at the right. */
const LAST_ROOM = 8;
/** px: a lower piece with several columns of words is a legend. */
const LEGEND_HEIGHT = 150;
/** A piece with as many bands is the bar of a colour scale, which stays in one piece. */
const BAR_BANDS = 20;

export function stacked(sheet: Element, width: number): SVGSVGElement[] {
  const pieces = [...sheet.children].filter((child) => child.tagName === "svg");
  return pieces.flatMap((piece) => {
    const drawn = Number(piece.getAttribute("width"));
    const height = Number(piece.getAttribute("height"));
    const isLegend = height < LEGEND_HEIGHT && drawn > width && piece.querySelectorAll("rect").length < BAR_BANDS;
    const starts = isLegend ? columnsOf(piece) : [];
    if (starts.length < 2) return [shown(sheet, piece, [0, drawn], height, width)];
    return starts.map((start, i) => shown(sheet, piece, [start, starts[i + 1] ?? drawn], height, width));
  });
}

/** The part of a piece from one x to another, as wide as the screen or as it was drawn. */
function shown(sheet: Element, piece: Element, [from, to]: [number, number], height: number, width: number) {
  const own = document.importNode(piece, true) as SVGSVGElement;
  own.setAttribute("viewBox", `${from} 0 ${to - from} ${height}`);
  own.style.maxWidth = `${to - from}px`;
  for (const name of ["x", "y", "width", "height"]) own.removeAttribute(name);
  for (const name of ["font-family", "color"]) own.setAttribute(name, sheet.getAttribute(name) ?? "");
  own.setAttribute("role", "img");
  own.setAttribute("aria-labelledby", "figure-title");
  const factor = Math.min(LARGEST, (to - from) / width);
  if (factor > 1.1) enlarge(own, factor);
  return own;
}

function enlarge(plot: SVGSVGElement, factor: number): void {
  let upright = false;
  for (const text of plot.querySelectorAll("text")) {
    const size = text.closest("[font-size]")?.getAttribute("font-size") ?? "12";
    text.style.fontSize = `${(factor * Number.parseFloat(size)).toFixed(1)}px`;
    // an upright axis' name makes room for the larger numbers
    if (text.getAttribute("transform")?.includes("rotate(-90)")) {
      text.style.translate = `-${NAME_ROOM}px 0`;
      upright = true;
    }
  }
  const [x, y, width, height] = (plot.getAttribute("viewBox") as string).split(" ").map(Number);
  const left = upright ? NAME_ROOM : 0;
  plot.setAttribute("viewBox", `${x - left} ${y} ${width + left + LAST_ROOM} ${height}`);
}

/** Where the columns of a legend start. */
function columnsOf(piece: Element): number[] {
  const start = (text: Element) => Number(/translate\(([\d.]+)/.exec(text.getAttribute("transform") ?? "")?.[1] ?? 0);
  const words = [...piece.querySelectorAll("text")].map(start).sort((a, b) => a - b);
  const firsts = words.filter((x, i) => i === 0 || x - words[i - 1] > 60);
  // the sample of a line, or the symbol, stands before the words
  return firsts.map((x) => Math.max(0, x - 40));
}
