/**
 * Quantities by name in rows of numbers. A realisation is a row: its numbers lie side by side in one piece of memory, as
 * 10^5 objects with arrays in them would take several times as much, and are read and written by the names of a layout.
 */

/** Lengths of the indices of a quantity, outermost first: [] a number, [3] a vector, [3, 3] a tensor. */
export type Lengths = readonly number[];

/** Shape of a quantity; "symmetric": a symmetric 3x3 tensor, stored as xx, xy, xz, yy, yz, zz. */
export type Shape<Quantity> = Quantity extends number
  ? readonly []
  : Quantity extends readonly unknown[]
    ? Lengths | "symmetric"
    : Shapes<Quantity>;

export type Shapes<Quantities> = { readonly [Name in keyof Quantities]: Shape<Quantities[Name]> };

/** A row, read by the names of its quantities: numbers, nested arrays, named quantities again. */
export type Row<Quantities> = Readonly<Quantities> & {
  /** its numbers are those of `memory` from `start` on */
  readonly memory: Float64Array;
  readonly start: number;
};

/** Where named quantities lie in a row. */
export class Layout<Quantities> {
  /** numbers of a row */
  readonly width: number;
  readonly #places = new Map<PropertyKey, { offset: number; place: Place }>();
  readonly #Row: new (
    memory: Float64Array,
    start: number,
  ) => Row<Quantities>;

  constructor(shapes: Shapes<Quantities>) {
    // fields that are only declared: one that is defined costs as much as what is read of a row
    class NamedRow {
      declare readonly memory: Float64Array;
      declare readonly start: number;
      constructor(memory: Float64Array, start: number) {
        this.memory = memory;
        this.start = start;
      }
    }
    let width = 0;
    for (const [name, shape] of Object.entries<AnyShape>(shapes)) {
      const place = placeOf(shape);
      const offset = width;
      this.#places.set(name, { offset, place });
      Object.defineProperty(NamedRow.prototype, name, {
        get(this: NamedRow) {
          return place.read(this.memory, this.start + offset);
        },
      });
      width += place.width;
    }
    this.width = width;
    this.#Row = NamedRow as unknown as new (memory: Float64Array, start: number) => Row<Quantities>;
  }

  /** The row that begins at `start`. It follows the memory: what is written there is read. */
  row(memory: Float64Array, start = 0): Row<Quantities> {
    return new this.#Row(memory, start);
  }

  write(row: Row<Quantities>, quantities: Quantities): void {
    for (const [name, { offset, place }] of this.#places) {
      place.write(row.memory, row.start + offset, quantities[name as keyof Quantities]);
    }
  }

  /** The numbers of one quantity in a row, last index fastest. */
  numbers(row: Row<Quantities>, name: keyof Quantities): Float64Array {
    const { offset, place } = this.#places.get(name) ?? { offset: 0, place: placeOf([0]) };
    return row.memory.subarray(row.start + offset, row.start + offset + place.width);
  }
}

/** Rows of one layout in one piece of memory. */
export class Rows<Quantities> {
  readonly memory: Float64Array;

  /** @param quantities of row k */
  constructor(
    readonly layout: Layout<Quantities>,
    readonly length: number,
    quantities: (k: number) => Quantities,
  ) {
    this.memory = new Float64Array(length * layout.width);
    for (let k = 0; k < length; k++) layout.write(this.row(k), quantities(k));
  }

  row(k: number): Row<Quantities> {
    return this.layout.row(this.memory, k * this.layout.width);
  }

  /** A number of each row. */
  column(number: (row: Row<Quantities>, k: number) => number): Float64Array {
    return Float64Array.from({ length: this.length }, (_, k) => number(this.row(k), k));
  }
}

/** Nested arrays from numbers, last index fastest. */
export function nested(numbers: ArrayLike<number>, lengths: Lengths, start = 0): unknown {
  const [n, ...inner] = lengths;
  if (n === undefined) return numbers[start];
  const size = product(inner);
  return Array.from({ length: n }, (_, i) => nested(numbers, inner, start + i * size));
}

/** The numbers of nested arrays, last index fastest. */
export const flat = (value: unknown): number[] => [value].flat(Number.POSITIVE_INFINITY) as number[];

export const product = (lengths: Lengths): number => lengths.reduce((a, b) => a * b, 1);

/** How a quantity is read from and written to the numbers from `start` on. */
interface Place {
  width: number;
  read(numbers: Float64Array, start: number): unknown;
  write(numbers: Float64Array, start: number, value: unknown): void;
}

type AnyShape = Lengths | "symmetric" | { readonly [name: string]: AnyShape };

function placeOf(shape: AnyShape): Place {
  if (shape === "symmetric") return SYMMETRIC;
  if (!isLengths(shape)) return together(Object.entries(shape).map(([name, inner]) => [name, placeOf(inner)]));
  return shape.reduceRight(repeated, NUMBER);
}

const isLengths = (shape: AnyShape): shape is Lengths => Array.isArray(shape);

const NUMBER: Place = {
  width: 1,
  read: (numbers, start) => numbers[start],
  write(numbers, start, value) {
    numbers[start] = value as number;
  },
};

const SYMMETRIC: Place = {
  width: 6,
  read(numbers, start) {
    const xy = numbers[start + 1];
    const xz = numbers[start + 2];
    const yz = numbers[start + 4];
    return [
      [numbers[start], xy, xz],
      [xy, numbers[start + 3], yz],
      [xz, yz, numbers[start + 5]],
    ];
  },
  write(numbers, start, value) {
    const [x, y, z] = value as number[][];
    for (let j = 0; j < 3; j++) numbers[start + j] = x[j];
    numbers[start + 3] = y[1];
    numbers[start + 4] = y[2];
    numbers[start + 5] = z[2];
  },
};

function repeated(inner: Place, length: number): Place {
  const { width } = inner;
  return {
    width: length * width,
    read(numbers, start) {
      const values: unknown[] = [];
      for (let i = 0; i < length; i++) values.push(inner.read(numbers, start + i * width));
      return values;
    },
    write(numbers, start, value) {
      for (let i = 0; i < length; i++) inner.write(numbers, start + i * width, (value as unknown[])[i]);
    },
  };
}

function together(parts: [name: string, part: Place][]): Place {
  return {
    width: parts.reduce((sum, [, { width }]) => sum + width, 0),
    read(numbers, start) {
      const values: Record<string, unknown> = {};
      let from = start;
      for (const [name, part] of parts) {
        values[name] = part.read(numbers, from);
        from += part.width;
      }
      return values;
    },
    write(numbers, start, value) {
      let from = start;
      for (const [name, part] of parts) {
        part.write(numbers, from, (value as Record<string, unknown>)[name]);
        from += part.width;
      }
    },
  };
}
