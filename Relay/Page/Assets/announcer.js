/** Says things in the room under our name. */

/** @typedef {import('./stage.js').Attempt} Attempt */
/** @typedef {import('./signalling.js').Message} Message */

export class Announcer {
  #uuid;
  #send;
  #gatekeeper;

  /** The part that we have: it is told with all but candidates. @type {'caller' | 'callee'} */
  role = 'callee';

  /**
   * @param {string} uuid our name for ourselves
   * @param {(message: Message) => void} send sends a message to the room
   * @param {import('./gatekeeper.js').Gatekeeper} gatekeeper what we demand of others: it is told with our part
   */
  constructor(uuid, send, gatekeeper) {
    this.#uuid = uuid;
    this.#send = send;
    this.#gatekeeper = gatekeeper;
  }

  /** That we are in no call; to one peer, that we are in none with it. */
  hello(to) {
    this.#send({ uuid: this.#uuid, to, kind: 'hello', role: this.role, trust: this.#gatekeeper.demand });
  }

  /**
   * A description, and our candidates so far that belong to it.
   * @param {RTCSessionDescriptionInit} description
   * @param {Attempt} attempt
   * @param {string} [to] whom; all in the room without
   */
  tell(description, attempt, to) {
    this.#send({ uuid: this.#uuid, to, kind: 'description', role: this.role, trust: this.#gatekeeper.demand, description });
    this.tellCandidates(attempt, to);
  }

  tellCandidates(attempt, to) {
    attempt.candidates.forEach((candidate) => this.tellCandidate(candidate, to));
  }

  tellCandidate(candidate, to) {
    this.#send({ uuid: this.#uuid, to, kind: 'candidate', candidate });
  }

  /** A step of finding out who is at the other end. */
  tellStep(step, to) {
    this.#send({ uuid: this.#uuid, to, kind: 'step', step });
  }
}
