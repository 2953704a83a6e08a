/**
 * Files, a data channel each (protocol "rtcpeer-file/1"). The sender's first message is
 * {"name", "size", "type", "modified"}, with a size of null where only the end will tell; the receiver answers
 * {"accept": true, "offset": N} or {"accept": false, "reason"}; the bytes from N on follow as binary messages, and then
 * {"done": true, "sha256"}, the hash of the whole file; the receiver ends it with {"ok": true}, or
 * {"ok": false, "reason"}.
 */

import { Sha256 } from './sha256.js';

const MaxChunkBytes = 65536;
const SliceBytes = 1024 * 1024;
const HighWaterBytes = 2 * 1024 * 1024;
const LowWaterBytes = 512 * 1024;

/** Received bytes become a blob in such pieces, so that the browser may put them on the disk. */
const PieceBytes = 8 * 1024 * 1024;

const MaxNameLength = 255;
const CallEndMs = 500;

/** Control characters, and those that turn the direction of writing, which make "exe.gpj" of "jpg.exe". */
const Deceptive = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * - `waiting`: for the receiver to accept
 * - `moving`: the bytes are on their way
 * - `checking`: all are, and the hashes are compared
 * - `done`, `failed`: it is over
 * @typedef {'waiting' | 'moving' | 'checking' | 'done' | 'failed'} Phase
 */

/** What the two directions have in common. */
class Transfer {
  #channel;

  name = '';
  size = 0;

  /** How many bytes have been handed to, or taken from, the channel. */
  moved = 0;

  /** @type {Phase} */
  phase = 'waiting';

  /** Why it failed: one of the texts' keys `fail...`, or the other end's own words. */
  failure = '';
  detail = '';

  /** Called whenever something of the above has changed. */
  onChange = () => {};

  /** Called once it is done or has failed. */
  onOver = () => {};

  constructor(channel) {
    this.#channel = channel;
    channel.binaryType = 'arraybuffer';
  }

  get channel() {
    return this.#channel;
  }

  get isOver() {
    return this.phase === 'done' || this.phase === 'failed';
  }

  say(message) {
    if (this.#channel.readyState === 'open') {
      this.#channel.send(JSON.stringify(message));
    }
  }

  change(phase) {
    this.phase = phase;
    this.onChange();
  }

  fail(failure, detail = '') {
    if (!this.isOver) {
      this.failure = failure;
      this.detail = detail.slice(0, MaxNameLength).replace(Deceptive, '\ufffd');
      this.change('failed');
      this.onOver();
      this.#channel.close();
    }
  }

  /**
   * The other end has closed the channel: that means `whileWaiting`, if the bytes were not on their way yet. Where the
   * whole call ends, its channels close one by one, and that comes to be known a moment later.
   */
  channelClosed(whileWaiting) {
    const failure = this.phase === 'waiting' ? whileWaiting : 'failBroken';
    setTimeout(() => this.fail(failure), CallEndMs);
  }

  finish() {
    this.change('done');
    this.onOver();
  }
}

/** A file on its way to the other end. */
export class OutgoingFile extends Transfer {
  isIncoming = false;

  #file;
  #chunkBytes;
  #wake = () => {};

  /**
   * @param {File} file
   * @param {RTCDataChannel} channel
   * @param {number} maxMessageSize the largest message that the other end takes, in bytes
   */
  constructor(file, channel, maxMessageSize) {
    super(channel);
    this.#file = file;
    this.#chunkBytes = Math.min(maxMessageSize, MaxChunkBytes);
    this.name = file.name;
    this.size = file.size;
    channel.bufferedAmountLowThreshold = LowWaterBytes;
    channel.onopen = () => this.say(
      { name: file.name, size: file.size, type: file.type, modified: file.lastModified });
    channel.onclose = () => this.channelClosed('failRefused');
    channel.onmessage = ({ data }) => this.#receive(parse(data));
  }

  fail(failure, detail) {
    super.fail(failure, detail);
    this.#wake();
  }

