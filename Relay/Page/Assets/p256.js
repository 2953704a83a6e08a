/**
 * Points of the curve P-256, y^2 = x^3 - 3x + b (SEC 2 section 2.4.2). Browsers' own cryptography keeps them to itself.
 * Big numbers take a time that depends on their value; whoever could measure it here would have to sit in this page.
 */

const Field = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;
const NumberBytes = 32;
const Uncompressed = 4;

/** The number of points. */
export const Order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** A point as (X : Y : Z); with Z = 0 it is the point at infinity. */
export class Point {
  constructor(x, y, z = 1n) {
    this.x = x;
    this.y = y;
    this.z = z;
  }

  static infinity = new Point(0n, 1n, 0n);

  static generator = new Point(
    0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
    0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n);

  /**
   * Reads the uncompressed form (SEC 1 section 2.3.4); null where it is none of a point on the curve. Infinity has no such
   * form, and there are no small subgroups: each point that is read is one to calculate with.
   * @param {Uint8Array} bytes
   */
  static read(bytes) {
    if (bytes.length !== 1 + 2 * NumberBytes || bytes[0] !== Uncompressed) {
      return null;
    }

    const x = numberOf(bytes.subarray(1, 1 + NumberBytes));
    const y = numberOf(bytes.subarray(1 + NumberBytes));
    const isOnCurve = x < Field && y < Field && mod(y * y - (x * x * x - 3n * x + B)) === 0n;
    return isOnCurve ? new Point(x, y) : null;
  }

  get isInfinity() {
    return this.z === 0n;
  }

  /** The uncompressed form; infinity has none. */
  toBytes() {
    const inverse = power(this.z, Field - 2n);
    return Uint8Array.of(Uncompressed, ...bytesOf(mod(this.x * inverse)), ...bytesOf(mod(this.y * inverse)));
  }

  /** Adds any two points (Renes, Costello and Batina, "Complete addition formulas ...", algorithm 4). */
  plus(other) {
    const xx = mod(this.x * other.x);
    const yy = mod(this.y * other.y);
    const zz = mod(this.z * other.z);
    const xy = mod(this.x * other.y + this.y * other.x);
    const yz = mod(this.y * other.z + this.z * other.y);
    const xz = mod(this.x * other.z + this.z * other.x);
    const u = mod(3n * (xz - B * zz));
    const v = mod(3n * (B * xz - 3n * zz - xx));
    const w = 3n * (xx - zz);
    return new Point(
      mod(xy * (yy + u) - yz * v),
      mod((yy + u) * (yy - u) + w * v),
      mod(yz * (yy - u) + xy * w));
  }

  minus(other) {
    return this.plus(new Point(other.x, mod(-other.y), other.z));
  }

  /** @param {bigint} scalar */
  times(scalar) {
    let sum = Point.infinity;
    for (let bit = 255n; bit >= 0n; bit--) {
      sum = sum.plus(sum);
      const more = sum.plus(this);
      sum = (scalar >> bit) & 1n ? more : sum;
    }

    return sum;
  }
}

/** The number that bytes stand for, the highest first. */
export function numberOf(bytes) {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** The 32 bytes of a number, the highest first. */
export function bytesOf(number) {
  return Uint8Array.from({ length: NumberBytes }, (_, i) => Number((number >> BigInt(8 * (NumberBytes - 1 - i))) & 255n));
}

function mod(number) {
  const rest = number % Field;
  return rest < 0n ? rest + Field : rest;
}

function power(base, exponent) {
  let result = 1n;
  for (let bit = 255n; bit >= 0n; bit--) {
    result = mod(result * result);
    result = (exponent >> bit) & 1n ? mod(result * base) : result;
  }

  return result;
}
