// Vectors of three, changed in place.

export class Vector {
  x: f64 = 0;
  y: f64 = 0;
  z: f64 = 0;

  set(x: f64, y: f64, z: f64): Vector {
    this.x = x;
    this.y = y;
    this.z = z;
    return this;
  }

  copy(v: Vector): Vector {
    return this.set(v.x, v.y, v.z);
  }

  /** Adds s v. */
  add(s: f64, v: Vector): Vector {
    return this.set(this.x + s * v.x, this.y + s * v.y, this.z + s * v.z);
  }

  /** Adds s a x b. */
  addCross(s: f64, a: Vector, b: Vector): Vector {
    return this.set(
      this.x + s * (a.y * b.z - a.z * b.y),
      this.y + s * (a.z * b.x - a.x * b.z),
      this.z + s * (a.x * b.y - a.y * b.x),
    );
  }

  dot(v: Vector): f64 {
    return this.x * v.x + this.y * v.y + this.z * v.z;
  }
}
