/** What is known of the others in the room. */

/** What a room full of strangers can make us remember. */
const MaxKnownPeers = 256;

export class RoomMembers {
  #ownKind = new Set();
  #restarters = new Set();
  #otherKindAlive = false;

  /**
   * Notes who sends a message; true where it is somebody of our kind, of whom nothing was known.
   * @param {import('./signalling.js').Message} message
   */
  note({ uuid, kind, role, restarts }) {
    if (restarts && this.#restarters.size < MaxKnownPeers) {
      this.#restarters.add(uuid);
    }

    const isNew = (kind === 'hello' || role !== undefined) && !this.#ownKind.has(uuid) && this.#ownKind.size < MaxKnownPeers;
    if (isNew) {
      this.#ownKind.add(uuid);
    }

    return isNew;
  }

  /** Whether it is a program that says hello, as those of this project do. */
  isOwnKind(uuid) {
    return this.#ownKind.has(uuid);
  }

  /** Whether somebody has said that a second offer, which restarts ICE, is answered. */
  takeRestarts(uuid) {
    return this.#restarters.has(uuid);
  }

  /** Somebody does something for a call. */
  noteSignOfLife(uuid) {
    this.#otherKindAlive ||= !this.isOwnKind(uuid);
  }

  /** Whether an offer can be made again: programs that say no hello take a repeated one badly. */
  get surviveAnotherOffer() {
    return !this.#otherKindAlive;
  }

  /** A new call: who was there for the last one may have gone. */
  forgetSignsOfLife() {
    this.#otherKindAlive = false;
  }
}
