/**
 * SPAKE2 (RFC 9382, suite P256-SHA256-HKDF-HMAC): two who know the same secret come to the same keys, and whoever does not
 * know it learns from a run no more than whether one guess was right.
 */

import { bytesOf, numberOf, Order, Point } from './p256.js';

const KeyBytes = 16;

/** So many random bytes that what they are modulo the order is as good as evenly distributed. */
const SeedBytes = 40;

/** M and N of section 4: points of which nobody knows the logarithm. */
const M = new Point(
  0x886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12fn,
  0x5ff355163e43ce224e0b0e65ff02ac8e5c7be09419c785e0ca547d55a12e2d20n);
const N = new Point(
  0xd8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49n,
  0x07d60aa6bfade45008a636337f5168c64d9bd36034808cd564490b1e656edbe7n);

/** A scalar for one run. */
export function randomScalar() {
  return scalarOf(crypto.getRandomValues(new Uint8Array(SeedBytes)));
}

/** What 40 bytes are modulo the order. */
export function scalarOf(bytes) {
  return numberOf(bytes) % Order;
}

export class Spake2 {
  #isA;
  #secret;
  #own;

  /**
   * @param {boolean} isA which of the two parties this is
   * @param {bigint} secret the stretched secret, as a scalar: "w"
   * @param {bigint} own a random scalar for this run alone: "x" or "y"
   */
  constructor(isA, secret, own) {
    this.#isA = isA;
    this.#secret = secret;
    this.#own = own;
    this.share = Point.generator.times(own).plus((isA ? M : N).times(secret)).toBytes();
  }

  /**
   * What proves that both have the same key, with the other end's share; null where that is none.
   * @param {Uint8Array} share the other end's share
   * @param {string} a who party A is
   * @param {string} b who party B is
   * @param {Uint8Array} associated what both must have in common besides the secret ("AAD" of section 4)
   * @returns {Promise<{own: Uint8Array, expected: Uint8Array} | null>}
   */
  async finish(share, a, b, associated) {
    const other = Point.read(share);
    const common = other?.minus((this.#isA ? N : M).times(this.#secret)).times(this.#own);
    if (!common || common.isInfinity) {
      return null;
    }

    const [ofA, ofB] = this.#isA ? [this.share, share] : [share, this.share];
    const transcript = join(
      [utf8(a), utf8(b), ofA, ofB, common.toBytes(), bytesOf(this.#secret)].flatMap((part) => [lengthOf(part), part]));
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', transcript));
    const keys = await deriveKeys(hash.subarray(KeyBytes), join([utf8('ConfirmationKeys'), associated]));
    const confirmationOfA = await mac(keys.subarray(0, KeyBytes), transcript);
    const confirmationOfB = await mac(keys.subarray(KeyBytes), transcript);
    return this.#isA
      ? { own: confirmationOfA, expected: confirmationOfB }
      : { own: confirmationOfB, expected: confirmationOfA };
  }
}

async function deriveKeys(key, info) {
  const base = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, base, 2 * KeyBytes * 8));
}

async function mac(key, data) {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, data));
}

/** 8 bytes, the lowest first. */
function lengthOf(part) {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint32(0, part.length, true);
  return new Uint8Array(bytes.buffer);
}

function join(parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function utf8(text) {
  return new TextEncoder().encode(text);
}
