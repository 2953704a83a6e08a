/**
 * Keeps a call alive when the network beneath it changes. It negotiates anew over the open connection (an ICE restart), so
 * that this gets another path while all that is under way goes on: by an offer of ours that is repeated until it is
 * answered, or by answering one of the other end. Where both offer at once, whoever was called withdraws its offer.
 * Offers of other ends are answered in any case, but only those who have said that they take a second offer are sent one.
 */

import { areOfOneConnection, credentialsIn } from './descriptions.js';

const FirstIntervalMs = 2000;
const MaxIntervalMs = 10000;

/** How long a lost path is looked for before the call counts as lost: as long as `peer` does. */
const PatienceMs = 25000;

export class PathKeeper {
  #attempt;
  #remote;
  #isPolite;
  #announcer;
  #members;
  #run;

  /** Our offer that is out, if one is; and whether the network has changed again since it was made. */
  #offer = null;
  #isOutdated = false;

  /** The answer to the other end's latest offer, and the credentials of that. */
  #answer = null;

  #patience = 0;
  #isLost = false;

  /** Called with `looking` for another path, `waiting` for the lost one, `found`, or `given up`. */
  onPath = () => {};

  /**
   * @param {import('./stage.js').Attempt} attempt what is kept alive
   * @param {string} remote whom it is with
   * @param {boolean} isPolite whether we were called
   * @param {import('./announcer.js').Announcer} announcer
   * @param {import('./members.js').RoomMembers} members
   * @param {(work: () => any) => void} run does work in its turn, as long as the call lasts
   */
  constructor(attempt, remote, isPolite, announcer, members, run) {
    this.#attempt = attempt;
    this.#remote = remote;
    this.#isPolite = isPolite;
    this.#announcer = announcer;
    this.#members = members;
    this.#run = run;
  }

  /** The path is in another state: `connected`, `disconnected` or `failed`. */
  async follow(state) {
    if (state === 'connected') {
      this.#found();
    } else if (this.#canRestart) {
      this.#lost();
      if (!this.#offer) {
        await this.#restart();
      }
    } else if (state === 'failed') {
      this.onPath('given up');
    } else {
      this.#isLost = true;
      this.onPath('waiting');
    }
  }

  /** We are on another network, and the path may be of no more use. */
  async networkChanged() {
    if (this.#offer) {
      // An answer to it must not be taken for one to the next: that one has to wait.
      this.#isOutdated = true;
    } else if (this.#canRestart) {
      await this.#restart();
    }
  }

  /** The relay was joined again: what was said meanwhile is lost. */
  joined() {
    const description = this.#offer ?? this.#answer?.description;
    if (description) {
      this.#announcer.tell(description, this.#attempt, this.#remote);
    }
  }

  /** Takes a description of the other end. */
  async receive(description) {
    const { connection } = this.#attempt;
    const credentials = credentialsIn(description.sdp);
    if (description.type === 'offer' && credentials === this.#answer?.credentials) {
      this.#announcer.tell(this.#answer.description, this.#attempt, this.#remote);
    } else if (credentials === credentialsIn(connection.remoteSdp) || !areOfOneConnection(description.sdp, connection.remoteSdp)) {
      // It repeats what led to the path that we have, or belongs to another connection.
    } else if (description.type === 'offer') {
      await this.#takeOffer(description, credentials);
    } else if (this.#offer) {
      await this.#takeAnswer(description);
    }
  }

  get #canRestart() {
    return this.#members.takeRestarts(this.#remote);
  }

  #lost() {
    if (!this.#isLost) {
      this.#isLost = true;
      this.#patience = setTimeout(() => this.#run(() => this.#isLost && this.onPath('given up')), PatienceMs);
    }

    this.onPath('looking');
  }

  #found() {
    if (this.#isLost) {
      this.#isLost = false;
      clearTimeout(this.#patience);
      this.onPath('found');
    }
  }

  async #restart() {
    this.#isOutdated = false;
    this.#answer = null;
    this.#attempt.candidates = [];
    this.#offer = await this.#attempt.connection.restart();
    this.#tell(this.#offer, FirstIntervalMs);
  }

  #tell(offer, intervalMs) {
    this.#announcer.tell(offer, this.#attempt, this.#remote);
    const again = () => this.#offer === offer && this.#tell(offer, Math.min(intervalMs * 1.5, MaxIntervalMs));
    setTimeout(() => this.#run(again), intervalMs);
  }

  async #takeOffer(offer, credentials) {
    if (this.#offer && !this.#isPolite) {
      return;
    }

    this.#attempt.candidates = [];
    try {
      const description = await this.#attempt.connection.answer(offer);
      this.#offer = null;
      this.#answer = { credentials, description };
      this.#announcer.tell(description, this.#attempt, this.#remote);
    } catch (error) {
      console.debug('offer refused:', error.message);
    }
  }

  async #takeAnswer(answer) {
    try {
      await this.#attempt.connection.accept(answer);
      this.#offer = null;
    } catch (error) {
      console.debug('answer refused:', error.message);
    }

    if (!this.#offer && this.#isOutdated) {
      await this.#restart();
    }
  }
}
