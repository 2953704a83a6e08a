/** What has to be known of the other end before anything is said to it. */

import { CompareExchange, SecretExchange } from './exchange.js';
import { stretch } from './secret.js';

/** How many wrong guesses are taken, until the person types a secret again. */
const MaxGuesses = 3;

/** What a room full of strangers can make us remember. */
const MaxKnownPeers = 256;

const Demands = ['none', 'compare', 'secret'];

export class Gatekeeper {
  #secret = null;
  #guesses = 0;
  #demands = new Map();

  /** What is demanded: without a secret, both ends show a number for people to compare. */
  get demand() {
    return this.#secret ? 'secret' : 'compare';
  }

  /** The secret that others have to know; an empty one for none. */
  async use(text) {
    this.#guesses = 0;
    this.#secret = text ? await stretch(text) : null;
  }

  /**
   * Notes what others demand.
   * @param {import('./signalling.js').Message} message
   */
  note({ uuid, trust }) {
    if (Demands.includes(trust) && (this.#demands.has(uuid) || this.#demands.size < MaxKnownPeers)) {
      this.#demands.set(uuid, trust);
    }
  }

  /** Why there can be no conversation with a peer, whatever it says: the key of a text, or null. */
  objectionTo(uuid) {
    const theirs = this.#demands.get(uuid);
    if (this.#secret && theirs !== 'secret') {
      return 'noSecretThere';
    }

    if (!this.#secret && theirs === 'secret') {
      return 'noSecretHere';
    }

    return this.#secret && this.#guesses >= MaxGuesses ? 'tooManyGuesses' : null;
  }

  /** Whether nothing may be said before the exchange has come to its end. */
  get comesFirst() {
    return this.#secret !== null;
  }

  /**
   * The exchange with a peer; null where it knows of none.
   * @param {string} uuid the peer
   * @param {import('./exchange.js').Context} context
   * @param {(step: object) => void} send sends a step to it
   */
  exchange(uuid, context, send) {
    if (!this.#demands.has(uuid)) {
      return null;
    }

    return this.#secret ? new SecretExchange(context, this.#secret, send) : new CompareExchange(context, send);
  }

  /** Somebody may try a secret ... */
  countGuess() {
    this.#guesses++;
  }

  /** ... and has known it. */
  forgiveGuess() {
    this.#guesses--;
  }
}
