// The energy spectrum: bands and modes must mean the same E(k) ~ k^-q.
import { bandVariance, modePower } from "../../assembly/spectrum";
import { expectWithin } from "./expectations";

const Q: f64 = 5.0 / 3.0;

describe("spectrum", () => {
  test("variances of bands that follow one another add up to that of the whole", () => {
    let sum = 0.0;
    let longest = 100.0;
    for (let g = 0; g < 30; g++) {
      sum += bandVariance(longest, longest / 4.0, 100.0, Q);
      longest /= 4.0;
    }
    // what 30 bands leave out: (4^-30)^(2/3) = 9e-13
    expectWithin(sum, 1.0, 1e-12, "sum of the bands");
    expectWithin(bandVariance(100.0, 0.0, 100.0, Q), 1.0, 1e-15, "one band down to zero");
    // 1 % is left out at 1 PV: (L_min / L_max)^(2/3) with L_min = L_max / 1000
    expectWithin(bandVariance(100.0, 0.1, 100.0, Q), 0.99, 1e-12, "down to a thousandth of the outer scale");
  });

  test("a mode's power falls as k^-11/3, not as k^-5/3", () => {
    // k^2 four times as large is k twice as large
    expectWithin(modePower(4.0, Q) / modePower(1.0, Q), 0.07874506561842957, 1e-15, "2^(-11/3)");
    expectWithin(modePower(7.0, 1.5) / modePower(28.0, 1.5), 11.313708498984761, 1e-13, "2^(7/2) for q = 3/2");
  });

  test("the power of the modes, integrated over the shells of a band, is the variance of the band", () => {
    // Simpson's rule in ln k, 200 intervals of 0.007: relative error below 1e-9
    let first = 0.0;
    for (let g = 0; g < 3; g++) {
      const longest = 100.0 / Math.pow(4.0, g as f64);
      const n = 200;
      const step = Math.log(4.0) / (n as f64);
      let integral = 0.0;
      for (let i = 0; i <= n; i++) {
        const k = ((2.0 * Math.PI) / longest) * Math.exp(step * (i as f64));
        const weight = i == 0 || i == n ? 1.0 : i & 1 ? 4.0 : 2.0;
        integral += (weight * step * k * k * k * modePower(k * k, Q)) / 3.0;
      }
      const ratio = integral / bandVariance(longest, longest / 4.0, 100.0, Q);
      if (g == 0) first = ratio;
      expectWithin(ratio / first, 1.0, 1e-8, "band " + g.toString());
    }
  });
});
