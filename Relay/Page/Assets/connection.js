/** One WebRTC connection with the channel of the conversation, and the channels of files beside it. */

import { Sha256 } from './sha256.js';

export const FileProtocol = 'rtcpeer-file/1';

const ChatLabel = 'chat';
const FileLabel = 'file';
const ClosingMs = 1000;

/** Browsers tell of a closed channel at once, but of messages in a later turn: the last ones come after the closing. */
const LastMessagesMs = 50;

/** What implementations take that say nothing of it (RFC 8841 section 6.1); in bytes. */
const DefaultMaxMessageSize = 65536;

/** What may come in before the conversation has begun, in bytes and in pieces. */
const MaxHeldBytes = 4 * 1024 * 1024;
const MaxHeld = 10000;

export class Connection {
  #peer;
  #chat = null;

  /** What has come in before the conversation begins; null when it has begun. */
  #held = [];
  #heldBytes = 0;

  /** Called with each candidate found. */
  onCandidate = () => {};

  /** Called when the channel of the conversation is open. Nothing of it is told before {@link begin}. */
  onOpen = () => {};

  /** Called when the connection ends; `lost` is whether nobody closed it. */
  onEnd = () => {};

  /** Called with the state of the path: `connected`, `disconnected` (it may come back), or `failed`. */
  onPath = () => {};

  /** Called with each message of the conversation: a string, or an ArrayBuffer. */
  onMessage = () => {};

  /** Called with the channel of each file that the other end sends. */
  onFile = () => {};

  /** @param {RTCConfiguration} configuration */
  constructor(configuration) {
    this.#peer = new RTCPeerConnection(configuration);
    this.#peer.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) {
        this.onCandidate(candidate.toJSON());
      }
    };
    this.#peer.onconnectionstatechange = () => this.#stateChanged();
    this.#peer.ondatachannel = ({ channel }) => this.#receiveChannel(channel);
  }

  /** The largest message that the other end takes, in bytes. */
  get maxMessageSize() {
    return this.#peer.sctp?.maxMessageSize || DefaultMaxMessageSize;
  }

  async offer() {
    this.#use(this.#peer.createDataChannel(ChatLabel));
    return this.#describe(await this.#peer.createOffer());
  }

  /** An offer for another path (an ICE restart). What is open and under way goes on. */
  async restart() {
    this.#peer.restartIce();
    return this.#describe(await this.#peer.createOffer());
  }

  /** Answers an offer, the first or one for another path; it takes the place of one of ours that is not answered. */
  async answer(offer) {
    await this.#peer.setRemoteDescription(offer);
    return this.#describe(await this.#peer.createAnswer());
  }

  async accept(answer) {
    await this.#peer.setRemoteDescription(answer);
  }

  /** The other end's latest description. */
  get remoteSdp() {
    return this.#peer.remoteDescription.sdp;
  }

  /** Adds a candidate of the other end; one that is none is ignored. */
  async add(candidate) {
    try {
      await this.#peer.addIceCandidate(candidate);
    } catch (error) {
      console.debug('candidate refused:', error.message);
    }
  }

  /** The conversation begins: what has come in is told, and all that comes. */
  begin() {
    const held = this.#held ?? [];
    this.#held = null;
    held.forEach((tell) => tell());
  }

  /**
   * The certificates of the two ends (SHA-256, as in `a=fingerprint`): the other end's is the one that it has shown in DTLS,
   * or, in browsers that do not tell, the one that it announced and that the browser has found it to show.
   */
  async fingerprints() {
    const [certificate] = this.#peer.sctp.transport.getRemoteCertificates?.() ?? [];
    return {
      own: fingerprintIn(this.#peer.localDescription.sdp),
      other: certificate ? fingerprintOf(certificate) : fingerprintIn(this.#peer.remoteDescription.sdp),
    };
  }

  /** Sends a line of the conversation; throws where it is too long, or the channel is closed. */
  send(text) {
    this.#chat.send(text);
  }

  /** A channel for one more file. */
  createFileChannel() {
    return this.#peer.createDataChannel(FileLabel, { protocol: FileProtocol });
  }

  /** Ends the conversation: what was sent still arrives, and the other end sees the channel closed. */
  async close() {
    const chat = this.#chat;
    this.#silence();
    if (chat && chat.readyState !== 'closed') {
      await new Promise((resolve) => {
        chat.onclose = resolve;
        chat.close();
        setTimeout(resolve, ClosingMs);
      });
    }

    this.#peer.close();
  }

  /** Ends the connection at once, without a word. */
  discard() {
    this.#silence();
    this.#peer.close();
  }

  async #describe(description) {
    await this.#peer.setLocalDescription(description);
    return { type: description.type, sdp: this.#peer.localDescription.sdp };
  }

  #use(channel) {
    this.#chat = channel;
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => this.#tell(() => this.onMessage(data), data.byteLength ?? data.length);
    channel.onclose = () => this.#chatClosed();
    if (channel.readyState === 'open') {
      // Threads of the browser give out a channel of the other end before they begin to take what comes over it. They answer
      // in turn: with the statistics, that has begun. Whoever heard that it is open before might close it too soon.
      this.#peer.getStats().finally(() => this.onOpen());
    } else {
      channel.onopen = () => this.onOpen();
    }
  }

  /** The first channel is the conversation, whatever its name; others carry files, or nothing that is known here. */
  #receiveChannel(channel) {
    if (channel.protocol === FileProtocol) {
      this.#tell(() => this.onFile(channel));
    } else if (this.#chat) {
      channel.close();
    } else {
      this.#use(channel);
    }
  }

  #tell(event, size = 0) {
    if (!this.#held) {
      event();
      return;
    }

    this.#held.push(event);
    this.#heldBytes += size;
    if (this.#heldBytes > MaxHeldBytes || this.#held.length > MaxHeld) {
      this.#end(true);
      this.#peer.close();
    }
  }

  #stateChanged() {
    if (['connected', 'disconnected', 'failed'].includes(this.#peer.connectionState)) {
      this.onPath(this.#peer.connectionState);
    }
  }

  /** Leaves the other end the time to see its side closed as well. */
  #chatClosed() {
    const lost = this.#peer.connectionState !== 'connected';
    setTimeout(() => this.#peer.close(), ClosingMs);
    setTimeout(() => this.#tell(() => this.#end(lost)), LastMessagesMs);
  }

  #end(lost) {
    const ended = this.onEnd;
    this.#silence();
    ended(lost);
  }

  #silence() {
    this.#held = null;
    this.onCandidate = this.onOpen = this.onEnd = this.onPath = this.onMessage = () => {};
    this.onFile = (channel) => channel.close();
  }
}

/** The one certificate that a description announces by its SHA-256; empty where that is not plain. */
function fingerprintIn(sdp) {
  const all = [...sdp.matchAll(/^a=fingerprint:(\S+) (\S+)/gm)];
  const values = new Set(all.map(([, , value]) => value.toUpperCase()));
  return values.size === 1 && all[0][1].toLowerCase() === 'sha-256' ? [...values][0] : '';
}

/** @param {ArrayBuffer} certificate */
function fingerprintOf(certificate) {
  const hash = new Sha256();
  hash.update(new Uint8Array(certificate));
  return hash.finish().toUpperCase().match(/../g).join(':');
}