  #receive(message) {
    if (this.phase === 'waiting' && message?.accept === true) {
      const offset = message.offset ?? 0;
      if (Number.isInteger(offset) && offset >= 0 && offset <= this.size) {
        this.#send(offset).catch((error) => this.fail('failUnreadable', error.message));
      } else {
        this.fail('failProtocol');
      }
    } else if (this.phase === 'waiting' && message?.accept === false) {
      this.fail('failDeclined', reasonIn(message));
    } else if (this.phase === 'checking' && message?.ok === true) {
      this.finish();
      this.channel.close();
    } else if (message?.ok === false || message?.reason !== undefined) {
      this.fail('failReported', reasonIn(message));
    }
  }

  async #send(offset) {
    this.change('moving');
    const hash = new Sha256();
    for (let at = 0; at < this.size; at += SliceBytes) {
      const slice = new Uint8Array(await this.#file.slice(at, at + SliceBytes).arrayBuffer());
      hash.update(slice);
      for (let from = Math.max(0, offset - at); from < slice.length; from += this.#chunkBytes) {
        await this.#room();
        if (this.isOver) {
          return;
        }

        this.channel.send(slice.subarray(from, from + this.#chunkBytes));
        this.moved = Math.min(at + from + this.#chunkBytes, this.size);
        this.onChange();
      }
    }

    this.change('checking');
    this.say({ done: true, sha256: hash.finish() });
  }

  /** Waits until the channel has little left to send. */
  async #room() {
    if (this.channel.bufferedAmount > HighWaterBytes) {
      await new Promise((resolve) => {
        this.#wake = this.channel.onbufferedamountlow = resolve;
      });
    }
  }
}

/** A file on its way from the other end. Nothing of it is taken before a person has accepted it. */
export class IncomingFile extends Transfer {
  isIncoming = true;

  #announced = false;
  #isSized = true;
  #hash = new Sha256();
  #pieces = [];
  #chunks = [];
  #chunkBytes = 0;

  /** Called when the file has a name and a size, and a person may accept it. */
  onAnnounced = () => {};

  /** The file, once it is done. @type {Blob | null} */
  blob = null;

  constructor(channel) {
    super(channel);
    channel.onclose = () => this.channelClosed('failWithdrawn');
    channel.onmessage = ({ data }) => typeof data === 'string' ? this.#receive(parse(data)) : this.#take(data);
  }

  accept() {
    this.change('moving');
    this.say({ accept: true, offset: 0 });
  }

  decline() {
    this.say({ accept: false, reason: 'declined' });
    this.fail('failDeclinedHere');
  }

  fail(failure, detail) {
    super.fail(failure, detail);
    this.#pieces = this.#chunks = [];
  }

  #receive(message) {
    if (!this.#announced) {
      this.#announce(message);
    } else if (message?.done === true && this.phase === 'moving') {
      this.#check(message.sha256);
    }
  }

  #announce(message) {
    const { name, size } = message ?? {};
    if (typeof name !== 'string' || (size !== null && !(Number.isSafeInteger(size) && size >= 0))) {
      this.say({ accept: false, reason: 'the first message has no name or no size' });
      this.fail('failProtocol');
      return;
    }

    this.#announced = true;
    this.name = baseName(name);
    this.#isSized = size !== null;
    this.size = size ?? 0;
    this.onAnnounced();
  }

  #take(bytes) {
    if (this.phase !== 'moving' || (this.#isSized && this.moved + bytes.byteLength > this.size)) {
      this.#reject('failSize', 'more bytes than announced and accepted');
      return;
    }

    this.#hash.update(new Uint8Array(bytes));
    this.#chunks.push(bytes);
    this.#chunkBytes += bytes.byteLength;
    this.moved += bytes.byteLength;
    this.size = Math.max(this.size, this.moved);
    if (this.#chunkBytes >= PieceBytes) {
      this.#keepPiece();
    }

    this.onChange();
  }

  #check(sha256) {
    if (this.moved !== this.size) {
      this.#reject('failSize', 'fewer bytes than announced');
    } else if (this.#hash.finish() !== sha256) {
      this.#reject('failHash', 'the hashes differ');
    } else {
      // Never the type that the sender names: a blob of this origin with a page in it would be a page of this origin.
      this.#keepPiece();
      this.blob = new Blob(this.#pieces, { type: 'application/octet-stream' });
      this.#pieces = [];
      this.say({ ok: true });
      this.finish();
    }
  }

  #keepPiece() {
    this.#pieces.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#chunkBytes = 0;
  }

  #reject(failure, reason) {
    if (!this.isOver) {
      this.say({ ok: false, reason });
      this.fail(failure);
    }
  }
}

/** A stranger's name for a file without folders and deceptive characters. */
function baseName(name) {
  const base = name.split(/[/\\]/).at(-1).replace(Deceptive, '\ufffd').slice(-MaxNameLength).trim();
  return base === '' || base === '.' || base === '..' ? 'file' : base;
}

function reasonIn(message) {
  return typeof message?.reason === 'string' ? message.reason : '';
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
