/**
 * The sheet that a figure is drawn on: title, what was computed, the plots, notes. One self-contained SVG; text stays text.
 *
 * Coordinates are rounded to 0.01, so that the same run gives the same file whatever the engine's last bits of a logarithm.
 */

import type { Cell } from "../../words/csv.js";
import { graphicsProcessor } from "../../words/device.js";
import { wrap } from "../../words/lines.js";
import { escaped, legible } from "../../words/markup.js";
import type { Drawing, FigureInput } from "../input.js";
import { INK, MUTED } from "./palette.js";
import { chart, type Frame, type Key, type LegendLayout, legend, type Mark } from "./plotting.js";

/** The first one there is. Without quotes: resvg takes none of a list with quoted names. */
const FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";

/** What Plot makes, or any other drawing. */
interface Markup {
  outerHTML: string;
}

/** A plot and where its upper left corner is on the sheet, below the heading. */
export interface Piece {
  x: number;
  y: number;
  width: number;
  height: number;
  plot: Markup;
}

export interface Heading {
  /** "fig5": also makes the ids of the sheet unlike those of another one on the same page */
  name: string;
  title: string;
  /** what was computed, below the title */
  subtitle: string;
  /** below the plots, a paragraph each; empty ones are left out */
  notes: string[];
  /** for those who cannot see it */
  description: string;
  width: number;
}

/** The numbers drawn; a row names its columns, and those that it does not name stay empty. */
interface Numbers<Column extends string> {
  /** what the numbers are, a line each; default the subtitle */
  about?: string[];
  /** default: those of the first row */
  columns?: readonly Column[];
  rows: Partial<Record<NoInfer<Column>, Cell>>[];
  missing?: string[];
}

const MARGIN = 16;
const LINE_HEIGHT = 15;
/** Pixels below a chart and a legend. */
const ROOM = 4;

/** The largest number of characters of 11 px that fit between the margins in a wide font. */
const perLine = (width: number) => Math.floor((width - 2 * MARGIN) / 6.2);

/** A figure: heading, plots one below the other, notes, and the numbers drawn. The identity of the run stands below all of them. */
export class Sheet {
  readonly #document: Document;
  readonly #heading: Heading;
  readonly #identity: string;
  readonly #pieces: Piece[] = [];
  /** where the next plot goes */
  #bottom = 0;
  /** of all pieces, those at the side too */
  #height = 0;

  constructor(input: Pick<FigureInput, "config" | "config_sha256" | "device">, document: Document, heading: Heading) {
    this.#document = document;
    this.#heading = heading;
    const by = input.device === undefined ? "" : `, ${graphicsProcessor(input.device)}`;
    this.#identity = `Run ${input.config_sha256.slice(0, 12)}, seed ${input.config.ensemble.seed}${by}.`;
  }

  /** A plot that is already drawn, `gap` below the last one. */
  plot(
    plot: Markup,
    { x = 0, gap = 0, width, height }: { x?: number; gap?: number; width: number; height: number },
  ): this {
    this.#pieces.push({ x, y: this.#bottom + gap, width, height, plot });
    this.#bottom += gap + height;
    this.#height = Math.max(this.#height, this.#bottom);
    return this;
  }

  /** Plots of one size, two in a row. */
  panels(plots: Markup[], { width, height }: { width: number; height: number }): this {
    plots.forEach((plot, i) => {
      this.#pieces.push({ x: 4 + (i % 2) * width, y: this.#bottom + Math.floor(i / 2) * height, width, height, plot });
    });
    this.#bottom += Math.ceil(plots.length / 2) * height;
    return this;
  }

