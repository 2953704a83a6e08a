/** Finds out who is at the other end of a connection whose channel has opened, and lets the call begin or not. */

const RepeatMs = 3000;

/** How often a step is said that gets no answer. */
const MaxTries = 5;

export class Introducer {
  #uuid;
  #stage;
  #gatekeeper;
  #announcer;

  /** The exchange with `remote` over the connection of `attempt`. */
  #current = null;

  /** The first step of somebody whose channel is not open here yet. */
  #early = null;

  /** Called when the call may begin. */
  onLetIn = () => {};

  /** Called with the key of a text that says why there is no call. */
  onTurnedAway = () => {};

  /** Called with the number that people may compare. */
  onNumber = () => {};

  /**
   * @param {string} uuid our name for ourselves
   * @param {import('./stage.js').Stage} stage
   * @param {import('./gatekeeper.js').Gatekeeper} gatekeeper
   * @param {import('./announcer.js').Announcer} announcer
   */
  constructor(uuid, stage, gatekeeper, announcer) {
    this.#uuid = uuid;
    this.#stage = stage;
    this.#gatekeeper = gatekeeper;
    this.#announcer = announcer;
  }

  /** The channel has opened. */
  async opened(isCaller) {
    const { attempt, remote } = this.#stage.state;
    const objection = this.#gatekeeper.objectionTo(remote);
    if (objection) {
      this.onTurnedAway(objection);
      return;
    }

    const context = await this.#context(attempt, remote, isCaller);
    const exchange = this.#gatekeeper.exchange(remote, context, (step) => this.#announcer.tellStep(step, remote));
    this.#current = { attempt, remote, exchange };
    if (this.#gatekeeper.comesFirst) {
      this.#gatekeeper.countGuess();
      this.#prove({ phase: 'proving', attempt, remote, isPolite: !isCaller }, MaxTries);
    } else {
      this.onLetIn();
    }

    exchange?.begin();
    if (this.#early?.uuid === remote) {
      await this.receive(this.#early);
    }
  }

  /** Takes a step of somebody. */
  async receive(message) {
    const { attempt, remote, phase } = this.#stage.state;
    if (this.#current?.attempt !== attempt || message.uuid !== remote) {
      this.#early = message;
      return;
    }

    this.#early = null;
    const { exchange } = this.#current;
    const before = exchange?.outcome;
    await exchange?.receive(message.step);
    if (exchange && exchange.outcome !== before) {
      this.#settle(exchange, phase);
    }
  }

  /** The relay was joined again: what was said meanwhile is lost. */
  joined() {
    if (this.#current?.attempt === this.#stage.state.attempt) {
      this.#current?.exchange?.repeat();
    }
  }

  #settle(exchange, phase) {
    if (exchange.outcome !== 'agreed') {
      this.onTurnedAway(phase === 'proving' ? 'otherSecret' : 'refusedThere');
    } else if (phase === 'proving') {
      this.#gatekeeper.forgiveGuess();
      this.onLetIn();
    } else {
      this.onNumber(exchange.number);
    }
  }

  #prove(state, tries) {
    this.#stage.enter(state, RepeatMs, () => {
      if (tries > 1) {
        this.#current.exchange.repeat();
        this.#prove({ ...state }, tries - 1);
      } else {
        this.#current.exchange.refuse();
        this.onTurnedAway('noProof');
      }
    });
  }

  async #context({ connection }, remote, isCaller) {
    const { own, other } = await connection.fingerprints();
    return isCaller
      ? { isCaller, caller: this.#uuid, callee: remote, callerFingerprint: own, calleeFingerprint: other }
      : { isCaller, caller: remote, callee: this.#uuid, callerFingerprint: other, calleeFingerprint: own };
  }
}
