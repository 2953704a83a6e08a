/**
 * Brings two peers of a room together: who offers to whom, who answers, what is repeated and what is ignored.
 *
 * Peers may join in any order and the relay keeps nothing, so an offer is repeated until it is answered, and who joins
 * says hello. Other programs take a repeated offer badly: as soon as one has shown a sign of life, no offer is repeated.
 * Where two callers meet, the one whose uuid is smaller takes the other's call.
 */

import { PendingCandidates } from './pending.js';

const FirstOfferMs = 3000;
const MaxOfferMs = 10000;
const FirstRestMs = 1000;
const ConnectingMs = 30000;

/** How often a call is tried before the person is told that there is no way. */
const MaxAttempts = 3;

/** What a room full of strangers can make us remember. */
const MaxKnownPeers = 256;

/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./signalling.js').Message} Message */

/**
 * An attempt to connect: the connection, and our candidates so far, for a peer that missed them.
 * @typedef {{connection: Connection, candidates: RTCIceCandidateInit[]}} Attempt
 */

/**
 * - `idle`: waits for an offer
 * - `resting`: a caller whose attempt failed lets some time pass before the next
 * - `offering`: our `offer` is out, to whom it may concern
 * - `calling`: `remote` has answered it
 * - `answering`: we have given `answer` to the offer of `remote`, whose credentials `offered` tell it from a new one
 * - `talking`: the channel is open: no signalling can disturb it any more
 * @typedef {'idle' | 'resting' | 'offering' | 'calling' | 'answering' | 'talking'} Phase
 */

export class Negotiator {
  #uuid;
  #connect;
  #send;
  #role = 'callee';

  /** @type {{phase: Phase, attempt?: Attempt, remote?: string, [more: string]: any}} */
  #state = { phase: 'idle' };

  #timer = 0;
  #restMs = FirstRestMs;
  #attemptsLeft = 0;
  #otherKindAlive = false;
  #ownKind = new Set();
  #pending = new PendingCandidates();
  #work = Promise.resolve();

  /** Called with each new phase. */
  onPhase = () => {};

  /** Called when somebody of our kind is in the room. */
  onPresence = () => {};

  /** Called when a call ends: `unreachable`, `ended` or `lost`. */
  onEnd = () => {};

  /** Called with the reason when a description from the room makes no sense. */
  onRefusal = () => {};

  /**
   * @param {string} uuid our name for ourselves
   * @param {() => Promise<Connection>} connect makes a connection
   * @param {(message: Message) => void} send sends a message to the room
   */
  constructor(uuid, connect, send) {
    this.#uuid = uuid;
    this.#connect = connect;
    this.#send = send;
  }

  /** The connection of the conversation, once it is open. */
  get connection() {
    return this.#state.phase === 'talking' ? this.#state.attempt.connection : null;
  }

  /** Whether the other end is a program that says hello, as those of this project do. */
  get remoteIsOwnKind() {
    return this.#ownKind.has(this.#state.remote);
  }

