// The two half-sets of directions from which amplitudes are estimated without bias.
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadKernel, pixelCentres } from "../../../src/flight/kernel.js";
import { halfSets } from "../../../src/sky/healpix.js";

const halves = suite("half-sets of directions");

halves("are equally large, and each holds the antipodes of its directions, so that <n> = 0 in it", async () => {
  for (const nside of [1, 2, 4, 16]) {
    const sky = await pixelCentres(await loadKernel(), nside);
    const half = halfSets(nside);
    const pixels = 12 * nside * nside;
    assert.is(half.length, pixels);
    assert.is(
      half.reduce((sum, h) => sum + h, 0),
      pixels / 2,
    );
    const name = (sign: number, i: number) => [0, 1, 2].map((c) => sign * sky[3 * i + c] + 0).join(" ");
    const place = new Map(Array.from(half, (_, i) => [name(1, i), i]));
    for (let i = 0; i < pixels; i++) {
      const antipode = place.get(name(-1, i)) as number;
      assert.is(half[antipode], half[i], `nside ${nside}: pixel ${i} and its antipode ${antipode}`);
    }
  }
});

halves("cover the sky alike: neighbours on a ring are in different halves", () => {
  for (const nside of [2, 8]) {
    const half = halfSets(nside);
    let first = 0;
    for (let ring = 1; ring < 4 * nside; ring++) {
      const length = 4 * Math.min(ring, nside, 4 * nside - ring);
      for (let j = 0; j < length; j++) assert.is.not(half[first + j], half[first + ((j + 1) % length)]);
      first += length;
    }
  }
});

halves.run();
