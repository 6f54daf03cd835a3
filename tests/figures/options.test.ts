// What the catalogue says that a figure reads is what changes it: of each figure, each option of `larmor figure`.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { newDocument } from "../../src/cli/drawing.js";
import { type FigureOption, readsOf } from "../../src/figures/catalogue.js";
import { figures } from "../../src/figures/index.js";
import type { FigureInput } from "../../src/figures/input.js";
import { parseMeasurements } from "../../src/figures/measured/measurements.js";
import { parsePower } from "../../src/figures/measured/power.js";
import { syntheticField } from "./field_view.js";
import { syntheticMultipoles } from "./multipoles.js";
import { published, syntheticInput } from "./synthetic.js";

const test = suite("options of figures");
const measured = published();
const input = syntheticInput(
  {
    field: { turbulence_level: [1, 0.5, 0.1] },
    particles: { rigidity_TV: [10, 100, 1000], nside: 2 },
    transport: { outputs: 3 },
    ensemble: { realisations: 6 },
  },
  measured,
);
const document = await newDocument();
const closeUp = { ...input, field: await syntheticField(input) };
const recorded = syntheticMultipoles();

const gradient = (changes: Partial<FigureInput["gradient"]>) => (given: FigureInput) => ({
  gradient: { ...given.gradient, ...changes },
});
/** --density and --realisation change what is flown, and the group of a field is chosen with it: tests/cli has them. */
const CHANGES: Partial<Record<FigureOption, (given: FigureInput) => Partial<FigureInput>>> = {
  "gradient-deg": gradient({ direction_deg: [40, 25] }),
  "gradient-per-kpc": gradient({ per_kpc: 0.3 }),
  gradient: gradient({ kind: "matched" }),
  direction: () => ({ convention: "arrival" }),
  "turbulence-level": ({ multipoles }) => ({ only: { turbulence_level: multipoles ? 1 : 0.5 } }),
  "rigidity-TV": () => ({ only: { rigidity_TV: 100 } }),
  "data of dipoles": (given) => ({
    measured: [
      ...given.measured,
      ...parseMeasurements(
        "experiment,energy_TeV,amplitude,stat_lo,stat_hi,kind,reference\nMine,800,4e-4,1e-4,1e-4,value,me\n",
        "mine.csv",
      ).map((m) => ({ ...m, layer: "own" as const })),
    ],
  }),
  "data of C_l": () => ({
    measured_power: parsePower("experiment,energy_TeV,l,C_l,kind,reference\nMine,900,1,2e-6,value,me\n", "cl.csv"),
  }),
};

for (const [name, figure] of Object.entries(figures)) {
  for (const ensemble of figure.multipoles === undefined
    ? [false]
    : figure.multipoles === "needed"
      ? [true]
      : [false, true]) {
    test(`${name}${ensemble ? " of multipoles" : ""} changes with the options that it reads and with no other`, () => {
      const { gradient, ...others } = ensemble ? recorded : closeUp;
      const given = { ...others, gradient: { ...gradient, kind: "literal" as const } };
      const drawn = (changes: Partial<FigureInput>) => {
        const { svg, table } = figure.draw({ ...given, ...changes }, document);
        return svg + JSON.stringify(table);
      };
      const before = drawn({});
      for (const [option, change] of Object.entries(CHANGES)) {
        // the group of a close-up is that of its field
        if (figure.field !== undefined && !ensemble && /^turb|^rig/.test(option)) continue;
        let after: string;
        try {
          after = drawn(change(given));
        } catch (error) {
          after = String(error);
        }
        const reads = readsOf(figure, ensemble).includes(option as FigureOption);
        assert.is(after !== before, reads, `${option}: ${after.slice(0, 200)}`);
      }
    });
  }
}

test.run();
