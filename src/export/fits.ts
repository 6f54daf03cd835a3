// FITS files with one HEALPix map: an empty primary HDU and a binary table with a row for each pixel, RING order (FITS
// standard 4.0, Pence et al. 2010, A&A 524, A42; the keywords are those that HEALPix programs look for).

const BLOCK = 2880;
const CARD = 80;

/** A keyword of the header, its value, what it says. */
export type Card = [keyword: string, value: string | number | boolean | { real: number }, comment: string];

export interface MapColumn {
  name: string;
  unit: string;
  about: string;
  /** [12 nside^2] */
  values: ArrayLike<number>;
}

export interface SkyMap {
  nside: number;
  /** "G", "C" or "E" */
  coordinates: string;
  columns: MapColumn[];
  cards: Card[];
  /** lines of any length; broken where a card ends */
  comments: string[];
}

/** The bytes of the file. */
export function fitsMap({ nside, coordinates, columns, cards, comments }: SkyMap): Uint8Array {
  const rows = 12 * nside * nside;
  const width = 8 * columns.length;
  const primary = header([
    ["SIMPLE", true, "conforms to FITS standard"],
    ["BITPIX", 8, "no data in this unit"],
    ["NAXIS", 0, "the map is in the first extension"],
    ["EXTEND", true, ""],
  ]);
  const table = header(
    [
      ["XTENSION", "BINTABLE", "binary table"],
      ["BITPIX", 8, ""],
      ["NAXIS", 2, ""],
      ["NAXIS1", width, "bytes in a row"],
      ["NAXIS2", rows, "rows: pixels"],
      ["PCOUNT", 0, ""],
      ["GCOUNT", 1, ""],
      ["TFIELDS", columns.length, "columns"],
      ...columns.flatMap(({ name, unit, about }, i): Card[] => [
        [`TTYPE${i + 1}`, name, about],
        [`TFORM${i + 1}`, "D", "64-bit floating point"],
        [`TUNIT${i + 1}`, unit, unit === "" ? "dimensionless" : ""],
      ]),
      ["EXTNAME", "HEALPIX MAP", ""],
      ["PIXTYPE", "HEALPIX", "HEALPix pixelisation"],
      ["ORDERING", "RING", "pixel order"],
      ["COORDSYS", coordinates, coordinates === "C" ? "C: equatorial; see FRAME" : "G: longitude, latitude; see FRAME"],
      ["NSIDE", nside, "resolution parameter"],
      ["FIRSTPIX", 0, "first pixel"],
      ["LASTPIX", rows - 1, "last pixel"],
      ["INDXSCHM", "IMPLICIT", "the row is the pixel"],
      ["OBJECT", "FULLSKY", "all pixels are there"],
      ...cards,
    ],
    comments,
  );
  const data = new Uint8Array(padded(rows * width));
  const view = new DataView(data.buffer);
  columns.forEach(({ values }, c) => {
    for (let i = 0; i < rows; i++) view.setFloat64(i * width + 8 * c, values[i], false);
  });
  const bytes = new Uint8Array(primary.length + table.length + data.length);
  bytes.set(primary);
  bytes.set(table, primary.length);
  bytes.set(data, primary.length + table.length);
  return bytes;
}

const padded = (length: number): number => Math.ceil(length / BLOCK) * BLOCK;

function header(cards: Card[], comments: string[] = []): Uint8Array {
  const lines = [...cards.map(cardText), ...comments.flatMap(commentCards), "END".padEnd(CARD)];
  const text = lines.join("");
  return new TextEncoder().encode(text.padEnd(padded(text.length)));
}

function cardText([keyword, value, comment]: Card): string {
  const text = `${keyword.padEnd(8)}= ${valueText(value)}`;
  if (!/^[A-Z0-9_-]{1,8} *= [ -~]*$/.test(text) || text.length > CARD) throw new Error(`no FITS card: ${text}`);
  return (comment === "" ? text : `${text} / ${comment}`).slice(0, CARD).padEnd(CARD);
}

/** Fixed format: strings in quotes from column 11, at least 8 characters; the rest ends in column 30. */
function valueText(value: Card[1]): string {
  if (typeof value === "string") return `'${value.replace(/'/g, "''").padEnd(8)}'`.padEnd(20);
  if (typeof value === "boolean") return (value ? "T" : "F").padStart(20);
  const digits = String(typeof value === "object" ? value.real : value).replace("e", "E");
  return (typeof value === "number" || /[.E]/.test(digits) ? digits : `${digits}.0`).padStart(20);
}

/** A real number: with a point, so that a reader gets no integer. */
export const real = (keyword: string, value: number, comment: string): Card => {
  if (!Number.isFinite(value)) throw new Error(`${keyword}: ${value} has no place in a FITS header`);
  return [keyword, { real: value }, comment];
};

function commentCards(line: string): string[] {
  const ascii = line.replace(/[^ -~]/g, "?");
  const pieces = ascii.match(/.{1,70}/g) ?? [""];
  return pieces.map((piece) => `COMMENT   ${piece}`.padEnd(CARD));
}
