/**
 * One end of finding out who is at the other end of a connection, over signalling that others may listen to and change: the
 * caller's first step, the callee's answer, the caller's second step. A step that is said again gets the same answer. An
 * exchange that has begun is not begun anew: there is one guess to a connection.
 *
 * A step is {"id", ...} with bytes in Base64: "share" and "confirm" of SPAKE2, "commit" and "nonce" of a comparison, or
 * "refused": true.
 */

import { Sha256 } from './sha256.js';
import { randomScalar, Spake2 } from './spake2.js';

const SecretProtocol = 'rtcpeer-secret/1';
const CompareProtocol = 'rtcpeer-compare/1';
const IdBytes = 8;
const NonceBytes = 16;
const Numbers = 100000000n;

/**
 * What is to be the same at both ends: who called whom, and the certificates (SHA-256, as in `a=fingerprint`).
 * @typedef {{isCaller: boolean, caller: string, callee: string, callerFingerprint: string, calleeFingerprint: string}} Context
 */

class Exchange {
  #send;
  #first = null;
  #latest = null;

  /** What has come of it. @type {'open' | 'agreed' | 'failed' | 'refused'} */
  outcome = 'open';

  /**
   * @param {Context} context
   * @param {(step: object) => void} send sends a step to the other end
   */
  constructor(context, send) {
    this.context = context;
    this.#send = send;
  }

  /** The caller says its first step; a callee waits for it. */
  begin() {
    if (this.context.isCaller) {
      this.#say({ id: hexOf(crypto.getRandomValues(new Uint8Array(IdBytes))), ...this.firstStep() });
    }
  }

  /** Says the latest step again, which may have been lost. */
  repeat() {
    if (this.#latest) {
      this.#send(this.#latest);
    }
  }

  /** This end will not talk, for a reason of its own. */
  refuse() {
    if (this.#latest) {
      this.#say({ id: this.#latest.id, refused: true });
    }
  }

  /** Takes a step, if it is one of this exchange. */
  async receive(step) {
    const { isCaller } = this.context;
    const isFirst = this.isFirst(step);
    if (this.#latest ? step.id !== this.#latest.id : isCaller || !isFirst) {
      return;
    }

    if (step.refused) {
      this.outcome = 'refused';
    } else if (isCaller ? this.outcome === 'agreed' : this.#first && isFirst) {
      this.repeat();
    } else if (this.outcome === 'open' && !this.#first) {
      this.#first = step;
      const answer = await this.answerTo(step);
      this.outcome = answer ? isCaller ? 'agreed' : 'open' : 'failed';
      this.#say({ id: step.id, ...answer ?? { refused: true } });
    } else if (this.outcome === 'open') {
      this.outcome = this.takesLast(step) ? 'agreed' : 'failed';
      if (this.outcome === 'failed') {
        this.#say({ id: step.id, refused: true });
      }
    }
  }

  /** The certificates under the name and version of what is done with them. */
  bind(protocol) {
    return utf8(`${protocol}\n${this.context.callerFingerprint}\n${this.context.calleeFingerprint}\n`);
  }

  #say(step) {
    this.#latest = step;
    this.#send(step);
  }
}

/** Both ends prove that they know the same secret, and see the same names and certificates. */
export class SecretExchange extends Exchange {
  #run;
  #confirmations = null;

  /** @param {bigint} secret the stretched secret */
  constructor(context, secret, send) {
    super(context, send);
    this.#run = new Spake2(context.isCaller, secret, randomScalar());
  }

  firstStep() {
    return { share: base64Of(this.#run.share) };
  }

  isFirst({ share, confirm }) {
    return share !== undefined && confirm === undefined;
  }

  async answerTo({ share, confirm }) {
    const { isCaller, caller, callee } = this.context;
    this.#confirmations = await this.#run.finish(bytesOf(share), caller, callee, this.bind(SecretProtocol));
    if (!this.#confirmations) {
      return null;
    }

    const own = base64Of(this.#confirmations.own);
    if (!isCaller) {
      return { share: base64Of(this.#run.share), confirm: own };
    }

    return this.takesLast({ confirm }) ? { confirm: own } : null;
  }

  takesLast({ confirm }) {
    return areSame(bytesOf(confirm), this.#confirmations.expected);
  }
}

/**
 * Both ends come to a number that people compare. Somebody between them could try certificates until two numbers happen to
 * be the same, if the certificates alone made them; so a random nonce of each end goes in, and the caller commits itself to
 * its own before it sees the callee's (as ZRTP does, RFC 6189 section 4.4.1.1).
 */
export class CompareExchange extends Exchange {
  #nonce = crypto.getRandomValues(new Uint8Array(NonceBytes));
  #commitment = '';

  /** The number, as "4831 0927"; empty until it is known. */
  number = '';

  firstStep() {
    return { commit: commitmentOf(this.#nonce) };
  }

  isFirst({ commit }) {
    return commit !== undefined;
  }

  async answerTo({ commit, nonce }) {
    if (!this.context.isCaller) {
      this.#commitment = commit;
      return { nonce: base64Of(this.#nonce) };
    }

    const other = bytesOf(nonce);
    if (other.length !== NonceBytes) {
      return null;
    }

    this.number = this.#numberOf(this.#nonce, other);
    return { nonce: base64Of(this.#nonce) };
  }

  takesLast({ nonce }) {
    const other = bytesOf(nonce);
    if (other.length !== NonceBytes || commitmentOf(other) !== this.#commitment) {
      return false;
    }

    this.number = this.#numberOf(other, this.#nonce);
    return true;
  }

  #numberOf(ofCaller, ofCallee) {
    const { caller, callee } = this.context;
    const hash = sha256(this.bind(CompareProtocol), ofCaller, ofCallee, utf8(`${caller}\n${callee}`));
    const digits = String(BigInt(`0x${hash.slice(0, 16)}`) % Numbers).padStart(8, '0');
    return `${digits.slice(0, 4)} ${digits.slice(4)}`;
  }
}

/** The bytes of Base64; none where it is none. */
function bytesOf(base64) {
  try {
    return Uint8Array.from(atob(base64 ?? ''), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function base64Of(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function commitmentOf(nonce) {
  const hash = sha256(utf8(CompareProtocol), nonce);
  return base64Of(hash.match(/../g).map((byte) => parseInt(byte, 16)));
}

function sha256(...parts) {
  const hash = new Sha256();
  parts.forEach((part) => hash.update(part));
  return hash.finish();
}

function utf8(text) {
  return new TextEncoder().encode(text);
}

function areSame(one, other) {
  return one.length === other.length && one.reduce((difference, byte, i) => difference | (byte ^ other[i]), 0) === 0;
}
