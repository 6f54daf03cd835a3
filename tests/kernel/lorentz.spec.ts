// The force in vector lanes against the cross product written out.
import { FieldModel, selectField } from "../../assembly/fields/field";
import { fieldXY, fieldZ, forceXY, forceZ } from "../../assembly/lorentz";
import { drawNormals, MODE, normal0, normal1, seedRealisation, selectStream } from "../../assembly/random";
import { expectSameBits, expectWithin } from "./expectations";

let drawn: u32 = 0;

function normal(): f64 {
  selectStream(0, MODE, drawn++);
  drawNormals(0);
  return normal0;
}

describe("Lorentz force", () => {
  test("is n x B, to the last bit", () => {
    seedRealisation(20147, 0, 0);
    for (let i = 0; i < 100; i++) {
      const nx = normal();
      const ny = normal();
      const nz = normal();
      const bx = normal();
      const by = normal();
      const bz = normal();
      const bxy = f64x2(bx, by);
      const uv = f64x2(nx, ny);
      const zw = f64x2(normal(), nz); // the first lane is the position: it must not matter
      const fxy = forceXY(bxy, f64x2.splat(bz), uv, zw);
      const fz = forceZ(bxy, uv);
      expectSameBits(f64x2.extract_lane(fxy, 0), ny * bz - nz * by, "x");
      expectSameBits(f64x2.extract_lane(fxy, 1), -(nx * bz - nz * bx), "y");
      expectSameBits(f64x2.extract_lane(fz, 0), nx * by - ny * bx, "z");
      expectSameBits(f64x2.extract_lane(fz, 1), nx * by - ny * bx, "z, second lane");
      const fx = f64x2.extract_lane(fxy, 0);
      const fy = f64x2.extract_lane(fxy, 1);
      // terms up to 30, rounding 1e-16
      expectWithin(fx * nx + fy * ny + f64x2.extract_lane(fz, 0) * nz, 0.0, 1e-14, "n.(n x B)");
    }
  });

  test("turns a positive charge in a field along +z from +x towards -y", () => {
    const fxy = forceXY(f64x2(0.0, 0.0), f64x2.splat(1.0), f64x2(1.0, 0.0), f64x2(0.0, 0.0));
    expectWithin(f64x2.extract_lane(fxy, 1), -1.0, 0.0, "y of x cross z");
  });

  test("acts with the turbulent field (f32) and the regular field (f64) added in f64", () => {
    selectField(FieldModel.UNIFORM, 3.7947331922020551, -0.1, 1e-9);
    const turbulent = f32x4(0.1, 2.5, -7.25, 99.0);
    const bxy = fieldXY(turbulent);
    const bzz = fieldZ(turbulent);
    expectSameBits(f64x2.extract_lane(bxy, 0), 3.7947331922020551 + ((<f32>0.1) as f64), "Bx");
    expectSameBits(f64x2.extract_lane(bxy, 1), -0.1 + 2.5, "By");
    expectSameBits(f64x2.extract_lane(bzz, 0), 1e-9 - 7.25, "Bz");
    expectSameBits(f64x2.extract_lane(bzz, 1), 1e-9 - 7.25, "Bz, second lane");
    selectField(FieldModel.UNIFORM, 0, 0, 0);
  });
});
