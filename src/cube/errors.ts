/** A file of a field that cannot be read, or holds no field (exit code 5). */
export class FieldFileError extends Error {
  override name = "FieldFileError";

  constructor(
    readonly file: string,
    readonly problem: string,
  ) {
    super(`${file}: ${problem}`);
  }
}