  /** A plot with axes, `gap` below the last one. */
  chart({ gap = 0, ...frame }: Omit<Frame, "document"> & { gap?: number }, marks: Mark[]): this {
    this.plot(chart({ document: this.#document, ...frame }, marks), { gap, width: frame.width, height: frame.height });
    return this.#room(this.#bottom);
  }

  /** A legend below the plots. */
  legend(keys: Key[], { x, gap = 4, ...layout }: LegendLayout & { x: number; gap?: number }): this {
    const { plot, height } = legend(this.#document, keys, layout);
    this.plot(plot, { x, gap, width: layout.width, height });
    return this.#room(this.#bottom);
  }

  /** A legend to the right of the plots. */
  side(keys: Key[], { x, y, ...layout }: LegendLayout & { x: number; y: number }): this {
    const { plot, height } = legend(this.#document, keys, layout);
    this.#pieces.push({ x, y, width: layout.width, height, plot });
    return this.#room(y + height);
  }

  #room(bottom: number): this {
    this.#height = Math.max(this.#height, bottom + ROOM);
    return this;
  }

  /** The sheet as it is now, and its numbers. */
  drawing<Column extends string>({ about, columns, rows, missing = [] }: Numbers<Column>): Drawing {
    const names = columns ?? (Object.keys(rows[0] ?? {}) as Column[]);
    const heading = { ...this.#heading, notes: [...this.#heading.notes, this.#identity] };
    return {
      svg: sheetSVG({ ...heading, height: this.#height, pieces: this.#pieces }),
      missing,
      table: {
        about: [...(about ?? [this.#heading.subtitle]), this.#identity].filter((line) => line !== ""),
        columns: [...names],
        rows: rows.map((row) => names.map((name) => row[name] ?? null)),
      },
    };
  }
}

/** The sheet as a file. */
export function sheetSVG(sheet: Heading & { height: number; pieces: Piece[] }): string {
  const { title, width } = sheet;
  const subtitle = wrap(sheet.subtitle, perLine(width));
  const notes = sheet.notes.filter((note) => note !== "").flatMap((note) => wrap(note, perLine(width)));
  const top = 34 + subtitle.length * LINE_HEIGHT;
  const below = top + sheet.height + 14;
  const height = below + notes.length * LINE_HEIGHT + 6;
  const lines = (texts: string[], y: number) =>
    texts.map((line, i) => text(MARGIN, y + i * LINE_HEIGHT, line, `font-size="11" fill="${MUTED}"`)).join("\n");
  const body = `<title>${escaped(title)}</title>
<desc>${escaped(sheet.description)}</desc>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${text(MARGIN, 24, title, `font-size="16" font-weight="bold" fill="${INK}"`)}
${lines(subtitle, 42)}
${sheet.pieces.map((piece) => nested(piece, top)).join("\n")}
${lines(notes, below)}`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" color="${INK}" role="img">`;
  return `${tidied(`${open}\n${body}\n</svg>`, sheet.name)}\n`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

/** What Plot made, inside the sheet: its own font, class and style sheet left out. */
function nested({ x, y, width, height, plot }: Piece, top: number): string {
  const markup = plot.outerHTML;
  const inner = markup
    .slice(markup.indexOf(">") + 1, markup.lastIndexOf("</svg>"))
    .replace(/<style>[\s\S]*?<\/style>/g, "");
  return `<svg x="${x}" y="${top + y}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-size="12" fill="currentColor" text-anchor="middle">${inner}</svg>`;
}

const GEOMETRY = /\s(d|points|transform|x|y|x1|x2|y1|y2|cx|cy|r|dx|dy|width|height)="([^"]*)"/g;
const NUMBER = /-?\d*\.?\d+(?:e[+-]?\d+)?/g;
// + 0: no negative zero
const rounded = (number: string) => String(Math.round(Number(number) * 100) / 100 + 0);

/** Rounds the coordinates, names clip paths and arrow heads after the figure, and puts elements on lines of their own. */
function tidied(markup: string, name: string): string {
  const ids = new Map<string, string>();
  return legible(markup)
    .replace(/plot-(?:clip|marker)-\d+/g, (id) => {
      if (!ids.has(id)) ids.set(id, `${name}-${ids.size + 1}`);
      return ids.get(id) as string;
    })
    .replace(GEOMETRY, (_, attribute: string, value: string) => ` ${attribute}="${value.replace(NUMBER, rounded)}"`)
    .replace(/></g, ">\n<");
}