  /** The relay was joined, for the first time or again: what was sent before may have been lost. */
  joined() {
    this.#do(() => {
      const { phase, attempt, remote } = this.#state;
      if (['idle', 'resting', 'offering'].includes(phase)) {
        this.#hello();
      }

      if (phase === 'offering') {
        this.#tell(this.#state.offer, attempt);
      } else if (phase === 'calling') {
        this.#tellCandidates(attempt, remote);
      } else if (phase === 'answering') {
        this.#tell(this.#state.answer, attempt, remote);
      }
    });
  }

  /** The person wants to call. */
  call() {
    this.#do(async () => {
      if (this.#state.phase === 'idle') {
        this.#role = 'caller';
        this.#restMs = FirstRestMs;
        this.#attemptsLeft = MaxAttempts;
        this.#otherKindAlive = false;
        await this.#offer();
      }
    });
  }

  /** The person wants no call any more, or the call has ended. */
  hangUp() {
    this.#do(async () => {
      const { phase, attempt, remote } = this.#state;
      this.#becomeIdle(phase === 'talking' ? undefined : remote);
      if (phase === 'talking') {
        this.onEnd('ended');
        await attempt.connection.close();
      } else {
        attempt?.connection.discard();
      }
    });
  }

  /** Ends everything at once: the page is left. */
  leave() {
    this.#state.attempt?.connection.discard();
  }

  /** @param {Message} message */
  receive(message) {
    this.#do(async () => {
      if (message.uuid === this.#uuid) {
        return;
      }

      if (message.kind === 'hello' || message.role) {
        this.#noteOwnKind(message);
      }

      if (message.to !== undefined && message.to !== this.#uuid) {
        return;
      }

      if (message.kind === 'hello') {
        await this.#receiveHello(message);
      } else if (message.kind === 'candidate') {
        await this.#receiveCandidate(message);
      } else if (message.description.type === 'offer') {
        await this.#receiveOffer(message);
      } else {
        await this.#receiveAnswer(message);
      }
    });
  }

  /** One event at a time: the next waits until all that this one does has been done. */
  #do(work) {
    this.#work = this.#work.then(work).catch((error) => console.error(error));
  }

  #enter(state, timeoutMs, atTimeout) {
    clearTimeout(this.#timer);
    this.#state = state;
    if (timeoutMs) {
      this.#timer = setTimeout(() => this.#do(() => this.#state === state && atTimeout()), timeoutMs);
    }

    this.onPhase(state.phase);
  }

  async #attempt() {
    const connection = await this.#connect();
    const attempt = { connection, candidates: [] };
    connection.onCandidate = (candidate) => this.#do(() => {
      if (this.#state.attempt === attempt) {
        attempt.candidates.push(candidate);
        this.#send({ uuid: this.#uuid, to: this.#state.remote, kind: 'candidate', candidate });
      }
    });
    connection.onOpen = () => this.#do(() => {
      if (this.#state.attempt === attempt && this.#state.remote) {
        this.#enter({ phase: 'talking', attempt, remote: this.#state.remote });
      }
    });
    connection.onEnd = (lost) => this.#do(() => this.#state.attempt === attempt && this.#ended(lost));
    return attempt;
  }

  #ended(lost) {
    if (this.#state.phase === 'talking') {
      // Where the other end has closed the channel, the connection closes by itself when all has been said.
      if (lost) {
        this.#state.attempt.connection.discard();
      }

      this.#becomeIdle();
      this.onEnd(lost ? 'lost' : 'ended');
    } else {
      this.#startOver();
    }
  }

  /** The current attempt failed: a caller makes another, unless the other end would not survive it. */
  #startOver() {
    this.#state.attempt.connection.discard();
    if (this.#role === 'caller' && !this.#otherKindAlive && --this.#attemptsLeft > 0) {
      this.#rest();
    } else {
      this.#becomeIdle(this.#state.remote);
      this.onEnd('unreachable');
    }
  }

  /** Lets some time pass before the next offer, more with each failure: two peers must not fail in a loop. */
  #rest() {
    this.#enter({ phase: 'resting' }, this.#restMs, () => this.#offer());
    this.#restMs = Math.min(this.#restMs * 2, MaxOfferMs);
  }

  /** Gives up the call. A callee waits for the next, a caller calls again. */
  #giveUp() {
    this.#state.attempt.connection.discard();
    if (this.#role === 'caller') {
      this.#rest();
    } else {
      this.#enter({ phase: 'idle' });
    }
  }

  #becomeIdle(remote) {
    this.#role = 'callee';
    this.#enter({ phase: 'idle' });
    if (remote) {
      this.#hello(remote);
    }

    this.#hello();
  }

  /** Makes a fresh offer to all in the room. */
  async #offer() {
    const attempt = await this.#attempt();
    const offer = await attempt.connection.offer();
    this.#offering(attempt, offer, FirstOfferMs);
    this.#tell(offer, attempt);
  }

  #offering(attempt, offer, intervalMs) {
    this.#enter({ phase: 'offering', attempt, offer }, intervalMs, () => {
      if (!this.#otherKindAlive) {
        this.#offering(attempt, offer, Math.min(intervalMs * 1.5, MaxOfferMs));
        this.#tell(offer, attempt);
      }
    });
  }

  async #receiveHello({ uuid, to, role }) {
    const { phase, attempt, remote, offer } = this.#state;
    if (phase === 'answering' && remote === uuid && to !== undefined) {
      // It was told by our answer that we wait for it, and says that it is in no call with us.
      this.#giveUp();
    } else if (role === 'caller') {
      // It offers next.
    } else if (phase === 'offering' && !this.#otherKindAlive) {
      this.#tell(offer, attempt, uuid);
    } else if (phase === 'calling' && remote === uuid) {
      // Who says hello takes part in no call: it has given up the attempt that we are still in.
      this.#giveUp();
    } else if (phase === 'idle' && to === undefined) {
      this.#hello(uuid);
    }
  }

  async #receiveCandidate({ uuid, candidate }) {
    const { attempt, remote } = this.#state;
    if (remote !== undefined) {
      if (remote === uuid) {
        await attempt.connection.add(candidate);
      }

      return;
    }

    this.#noteSignOfLife(uuid);
    this.#pending.keep(uuid, candidate);
  }

  async #receiveAnswer({ uuid, description }) {
    this.#noteSignOfLife(uuid);
    const { phase, attempt, remote } = this.#state;
    if (phase !== 'offering') {
      if (remote !== uuid && this.#ownKind.has(uuid)) {
        // Somebody else was quicker, or the call is off. Without a word it would wait in vain.
        this.#hello(uuid);
      }

      return;
    }

    try {
      await attempt.connection.accept(description);
    } catch (error) {
      this.onRefusal(error.message);
      return;
    }

    this.#enter({ phase: 'calling', attempt, remote: uuid }, ConnectingMs, () => this.#startOver());
    await this.#addPending(attempt, uuid);
  }

  async #receiveOffer(message) {
    const { phase, attempt, remote, offer } = this.#state;
    const sameRemote = remote === message.uuid;
    if (phase === 'answering' && sameRemote && this.#state.offered === credentialsIn(message.description.sdp)) {
      this.#tell(this.#state.answer, attempt, remote);
    } else if (phase === 'talking' || (remote !== undefined && !sameRemote)) {
      // Busy.
    } else if (phase === 'calling' && !this.#takesCallOf(message)) {
      // It was our callee, gave up, and calls us now; but between us two it is we who call.
      this.#giveUp();
    } else if (phase === 'offering' && !this.#takesCallOf(message)) {
      this.#tell(offer, attempt, message.uuid);
    } else {
      await this.#answer(message);
    }
  }

  /**
   * Whether an offer makes us a callee. A caller takes the call of a caller with a greater uuid, and of any other
   * program: that one knows no such rule, and cannot have heard our offer if it makes one itself.
   */
  #takesCallOf({ uuid, role }) {
    return this.#role === 'callee' || role === undefined || this.#uuid < uuid;
  }

  async #answer({ uuid, description }) {
    const attempt = await this.#attempt();
    let answer;
    try {
      answer = await attempt.connection.answer(description);
    } catch (error) {
      attempt.connection.discard();
      this.onRefusal(error.message);
      return;
    }

    this.#noteSignOfLife(uuid);
    this.#state.attempt?.connection.discard();
    const state = { phase: 'answering', attempt, remote: uuid, offered: credentialsIn(description.sdp), answer };
    this.#enter(state, ConnectingMs, () => this.#startOver());
    this.#tell(answer, attempt, uuid);
    await this.#addPending(attempt, uuid);
  }

  async #addPending(attempt, remote) {
    for (const candidate of this.#pending.take(remote)) {
      await attempt.connection.add(candidate);
    }
  }

  #noteOwnKind({ uuid }) {
    if (!this.#ownKind.has(uuid) && this.#ownKind.size < MaxKnownPeers) {
      this.#ownKind.add(uuid);
      this.onPresence();
    }
  }

  #noteSignOfLife(sender) {
    this.#otherKindAlive ||= !this.#ownKind.has(sender);
  }

  #hello(to) {
    this.#send({ uuid: this.#uuid, to, kind: 'hello', role: this.#role });
  }

  #tell(description, attempt, to) {
    this.#send({ uuid: this.#uuid, to, kind: 'description', role: this.#role, description });
    this.#tellCandidates(attempt, to);
  }

  #tellCandidates(attempt, to) {
    for (const candidate of attempt.candidates) {
      this.#send({ uuid: this.#uuid, to, kind: 'candidate', candidate });
    }
  }
}

/** The ICE credentials of a description (RFC 8839 section 5.4), which each attempt has afresh. */
function credentialsIn(sdp) {
  return [...sdp.matchAll(/^a=ice-(?:ufrag|pwd):.*$/gm)].map(([line]) => line.trim()).sort().join('\n');
}
