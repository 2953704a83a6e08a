/**
 * Brings two peers of a room together: who offers to whom, who answers, what is repeated and what is ignored.
 *
 * Peers may join in any order and the relay keeps nothing, so an offer is repeated until it is answered, and who joins
 * says hello. Other programs take a repeated offer badly: as soon as one has shown a sign of life, no offer is repeated.
 * Where two callers meet, the one whose uuid is smaller takes the other's call.
 */

import { Announcer } from './announcer.js';
import { credentialsIn } from './descriptions.js';
import { Introducer } from './introducer.js';
import { RoomMembers } from './members.js';
import { PathKeeper } from './pathkeeper.js';
import { PendingCandidates } from './pending.js';
import { Stage } from './stage.js';

const FirstOfferMs = 3000;
const MaxOfferMs = 10000;
const FirstRestMs = 1000;
const ConnectingMs = 30000;

/** How often a call is tried before the person is told that there is no way. */
const MaxAttempts = 3;

/** @typedef {import('./connection.js').Connection} Connection */
/** @typedef {import('./signalling.js').Message} Message */

export class Negotiator {
  #uuid;
  #connect;
  #announcer;
  #introducer;

  #stage = new Stage();
  #restMs = FirstRestMs;
  #attemptsLeft = 0;
  #members = new RoomMembers();
  #pending = new PendingCandidates();

  /** Called with each new phase. */
  onPhase = () => {};

  /** Called when somebody of our kind is in the room. */
  onPresence = () => {};

  /** Called when a call ends: `unreachable`, `ended`, `lost`, or the key of a text that says why there is none. */
  onEnd = () => {};

  /** Called when the path of the call is lost or found: `looking` for another, `waiting` for the lost one, or `found`. */
  onPath = () => {};

  /** Called with the number that people may compare with that of the other end. */
  onNumber = () => {};

  /** Called with the reason when a description from the room makes no sense. */
  onRefusal = () => {};

  /**
   * @param {string} uuid our name for ourselves
   * @param {() => Promise<Connection>} connect makes a connection
   * @param {(message: Message) => void} send sends a message to the room
   * @param {import('./gatekeeper.js').Gatekeeper} gatekeeper what has to be known of others
   */
  constructor(uuid, connect, send, gatekeeper) {
    this.#uuid = uuid;
    this.#connect = connect;
    this.#announcer = new Announcer(uuid, send, gatekeeper);
    this.#stage.onPhase = (phase) => this.onPhase(phase);
    this.#introducer = new Introducer(uuid, this.#stage, gatekeeper, this.#announcer);
    this.#introducer.onLetIn = () => this.#talk();
    this.#introducer.onTurnedAway = (why) => this.#turnAway(why);
    this.#introducer.onNumber = (number) => this.onNumber(number);
  }

  /** The connection of the conversation, once it is open. */
  get connection() {
    return this.#stage.state.phase === 'talking' ? this.#stage.state.attempt.connection : null;
  }

  /** Whether the other end is a program that says hello, as those of this project do. */
  get remoteIsOwnKind() {
    return this.#members.isOwnKind(this.#stage.state.remote);
  }

  /** What we demand of others has changed. */
  demandChanged() {
    this.#stage.do(() => this.#stage.state.phase === 'idle' && this.#announcer.hello());
  }

