// Works to be cited for the method, a field model or an integrator, as BibTeX.

export interface Work {
  /** what it is cited for */
  for: string;
  bibtex: string;
}

/** A BibTeX entry; braces are put around the values. */
export function bibtex(kind: string, key: string, fields: Record<string, string>): string {
  const rows = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}}`);
  return `@${kind}{${key},\n${rows.join(",\n")}\n}`;
}

export const MERTSCH_2015: Work = {
  for: "the method",
  bibtex: bibtex("article", "Mertsch2015", {
    author: "Mertsch, Philipp and Funk, Stefan",
    title: "Solution to the cosmic ray anisotropy problem",
    journal: "Phys. Rev. Lett.",
    volume: "114",
    pages: "021101",
    year: "2015",
    doi: "10.1103/PhysRevLett.114.021101",
    eprint: "1408.3630",
    archiveprefix: "arXiv",
  }),
};

export const GORSKI_2005: Work = {
  for: "the directions",
  bibtex: bibtex("article", "Gorski2005", {
    author: "G{\\'o}rski, K. M. and others",
    title:
      "{HEALPix}: A Framework for High-Resolution Discretization and Fast Analysis of Data Distributed on the Sphere",
    journal: "Astrophys. J.",
    volume: "622",
    pages: "759",
    year: "2005",
    doi: "10.1086/427976",
    eprint: "astro-ph/0409513",
    archiveprefix: "arXiv",
  }),
};

export const BLASI_2012: Work = {
  for: "the isotropic prediction",
  bibtex: bibtex("article", "Blasi2012", {
    author: "Blasi, Pasquale and Amato, Elena",
    title: "Diffusive propagation of cosmic rays from supernova remnants in the {Galaxy}. {II}: anisotropy",
    journal: "JCAP",
    volume: "01",
    pages: "011",
    year: "2012",
    doi: "10.1088/1475-7516/2012/01/011",
    eprint: "1105.4529",
    archiveprefix: "arXiv",
  }),
};

export const GIACINTI_2012: Work = {
  for: "the nested grids",
  bibtex: bibtex("article", "Giacinti2012", {
    author: "Giacinti, G. and Kachelrie{\\ss}, M. and Semikoz, D. V. and Sigl, G.",
    title: "Cosmic Ray Anisotropy as Signature for the Transition from Galactic to Extragalactic Cosmic Rays",
    journal: "JCAP",
    volume: "07",
    pages: "031",
    year: "2012",
    doi: "10.1088/1475-7516/2012/07/031",
    eprint: "1112.5599",
    archiveprefix: "arXiv",
  }),
};

export const GIACALONE_1999: Work = {
  for: "the plane waves",
  bibtex: bibtex("article", "Giacalone1999", {
    author: "Giacalone, J. and Jokipii, J. R.",
    title: "The Transport of Cosmic Rays across a Turbulent Magnetic Field",
    journal: "Astrophys. J.",
    volume: "520",
    pages: "204",
    year: "1999",
    doi: "10.1086/307452",
  }),
};

export const TAUTZ_2013: Work = {
  for: "the isotropy of the plane waves",
  bibtex: bibtex("article", "Tautz2013", {
    author: "Tautz, R. C. and Dosch, A.",
    title: "On numerical turbulence generation for test-particle simulations",
    journal: "Phys. Plasmas",
    volume: "20",
    pages: "022302",
    year: "2013",
    eprint: "1301.7164",
    archiveprefix: "arXiv",
  }),
};

export const JOKIPII_1993: Work = {
  for: "particles that stay on their field lines",
  bibtex: bibtex("article", "Jokipii1993", {
    author: "Jokipii, J. R. and K{\\'o}ta, J. and Giacalone, J.",
    title: "Perpendicular transport in 1- and 2-dimensional shock simulations",
    journal: "Geophys. Res. Lett.",
    volume: "20",
    pages: "1759",
    year: "1993",
    doi: "10.1029/93GL01973",
  }),
};

export const CHANDRAN_2000: Work = {
  for: "the Goldreich-Sridhar spectrum as it scatters cosmic rays",
  bibtex: bibtex("article", "Chandran2000", {
    author: "Chandran, Benjamin D. G.",
    title:
      "Scattering of Energetic Particles by Anisotropic Magnetohydrodynamic Turbulence with a {Goldreich-Sridhar} Power Spectrum",
    journal: "Phys. Rev. Lett.",
    volume: "85",
    pages: "4656",
    year: "2000",
    doi: "10.1103/PhysRevLett.85.4656",
    eprint: "astro-ph/0008498",
    archiveprefix: "arXiv",
  }),
};

export const CHO_2002: Work = {
  for: "the exponential of the Goldreich-Sridhar spectrum",
  bibtex: bibtex("article", "Cho2002", {
    author: "Cho, Jungyeon and Lazarian, A. and Vishniac, Ethan T.",
    title: "Simulations of Magnetohydrodynamic Turbulence in a Strongly Magnetized Medium",
    journal: "Astrophys. J.",
    volume: "564",
    pages: "291",
    year: "2002",
    doi: "10.1086/324186",
    eprint: "astro-ph/0105235",
    archiveprefix: "arXiv",
  }),
};

export const DORMAND_1980: Work = {
  for: "the Runge-Kutta steps",
  bibtex: bibtex("article", "Dormand1980", {
    author: "Dormand, J. R. and Prince, P. J.",
    title: "A family of embedded {Runge-Kutta} formulae",
    journal: "J. Comput. Appl. Math.",
    volume: "6",
    pages: "19",
    year: "1980",
    doi: "10.1016/0771-050X(80)90013-3",
  }),
};

export const BLANES_2002: Work = {
  for: "the drifts and rotations",
  bibtex: bibtex("article", "Blanes2002", {
    author: "Blanes, S. and Moan, P. C.",
    title: 'Practical symplectic partitioned {Runge-Kutta} and {Runge-Kutta-Nystr{\\"o}m} methods',
    journal: "J. Comput. Appl. Math.",
    volume: "142",
    pages: "313",
    year: "2002",
    doi: "10.1016/S0377-0427(01)00492-7",
  }),
};

export const MAGNUS_1954: Work = {
  for: "the Magnus series",
  bibtex: bibtex("article", "Magnus1954", {
    author: "Magnus, W.",
    title: "On the exponential solution of differential equations for a linear operator",
    journal: "Commun. Pure Appl. Math.",
    volume: "7",
    pages: "649",
    year: "1954",
    doi: "10.1002/cpa.3160070404",
  }),
};

export const BLANES_2009: Work = {
  for: "its use for steps of order 4",
  bibtex: bibtex("article", "Blanes2009", {
    author: "Blanes, S. and Casas, F. and Oteo, J. A. and Ros, J.",
    title: "The {Magnus} expansion and some of its applications",
    journal: "Phys. Rep.",
    volume: "470",
    pages: "151",
    year: "2009",
    doi: "10.1016/j.physrep.2008.11.001",
    eprint: "0810.5488",
    archiveprefix: "arXiv",
  }),
};
