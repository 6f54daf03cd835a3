// What `multipoles --dec` prints.
import type { BandGeometry, PartialSky } from "../../response/partial_sky.js";
import { LARGEST_CONDITION } from "../../response/partial_sky.js";
import type { Measured } from "../../statistics/jackknife.js";
import { columns, WIDTH, wrap } from "../../words/lines.js";
import { percent, plain, short, withError } from "../../words/numbers.js";

const text = ({ value, error }: Measured): string => withError(value, error);

export function partialSkyText(geometries: BandGeometry[], skies: PartialSky[]): string[] {
  const [{ declinations_deg, seen }] = geometries;
  const head = wrap(
    `Declinations ${declinations_deg.join(" to ")} degrees, ${percent(seen)} of the sky, B0 as said below, all angles about it alike; arrival directions. Pseudo: C_l of the sky that is zero outside of the band. Left: the part of it that remains where a map is normalised to the mean of its band, or each declination to its own mean (right ascension only: nothing of m = 0). Over C_l: what the inverse of the coupling matrix makes of the pseudo-C_l, and of those without m = 0, over the C_l of the whole sky; 1 is unbiased, which it is for skies without a preferred direction.`,
    WIDTH,
  );
  const kept = geometries
    .filter(({ coupling }, k) => geometries.findIndex((other) => other.coupling.length === coupling.length) === k)
    .flatMap(({ kept_by_band_mean, condition, coupling }) =>
      wrap(
        `l up to ${coupling.length - 1}: a pure m = 0 keeps ${kept_by_band_mean
          .slice(1, 5)
          .map((part, k) => `${percent(part)} at l = ${k + 1}`)
          .join(
            ", ",
          )} by the mean of the band, nothing by that of each declination. Condition of the coupling matrix ${short(condition, 2)}${condition > LARGEST_CONDITION ? `, above ${LARGEST_CONDITION}: it is not inverted` : ""}.`,
        WIDTH,
      ),
    );
  const tables = skies.flatMap(({ turbulence_level, rigidity_TV, spectra }) =>
    spectra.flatMap(({ gradient, whole, pseudo, kept, debiased }) => [
      "",
      `turbulence level ${turbulence_level}, ${plain(rigidity_TV, 6)} TV, gradient ${gradient === "any" ? "anywhere" : `${gradient} B0`}`,
      ...columns(
        [
          ["l", "C_l", "pseudo", "left: band", "declination", ...(debiased ? ["over C_l", "without m = 0"] : [])],
          ...whole
            .slice(1)
            .map((C, k) => [
              String(k + 1),
              text(C),
              text(pseudo[k + 1]),
              text(kept.band[k + 1]),
              text(kept.each_declination[k + 1]),
              ...(debiased ? [text(debiased.whole_sky[k + 1]), text(debiased.each_declination[k + 1])] : []),
            ]),
        ],
        "r",
      ),
    ]),
  );
  return ["", ...head, ...kept, ...tables];
}