  /** The relay was joined, for the first time or again: what was sent before may have been lost. */
  joined() {
    this.#stage.do(() => {
      const { phase, attempt, remote } = this.#stage.state;
      if (['idle', 'resting', 'offering'].includes(phase)) {
        this.#announcer.hello();
      }

      if (phase === 'offering') {
        this.#announcer.tell(this.#stage.state.offer, attempt);
      } else if (phase === 'calling') {
        this.#announcer.tellCandidates(attempt, remote);
      } else if (phase === 'answering') {
        this.#announcer.tell(this.#stage.state.answer, attempt, remote);
      } else if (phase === 'talking') {
        this.#stage.state.keeper.joined();
      }

      this.#introducer.joined();
    });
  }

  /** The browser is on another network. */
  networkChanged() {
    this.#stage.do(() => this.#stage.state.keeper?.networkChanged());
  }

  /** The person wants to call. */
  call() {
    this.#stage.do(async () => {
      if (this.#stage.state.phase === 'idle') {
        this.#announcer.role = 'caller';
        this.#restMs = FirstRestMs;
        this.#attemptsLeft = MaxAttempts;
        this.#members.forgetSignsOfLife();
        await this.#offer();
      }
    });
  }

  /** The person wants no call any more, or the call has ended. */
  hangUp() {
    this.#stage.do(async () => {
      const { phase, attempt, remote } = this.#stage.state;
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
    this.#stage.state.attempt?.connection.discard();
  }

  /** @param {Message} message */
  receive(message) {
    this.#stage.do(async () => {
      if (message.uuid === this.#uuid) {
        return;
      }

      if (this.#members.note(message)) {
        this.onPresence();
      }

      if (message.to !== undefined && message.to !== this.#uuid) {
        return;
      }

      if (message.kind === 'hello') {
        await this.#receiveHello(message);
      } else if (message.kind === 'candidate') {
        await this.#receiveCandidate(message);
      } else if (message.kind === 'step') {
        await this.#introducer.receive(message);
      } else if (this.#stage.state.phase === 'talking' && this.#stage.state.remote === message.uuid) {
        await this.#stage.state.keeper.receive(message.description);
      } else if (message.description.type === 'offer') {
        await this.#receiveOffer(message);
      } else {
        await this.#receiveAnswer(message);
      }
    });
  }

  async #attempt() {
    const connection = await this.#connect();
    const attempt = { connection, candidates: [] };
    connection.onCandidate = (candidate) => this.#stage.do(() => {
      if (this.#stage.state.attempt === attempt) {
        attempt.candidates.push(candidate);
        this.#announcer.tellCandidate(candidate, this.#stage.state.remote);
      }
    });
    connection.onOpen = () => this.#stage.do(() => {
      if (this.#stage.state.attempt === attempt && this.#stage.state.remote) {
        return this.#introducer.opened(this.#stage.state.phase === 'calling');
      }
    });
    connection.onPath = (state) => this.#stage.do(() => this.#stage.state.attempt === attempt && this.#pathChanged(state));
    connection.onEnd = (lost) => this.#stage.do(() => this.#stage.state.attempt === attempt && this.#ended(lost));
    return attempt;
  }

  #talk() {
    const { phase, attempt, remote, isPolite = phase === 'answering' } = this.#stage.state;
    const state = { phase: 'talking', attempt, remote };
    const run = (work) => this.#stage.do(() => this.#stage.state === state && work());
    state.keeper = new PathKeeper(attempt, remote, isPolite, this.#announcer, this.#members, run);
    state.keeper.onPath = (path) => path === 'given up' ? this.#ended(true) : this.onPath(path);
    this.#stage.enter(state);
    attempt.connection.begin();
  }

  /** Nothing is to be said over the connection. */
  #turnAway(why) {
    this.#stage.state.attempt.connection.discard();
    this.#becomeIdle(this.#stage.state.remote);
    this.onEnd(why);
  }

  #pathChanged(state) {
    if (this.#stage.state.phase === 'talking') {
      return this.#stage.state.keeper.follow(state);
    }

    return state === 'failed' && this.#startOver();
  }

  #ended(lost) {
    if (this.#stage.state.phase === 'talking') {
      // Where the other end has closed the channel, the connection closes by itself when all has been said.
      if (lost) {
        this.#stage.state.attempt.connection.discard();
      }

      this.#becomeIdle();
      this.onEnd(lost ? 'lost' : 'ended');
    } else {
      this.#startOver();
    }
  }

  /** The current attempt failed: a caller makes another, unless the other end would not survive it. */
  #startOver() {
    this.#stage.state.attempt.connection.discard();
    if (this.#announcer.role === 'caller' && this.#members.surviveAnotherOffer && --this.#attemptsLeft > 0) {
      this.#rest();
    } else {
      this.#becomeIdle(this.#stage.state.remote);
      this.onEnd('unreachable');
    }
  }

  /** Lets some time pass before the next offer, more with each failure: two peers must not fail in a loop. */
  #rest() {
    this.#stage.enter({ phase: 'resting' }, this.#restMs, () => this.#offer());
    this.#restMs = Math.min(this.#restMs * 2, MaxOfferMs);
  }

  /** Gives up the call. A callee waits for the next, a caller calls again. */
  #giveUp() {
    this.#stage.state.attempt.connection.discard();
    if (this.#announcer.role === 'caller') {
      this.#rest();
    } else {
      this.#stage.enter({ phase: 'idle' });
    }
  }

  #becomeIdle(remote) {
    this.#announcer.role = 'callee';
    this.#stage.enter({ phase: 'idle' });
    if (remote) {
      this.#announcer.hello(remote);
    }

    this.#announcer.hello();
  }

  /** Makes a fresh offer to all in the room. */
  async #offer() {
    const attempt = await this.#attempt();
    const offer = await attempt.connection.offer();
    this.#offering(attempt, offer, FirstOfferMs);
    this.#announcer.tell(offer, attempt);
  }

  #offering(attempt, offer, intervalMs) {
    this.#stage.enter({ phase: 'offering', attempt, offer }, intervalMs, () => {
      if (this.#members.surviveAnotherOffer) {
        this.#offering(attempt, offer, Math.min(intervalMs * 1.5, MaxOfferMs));
        this.#announcer.tell(offer, attempt);
      }
    });
  }

  async #receiveHello({ uuid, to, role }) {
    const { phase, attempt, remote, offer } = this.#stage.state;
    if (phase === 'answering' && remote === uuid && to !== undefined) {
      // It was told by our answer that we wait for it, and says that it is in no call with us.
      this.#giveUp();
    } else if (role === 'caller') {
      // It offers next.
    } else if (phase === 'offering' && this.#members.surviveAnotherOffer) {
      this.#announcer.tell(offer, attempt, uuid);
    } else if (phase === 'calling' && remote === uuid) {
      // Who says hello takes part in no call: it has given up the attempt that we are still in.
      this.#giveUp();
    } else if (phase === 'idle' && to === undefined) {
      this.#announcer.hello(uuid);
    }
  }

  async #receiveCandidate({ uuid, candidate }) {
    const { attempt, remote } = this.#stage.state;
    if (remote !== undefined) {
      if (remote === uuid) {
        await attempt.connection.add(candidate);
      }

      return;
    }

    this.#members.noteSignOfLife(uuid);
    this.#pending.keep(uuid, candidate);
  }

  async #receiveAnswer({ uuid, description }) {
    this.#members.noteSignOfLife(uuid);
    const { phase, attempt, remote } = this.#stage.state;
    if (phase !== 'offering') {
      if (remote !== uuid && this.#members.isOwnKind(uuid)) {
        // Somebody else was quicker, or the call is off. Without a word it would wait in vain.
        this.#announcer.hello(uuid);
      }

      return;
    }

    try {
      await attempt.connection.accept(description);
    } catch (error) {
      this.onRefusal(error.message);
      return;
    }

    this.#stage.enter({ phase: 'calling', attempt, remote: uuid }, ConnectingMs, () => this.#startOver());
    await this.#addPending(attempt, uuid);
  }

  async #receiveOffer(message) {
    const { phase, attempt, remote, offer } = this.#stage.state;
    const sameRemote = remote === message.uuid;
    if (phase === 'answering' && sameRemote && this.#stage.state.offered === credentialsIn(message.description.sdp)) {
      this.#announcer.tell(this.#stage.state.answer, attempt, remote);
    } else if (phase === 'talking' || (remote !== undefined && !sameRemote)) {
      // Busy.
    } else if (phase === 'calling' && !this.#takesCallOf(message)) {
      // It was our callee, gave up, and calls us now; but between us two it is we who call.
      this.#giveUp();
    } else if (phase === 'offering' && !this.#takesCallOf(message)) {
      this.#announcer.tell(offer, attempt, message.uuid);
    } else {
      await this.#answer(message);
    }
  }

  /**
   * Whether an offer makes us a callee. A caller takes the call of a caller with a greater uuid, and of any other
   * program: that one knows no such rule, and cannot have heard our offer if it makes one itself.
   */
  #takesCallOf({ uuid, role }) {
    return this.#announcer.role === 'callee' || role === undefined || this.#uuid < uuid;
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

    this.#members.noteSignOfLife(uuid);
    this.#stage.state.attempt?.connection.discard();
    const state = { phase: 'answering', attempt, remote: uuid, offered: credentialsIn(description.sdp), answer };
    this.#stage.enter(state, ConnectingMs, () => this.#startOver());
    this.#announcer.tell(answer, attempt, uuid);
    await this.#addPending(attempt, uuid);
  }

  async #addPending(attempt, remote) {
    for (const candidate of this.#pending.take(remote)) {
      await attempt.connection.add(candidate);
    }
  }
}
