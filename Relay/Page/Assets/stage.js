/** Where a negotiation stands, and what happens to it, one event at a time. */

/**
 * An attempt to connect: the connection, and our candidates so far, for a peer that missed them.
 * @typedef {{connection: import('./connection.js').Connection, candidates: RTCIceCandidateInit[]}} Attempt
 */

/**
 * - `idle`: waits for an offer
 * - `resting`: a caller whose attempt failed lets some time pass before the next
 * - `offering`: our `offer` is out, to whom it may concern
 * - `calling`: `remote` has answered it
 * - `answering`: we have given `answer` to the offer of `remote`, whose credentials `offered` tell it from a new one
 * - `proving`: the channel is open, and it is being found out by an `exchange` whether the other end knows the secret
 * - `talking`: the channel is open: no signalling can disturb it any more
 * @typedef {'idle' | 'resting' | 'offering' | 'calling' | 'answering' | 'proving' | 'talking'} Phase
 */

export class Stage {
  #timer = 0;
  #work = Promise.resolve();

  /** @type {{phase: Phase, attempt?: Attempt, remote?: string, [more: string]: any}} */
  state = { phase: 'idle' };

  /** Called with each new phase. */
  onPhase = () => {};

  /** One event at a time: the next waits until all that this one does has been done. */
  do(work) {
    this.#work = this.#work.then(work).catch((error) => console.error(error));
  }

  /** Goes on to a state, which may last for a limited time. */
  enter(state, timeoutMs, atTimeout) {
    clearTimeout(this.#timer);
    this.state = state;
    if (timeoutMs) {
      this.#timer = setTimeout(() => this.do(() => this.state === state && atTimeout()), timeoutMs);
    }

    this.onPhase(state.phase);
  }
}
