// A .npy file as numpy writes it, and ones that it would not write.

export interface NpyParts {
  descr?: string;
  fortran?: boolean;
  shape: readonly number[];
  version?: number;
  /** in place of the whole header */
  header?: string;
}

export function npy(values: Float32Array | Float64Array, parts: NpyParts): Uint8Array {
  const { shape, fortran = false, version = 1, descr = values.BYTES_PER_ELEMENT === 4 ? "<f4" : "<f8" } = parts;
  const order = fortran ? "True" : "False";
  const text = parts.header ?? `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape.join(", ")}), }`;
  const start = version === 1 ? 10 : 12;
  const length = Math.ceil((start + text.length + 1) / 64) * 64 - start;
  const file = new Uint8Array(start + length + values.byteLength);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(file.buffer);
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  file.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), start);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start + length);
  return file;
}
