/** The page: a room, a call in it, and what is said and sent there. */

import { Access } from './access.js';
import { Connection } from './connection.js';
import { IncomingFile, OutgoingFile } from './files.js';
import { Gatekeeper } from './gatekeeper.js';
import { IceServers } from './ice.js';
import { Negotiator } from './negotiator.js';
import { watchNetwork } from './network.js';
import { SecretForm } from './secretform.js';
import { RelaySocket } from './signalling.js';
import { bytes, text } from './texts.js';
import { View } from './view.js';

/** How many files may be under way in one direction. More from the other end are turned away. */
const MaxFiles = 32;

class App {
  #view = new View(roomName(), location.origin + location.pathname);
  #secretForm = new SecretForm();
  #access = new Access();
  #relay = new RelaySocket(location.origin.replace('http', 'ws') + location.pathname, this.#access);
  #ice = new IceServers(this.#access);
  #gatekeeper = new Gatekeeper();
  #negotiator = new Negotiator(
    newUuid(), () => this.#connect(), (message) => this.#relay.send(message), this.#gatekeeper);
  #hasJoined = false;
  #hasRefused = false;

  /** @type {Set<OutgoingFile | IncomingFile>} */
  #files = new Set();

  start() {
    if (typeof RTCPeerConnection === 'undefined') {
      this.#view.showPhase('broken');
      return;
    }

    this.#listenToRelay();
    this.#listenToNegotiator();
    this.#listenToPerson();
    this.#relay.open();
  }

  #listenToRelay() {
    this.#relay.onJoined = () => {
      this.#view.showRelayLost(false);
      if (!this.#hasJoined) {
        this.#hasJoined = true;
        this.#view.showPhase('idle');
      }

      this.#ice.configuration();
      this.#negotiator.joined();
    };
    this.#relay.onLost = (reason) => this.#relayLost(reason);
    this.#relay.onMessage = (message) => {
      this.#gatekeeper.note(message);
      this.#negotiator.receive(message);
    };
    watchNetwork(() => {
      this.#relay.rejoin();
      this.#negotiator.networkChanged();
    });
  }

  /** A browser does not tell why a WebSocket was refused. */
  async #relayLost(reason) {
    if (!this.#hasJoined && await this.#ice.isRefused()) {
      this.#relay.rest();
      this.#view.askForToken(this.#access.headers.Authorization !== undefined);
    } else {
      this.#view.showRelayLost(true, reason);
    }
  }

  #listenToNegotiator() {
    this.#negotiator.onPhase = (phase) => {
      this.#view.showPhase(phase);
      if (phase === 'talking') {
        this.#view.addNote(text('opened'));
      }
    };
    this.#negotiator.onPresence = () => this.#negotiator.connection || this.#view.addNote(text('present'));
    this.#negotiator.onEnd = (how) => {
      this.#files.forEach((file) => file.fail('failBroken'));
      this.#view[how === 'ended' ? 'addNote' : 'addError'](text(how));
    };
    this.#negotiator.onNumber = (number) => this.#view.showNumber(number);
    this.#negotiator.onPath = (path) => this.#showPath(path);
    this.#negotiator.onRefusal = (reason) => this.#showRefusal(reason);
  }

  #listenToPerson() {
    this.#view.onCall = () => this.#negotiator.call();
    this.#view.onCancel = this.#view.onHangUp = () => this.#negotiator.hangUp();
    this.#secretForm.onSecret = (secret) => this.#useSecret(secret);
    this.#view.onToken = (token) => {
      this.#access.token = token;
      this.#relay.open();
    };
    this.#view.onLine = (line) => this.#sendLine(line);
    this.#view.onFiles = (files) => this.#sendFiles(files);
    addEventListener('beforeunload', (event) => {
      if (this.#files.size > 0) {
        event.preventDefault();
      }
    });

    // So that the other end learns of it at once, and not when it has waited in vain.
    addEventListener('pagehide', () => this.#negotiator.leave());
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  }

  async #connect() {
    const connection = new Connection(await this.#ice.configuration());
    connection.onMessage = (data) =>
      this.#view.addLine(typeof data === 'string' ? data : text('binary', bytes(data.byteLength)), false);
    connection.onFile = (channel) => this.#receiveFile(channel);
    return connection;
  }

  /** Another path is found with the relay's help. */
  #showPath(path) {
    if (path === 'found') {
      this.#view.showInterruption();
      this.#view.addNote(text('found'));
    } else {
      this.#view.showInterruption(path);
      this.#relay.hurry();
    }
  }

  async #useSecret(secret) {
    await this.#gatekeeper.use(secret);
    this.#secretForm.show(this.#gatekeeper.demand === 'secret');
    this.#negotiator.demandChanged();
  }

  /** The first is worth a line. More of them are the doing of a stranger, who is not to fill the screen. */
  #showRefusal(reason) {
    if (!this.#hasRefused) {
      this.#hasRefused = true;
      this.#view.addError(text('refused', reason));
    }
  }

  #sendLine(line) {
    try {
      this.#negotiator.connection.send(line);
      this.#view.addLine(line, true);
      return true;
    } catch (error) {
      this.#view.addError(text(error instanceof TypeError ? 'tooLong' : 'notSent'));
      return false;
    }
  }

  #sendFiles(files) {
    const { connection, remoteIsOwnKind } = this.#negotiator;
    if (!remoteIsOwnKind) {
      // Programs that know nothing of files take a second channel for the conversation.
      this.#view.addError(text('noFiles'));
      return;
    }

    const room = Math.max(0, MaxFiles - this.#files.size);
    for (const file of files.slice(0, room)) {
      const outgoing = new OutgoingFile(file, connection.createFileChannel(), connection.maxMessageSize);
      this.#track(outgoing);
      this.#view.addFile(outgoing);
    }

    if (files.length > room) {
      this.#view.addError(text('tooMany', files.length - room));
    }
  }

  #receiveFile(channel) {
    if (this.#files.size >= 2 * MaxFiles) {
      channel.close();
      return;
    }

    const incoming = new IncomingFile(channel);
    this.#track(incoming);
    incoming.onAnnounced = () => this.#view.addFile(incoming);
  }

  #track(file) {
    this.#files.add(file);
    file.onOver = () => this.#files.delete(file);
  }
}

function roomName() {
  const path = location.pathname.replace(/^\/|\/+$/g, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Random and unguessable. (crypto.randomUUID is there only over https.) */
function newUuid() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

new App().start();
