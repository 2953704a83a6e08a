/** One WebRTC connection with the channel of the conversation, and the channels of files beside it. */

export const FileProtocol = 'rtcpeer-file/1';

const ChatLabel = 'chat';
const FileLabel = 'file';
const ClosingMs = 1000;

/** What implementations take that say nothing of it (RFC 8841 section 6.1); in bytes. */
const DefaultMaxMessageSize = 65536;

export class Connection {
  #peer;
  #chat = null;

  /** Called with each candidate found. */
  onCandidate = () => {};

  /** Called when the conversation can start. */
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
    channel.onmessage = ({ data }) => this.onMessage(data);
    channel.onclose = () => this.#chatClosed();
    if (channel.readyState === 'open') {
      this.onOpen();
    } else {
      channel.onopen = () => this.onOpen();
    }
  }

  /** The first channel is the conversation, whatever its name; others carry files, or nothing that is known here. */
  #receiveChannel(channel) {
    if (channel.protocol === FileProtocol) {
      this.onFile(channel);
    } else if (this.#chat) {
      channel.close();
    } else {
      this.#use(channel);
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
    this.#end(lost);
  }

  #end(lost) {
    const ended = this.onEnd;
    this.#silence();
    ended(lost);
  }

  #silence() {
    this.onCandidate = this.onOpen = this.onEnd = this.onPath = this.onMessage = () => {};
    this.onFile = (channel) => channel.close();
  }
}
