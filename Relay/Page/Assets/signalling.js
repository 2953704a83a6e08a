/** The signalling messages as JSON, and the WebSocket to the relay that carries them. */

const MaxUuidLength = 256;
const FirstRetryMs = 1000;
const MaxRetryMs = 5000;
const Roles = ['caller', 'callee'];

/**
 * @typedef {object} Message
 * @property {string} uuid the sender's name for itself
 * @property {string | undefined} to the one that it is meant for, if not all in the room
 * @property {'hello' | 'description' | 'candidate' | 'step'} kind
 * @property {'caller' | 'callee' | undefined} role of a hello or description; programs of other projects tell none
 * @property {boolean | undefined} restarts whether its sender takes a second offer, which restarts ICE
 * @property {'none' | 'compare' | 'secret' | undefined} trust what its sender wants to know of the other end
 * @property {object | undefined} step of finding out who is at the other end, see exchange.js
 * @property {{type: 'offer' | 'answer', sdp: string} | undefined} description
 * @property {RTCIceCandidateInit | undefined} candidate
 */

/** The JSON of a message. All of ours tell that we take restarts. */
export function write({ uuid, to, kind, role, trust, step, description, candidate }) {
  const hello = role && { role, restarts: true, trust };
  switch (kind) {
    case 'hello': return JSON.stringify({ uuid, to, hello });
    case 'description': return JSON.stringify({ uuid, to, sdp: { type: description.type, sdp: description.sdp }, hello });
    case 'step': return JSON.stringify({ uuid, to, trust: step });
    default: return JSON.stringify({ uuid, to, ice: candidate });
  }
}

/**
 * The message in what the relay brought; null where it is none.
 * @returns {Message | null}
 */
export function read(text) {
  const json = parse(text);
  if (!isObject(json) || typeof json.uuid !== 'string' || json.uuid === '' || json.uuid.length > MaxUuidLength) {
    return null;
  }

  const { uuid, sdp, ice, hello, trust: step } = json;
  if (json.to != null && typeof json.to !== 'string') {
    return null;
  }

  const to = json.to ?? undefined;
  const role = isObject(hello) && Roles.includes(hello.role) ? hello.role : undefined;
  const restarts = isObject(hello) && hello.restarts === true;
  const trust = isObject(hello) ? hello.trust : undefined;
  if (isObject(sdp)) {
    const { type } = sdp;
    return (type === 'offer' || type === 'answer') && typeof sdp.sdp === 'string'
      ? { uuid, to, kind: 'description', role, restarts, trust, description: { type, sdp: sdp.sdp } }
      : null;
  }

  if (isObject(ice)) {
    return { uuid, to, kind: 'candidate', candidate: readCandidate(ice) };
  }

  if (isObject(step)) {
    return isStep(step) ? { uuid, to, kind: 'step', step } : null;
  }

  return isObject(hello) ? { uuid, to, kind: 'hello', role, restarts, trust } : null;
}

/** The connection to the relay, made again whenever it is lost. */
export class RelaySocket {
  #url;
  #access;
  #socket = null;
  #retryMs = FirstRetryMs;
  #timer = 0;

  /** Called when the room is joined, for the first time or again. */
  onJoined = () => {};

  /** Called when the connection is lost or cannot be made, with the relay's reason if it gave one. */
  onLost = () => {};

  /** Called with each message. */
  onMessage = () => {};

  /**
   * @param {string} url the room's address
   * @param {import('./access.js').Access} access what the relay is shown
   */
  constructor(url, access) {
    this.#url = url;
    this.#access = access;
  }

  open() {
    clearTimeout(this.#timer);
    const socket = new WebSocket(this.#url, this.#access.protocols);
    this.#socket = socket;
    socket.onopen = () => {
      this.#retryMs = FirstRetryMs;
      this.onJoined();
    };
    socket.onmessage = ({ data }) => {
      const message = typeof data === 'string' ? read(data) : null;
      if (message) {
        this.onMessage(message);
      }
    };
    socket.onclose = ({ reason }) => {
      this.onLost(reason);
      this.#timer = setTimeout(() => this.open(), this.#retryMs * (0.75 + Math.random() / 2));
      this.#retryMs = Math.min(this.#retryMs * 2, MaxRetryMs);
    };
  }

  /** Tries no more until it is opened again. */
  rest() {
    clearTimeout(this.#timer);
  }

  /** Tries again at once, if there is no connection. */
  hurry() {
    if (this.#socket.readyState === WebSocket.CLOSED) {
      this.#retryMs = FirstRetryMs;
      this.open();
    }
  }

  /** Joins anew: on another network the connection may be dead without knowing it. */
  rejoin() {
    const old = this.#socket;
    old.onopen = old.onmessage = old.onclose = null;
    old.close();
    this.#retryMs = FirstRetryMs;
    this.open();
  }

  /** Sends a message. Without a connection it is dropped: whatever still matters is told again on joining. */
  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(write(message));
    }
  }
}

function readCandidate(ice) {
  return {
    candidate: typeof ice.candidate === 'string' ? ice.candidate : '',
    sdpMid: typeof ice.sdpMid === 'string' ? ice.sdpMid : '0',
    sdpMLineIndex: Number.isInteger(ice.sdpMLineIndex) ? ice.sdpMLineIndex : 0,
    usernameFragment: typeof ice.usernameFragment === 'string' ? ice.usernameFragment : undefined,
  };
}

/** An id, and bytes in Base64. */
function isStep({ id, share, confirm, commit, nonce }) {
  return typeof id === 'string'
    && [share, confirm, commit, nonce].every((bytes) => bytes === undefined || typeof bytes === 'string');
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null;
}
