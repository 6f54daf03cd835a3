// Nuclei by name: a particle of rigidity R has the energy Z e R, so that a run stands for other energies than of protons.

export const SPECIES = {
  p: { charge: 1, name: "protons" },
  He: { charge: 2, name: "helium" },
  CNO: { charge: 7, name: "CNO (Z = 7)" },
  Fe: { charge: 26, name: "iron" },
} as const;

export type SpeciesName = keyof typeof SPECIES;
