// In place of hdf5.ts where there are no files: a browser has no need of its code.
import { FieldFileError } from "./errors.js";
import type { readHDF5Field as read } from "./hdf5.js";

export const readHDF5Field: typeof read = async (file) => {
  throw new FieldFileError(file, "HDF5 is read in Node only; give { values, cells }, or a .npy file");
};
