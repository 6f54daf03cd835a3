// What a config is, as types. The same keys as data, with their ranges, defaults and meaning: keys.ts.
import type { Anisotropy } from "./anisotropies.js";
import type { Density } from "./densities.js";
import type { Model } from "./field_models.js";
import type { Integrator } from "./integrators.js";

/** [String(turbulence_level)][String(rigidity_TV)], numbers as JavaScript prints them: "1", "0.1", "1000". */
export type Table = Record<string, Record<string, number>>;

/** A resolved config: complete, canonical, plain data. What DIR/config.json holds. */
export interface Config {
  field: {
    model: Model;
    /** eta = dB^2/(dB^2 + B0^2); absent for a uniform field */
    turbulence_level?: number[];
    /** sqrt(B0^2 + dB^2) */
    total_rms_uG: number;
    /** L_max, a wavelength */
    outer_scale_pc: number;
    /** L_min, a wavelength, in gyroradii at total_rms_uG; absent: min(r_g/2, L_max/300) */
    inner_scale_gyroradii?: number;
    /** q of the energy spectrum E(k) ~ k^-q */
    spectral_index: number;
    /** of B0: longitude, latitude */
    regular_direction_deg: [number, number];
    /** side of a level's box in its longest wavelength */
    box_wavelengths: number;
    /** longest wavelengths of two neighbouring levels, L_g/L_(g+1) */
    band_ratio: number;
    /** nodes per shortest wavelength of a level */
    cells_per_wavelength: number;
    /** whether the rms of the turbulent field is exact on average or in each realisation */
    normalisation: "ensemble" | "realisation";
    /** plane waves per decade of wavelength */
    waves_per_decade: number;
    /** directions of the plane waves about B0; absent: "isotropic" */
    anisotropy?: Anisotropy;
    /** of a cube: its file and the dataset in it; absent where its values are given by a program, and in config.json */
    cube_file?: string;
    cube_dataset?: string | [string, string, string];
    /** side of a cell, or its three sides */
    cube_cell_pc?: number | [number, number, number];
    /** uG of a value 1; absent: the cube is scaled to total_rms_uG */
    cube_unit_uG?: number;
    /** wavelength in cells below which nested grids continue the cube's spectrum; absent: they do not */
    cube_continue_cells?: number;
    /** what describeCube finds in the file */
    cube_sha256?: string;
    cube_cells?: [number, number, number];
    cube_mean?: [number, number, number];
    cube_mean_error?: number;
    cube_rms?: number;
  };
  particles: {
    rigidity_TV: number[];
    /** HEALPix resolution of the directions: 12 nside^2 of them */
    nside: Table;
    /** largest local error of a step */
    tolerance: number;
    /** how paths are integrated; absent: "rk45", so that configs from before there was a choice keep their identity */
    integrator?: Integrator;
    /** whether the grid of directions is rotated at random for each realisation; absent: no */
    rotate_directions?: boolean;
  };
  transport: {
    /** c T, how far the particles are followed back */
    path_pc: Table;
    /** number of path lengths at which the response is recorded */
    outputs: number;
    /** H of a free-escape boundary |z| = H, z towards latitude 90; absent: none */
    escape_height_pc?: number;
    /** L: multipoles l = 0 to L of the sky are recorded at the last path length; absent: none */
    multipoles?: number;
  };
  ensemble: { realisations: number; seed: number };
  /** densities that are no gradient, whose dipoles are recorded; absent: none */
  density?: Density[];
}

/** The parts of a config that are tables of keys. */
export type Section = Exclude<keyof Config, "density">;

/** A section as the user gives it: any key may be absent; one number stands for a whole table. */
export type Given<Section> = {
  [Key in keyof Section]?: Section[Key] extends Table ? number | Record<string, Record<string, number>> : Section[Key];
};

/** Also of a value that is written `as const`. */
export type DeepReadonly<Value> = { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> };

/** What resolveConfig takes: any part of a config. Keys of tables in any spelling of the number. */
export type ConfigInput = { [Name in Section]?: DeepReadonly<Given<Config[Name]>> } & {
  density?: DeepReadonly<Density[]>;
  /** where an editor finds the JSON schema; no part of the run */
  $schema?: string;
};
