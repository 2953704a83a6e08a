/** Candidates that came before the offer or answer that they belong to. */

// What a room full of strangers can make us remember.
const MaxSenders = 16;
const MaxCandidates = 64;

export class PendingCandidates {
  /** @type {Map<string, RTCIceCandidateInit[]>} */
  #bySender = new Map();

  /** Keeps a candidate, as long as there is room. */
  keep(sender, candidate) {
    const kept = this.#bySender.get(sender) ?? [];
    if (kept.length < MaxCandidates && (this.#bySender.has(sender) || this.#bySender.size < MaxSenders)) {
      kept.push(candidate);
      this.#bySender.set(sender, kept);
    }
  }

  /** Those of a sender; the others' are of no use any more. */
  take(sender) {
    const kept = this.#bySender.get(sender) ?? [];
    this.#bySender.clear();
    return kept;
  }
}
