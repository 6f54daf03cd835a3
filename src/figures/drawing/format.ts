/** Numbers and text as the figures write them. */

const SUPERSCRIPTS: Record<string, string> = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** 0.001 -> "10⁻³"; for the ticks of a log axis. */
export function power(value: number): string {
  const exponent = Math.round(Math.log10(value));
  return `10${[...String(exponent)].map((digit) => SUPERSCRIPTS[digit]).join("")}`;
}

/** 0.00064 -> "6.4×10⁻⁴"; "0" for zero. */
export function scientific(value: number, digits = 2): string {
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${mantissa}×${power(10 ** Number(exponent))}`.replace("-", "−");
}

/** A plain number to a few digits: 0.12, 35, 1200. */
export function plain(value: number, digits = 2): string {
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

/** 1000 -> "1 PV". */
export function rigidity(rigidity_TV: number): string {
  return rigidity_TV >= 1000 ? `${rigidity_TV / 1000} PV` : `${rigidity_TV} TV`;
}

/** A value with its error, to the error's first digit but one: "0.033 ± 0.005"; to two digits where there is no error. */
export function withError(value: number, error: number | null): string {
  const least = error === null || error === 0 ? Math.abs(value) / 10 || 0.1 : error;
  const decimals = Math.min(
    6,
    Math.max(
      0,
      -Math.floor(Math.log10(least)) + (error === null || least >= 3 * 10 ** Math.floor(Math.log10(least)) ? 0 : 1),
    ),
  );
  const of = (x: number) => x.toFixed(decimals).replace("-", "−");
  return error === null ? of(value) : `${of(value)} ± ${of(error)}`;
}

/** Numbers in a table: six digits, so that the last bits of an engine's logarithm leave no trace. */
export function cell(value: number): number {
  return Number(value.toPrecision(6));
}

export function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

/** Lines of at most `width` characters; "T = 60", "60 pc", "1.0 ± 0.2" and "8 × 768" stay whole. */
export function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(/(?<![=±×]) (?![=±×]|pc\b)/)) {
    const last = lines[lines.length - 1];
    if (last !== "" && last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

/** Text within SVG or HTML. */
export function escaped(content: string): string {
  return content.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
