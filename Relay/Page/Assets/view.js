/** What is on the screen. Whatever comes from others is set as text, never as markup. */

import { bytes, language, text } from './texts.js';

/** More than that is no longer shown: what others send must not fill the memory. */
const MaxEntries = 500;

const StatusTexts = {
  joining: 'joining', idle: 'idle', offering: 'offering', resting: 'resting',
  calling: 'connecting', answering: 'connecting', proving: 'connecting', talking: 'talking', broken: 'unsupported', locked: 'locked',
};

export class View {
  #waiting = [];
  #changed = new Set();
  #frame = 0;
  #canSend = false;
  #forgets = false;

  onCall = () => {};
  onCancel = () => {};

  /** Called with the token that the relay asked for. */
  onToken = () => {};

  onHangUp = () => {};

  /** Called with a line to send; true if it was sent. */
  onLine = () => false;

  /** Called with the files to send. */
  onFiles = () => {};

  constructor(roomName, address) {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : language;
    for (const element of document.querySelectorAll('[data-text]')) {
      element.textContent = text(element.dataset.text);
    }

    get('go-name').placeholder = text('roomPlaceholder');
    get('attach').title = get('attach').ariaLabel = text('attach');
    get('number').title = text('numberHint');
    get('text').ariaLabel = text('write');
    get('token').ariaLabel = get('token').placeholder = text('tokenLabel');
    get('room-name').textContent = roomName || text('lobby');
    get('share').textContent = get('address').value = address;
    document.title = roomName ? `${roomName} · ${text('title')}` : text('title');
    this.#listenToRoom(address);
    this.#listenToToken();
    this.#listenToCall();
    this.#listenToComposer();
    this.#listenToDrops();
    this.showPhase('joining');
  }

  /** @param {import('./stage.js').Phase | 'joining' | 'locked' | 'broken'} phase */
  showPhase(phase) {
    const key = StatusTexts[phase];
    document.body.dataset.phase = key === 'connecting' ? key : phase;
    get('status-text').textContent = text(key);
    this.showInterruption();
    get('number').hidden = true;
    this.#canSend = phase === 'talking';
    get('text').disabled = get('send').disabled = get('attach').disabled = !this.#canSend;
    get('text').placeholder = text(this.#canSend ? 'write' : 'writeIdle');
    get('welcome').hidden = this.#canSend || get('log').querySelector('.own, .other') !== null;
    if (this.#canSend && matchMedia('(hover: hover)').matches) {
      get('text').focus();
    }
  }

  /** Asks for the token of the room, again if the last one was wrong. */
  askForToken(wasWrong) {
    this.showPhase('locked');
    get('status-text').textContent = text(wasWrong ? 'tokenWrong' : 'locked');
    get('token').value = '';
    get('token').focus();
  }

  /**
   * Shows that the call has no path to the other side, or, without an argument, that it has one.
   * @param {'looking' | 'waiting'} [what] what is done about it
   */
  showInterruption(what) {
    document.body.toggleAttribute('data-interrupted', what !== undefined);
    if (document.body.dataset.phase === 'talking') {
      get('status-text').textContent = text(what ?? 'talking');
    }
  }

  /** Shows the number that both sides of the call show, if nobody stands between them. */
  showNumber(number) {
    get('number').hidden = false;
    get('number').textContent = text('number', number);
  }

  /** Shows or hides that the relay cannot be reached; a reason is the relay's own word. */
  showRelayLost(isLost, reason = '') {
    get('relay-lost').hidden = !isLost;
    get('relay-lost').textContent = reason ? `${text('relayLost')} (${reason})` : text('relayLost');
  }

  /** Adds a line of the conversation: of this side (`own`), or of the other. */
  addLine(line, isOwn) {
    this.#add(entry(isOwn ? 'own' : 'other', line));
  }

  /** Adds a note about the call. */
  addNote(note) {
    this.#add(entry('note', note));
  }

  addError(note) {
    this.#add(entry('error', note));
  }

  /**
   * Adds a file that keeps itself up to date.
   * @param {import('./files.js').OutgoingFile | import('./files.js').IncomingFile} transfer
   */
  addFile(transfer) {
    const card = new FileCard(transfer);
    transfer.onChange = () => {
      this.#changed.add(card);
      this.#draw();
    };
    this.#add(card.element);
  }

  #add(element) {
    this.#waiting.push(element);
    if (this.#waiting.length > MaxEntries) {
      this.#forgets = true;
      this.#waiting.shift();
    }

    this.#draw();
  }

  /** Draws all that has come in at once: lines may come faster than screens change. */
  #draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      const scroll = get('scroll');
      const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
      this.#changed.forEach((card) => card.update());
      this.#changed.clear();
      this.#append();
      if (atEnd) {
        scroll.scrollTop = scroll.scrollHeight;
      }
    });
  }

  #append() {
    const log = get('log');
    log.append(...this.#waiting);
    this.#waiting = [];
    const tooMany = Math.max(0, log.childElementCount - MaxEntries);
    const old = [...log.children].filter((element) => !FileCard.isAtWork(element)).slice(0, tooMany);
    old.forEach((element) => element.remove());
    if (old.length > 0 || this.#forgets) {
      this.#forgets = false;
      log.querySelector('.forgotten')?.remove();
      log.prepend(entry('forgotten', text('forgotten')));
    }

    get('welcome').hidden ||= log.querySelector('.own, .other') !== null;
  }

  #listenToRoom(address) {
    get('go').onsubmit = (event) => {
      event.preventDefault();
      const name = get('go-name').value.trim();
      if (name && name !== '.' && name !== '..') {
        // Escaped as peer escapes it, so that both are in the same room; the slash keeps clear of /healthz and the like.
        const part = encodeURIComponent(name).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
        location.assign(`/${part}/`);
      }
    };
    get('copy').onclick = async () => {
      get('address').select();
      try {
        await navigator.clipboard.writeText(address);
      } catch {
        // Only pages over https may write to the clipboard this way.
        document.execCommand('copy');
      }

      get('copy').textContent = text('copied');
    };
    document.addEventListener('click', ({ target }) => {
      if (!get('room').contains(target)) {
        get('room').open = false;
      }
    });
  }

  #listenToToken() {
    get('unlock').onsubmit = (event) => {
      event.preventDefault();
      this.showPhase('joining');
      this.onToken(get('token').value);
    };
  }

  #listenToCall() {
    get('call').onclick = () => this.onCall();
    get('cancel').onclick = () => this.onCancel();
    get('hang-up').onclick = () => this.onHangUp();
  }

  #listenToComposer() {
    const line = get('text');
    get('composer').onsubmit = (event) => {
      event.preventDefault();
      if (this.#canSend && line.value !== '' && this.onLine(line.value)) {
        line.value = '';
      }

      line.focus();
    };
    line.onkeydown = (event) => {
      // While Chinese is being composed, Enter chooses a word; some browsers tell so by the key code alone.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
        event.preventDefault();
        get('composer').requestSubmit();
      }
    };
    get('attach').onclick = () => get('pick').click();
    get('pick').onchange = () => {
      this.#offerFiles(get('pick').files);
      get('pick').value = '';
    };
    line.onpaste = (event) => {
      if (event.clipboardData.files.length > 0) {
        event.preventDefault();
        this.#offerFiles(event.clipboardData.files);
      }
    };
  }

  #listenToDrops() {
    const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files');
    document.addEventListener('dragover', (event) => {
      if (hasFiles(event)) {
        // Else the browser would leave the page for the file.
        event.preventDefault();
        event.dataTransfer.dropEffect = this.#canSend ? 'copy' : 'none';
        get('drop').hidden = !this.#canSend;
      }
    });
    document.addEventListener('dragleave', ({ relatedTarget }) => {
      get('drop').hidden ||= relatedTarget === null;
    });
    document.addEventListener('drop', (event) => {
      get('drop').hidden = true;
      if (hasFiles(event)) {
        event.preventDefault();
        this.#offerFiles(event.dataTransfer.files);
      }
    });
  }

  #offerFiles(files) {
    if (this.#canSend) {
      this.onFiles([...files]);
    }
  }
}

/** A file in the conversation: its name, how far it is, and what one can do. */
class FileCard {
  static #atWork = new WeakSet();

  #transfer;
  #shownPhase = '';
  #since = 0;
  #state = make('span', 'state');
  #progress = make('progress');
  #actions = make('div', 'actions');

  constructor(transfer) {
    this.#transfer = transfer;
    this.element = make('li', `file ${transfer.isIncoming ? 'other' : 'own'}`);
    const name = make('bdi', 'name');
    name.textContent = transfer.name;
    this.element.append(name, this.#state, this.#progress, this.#actions);
    this.update();
  }

  /** Whether an entry of the log is a file that is not yet over, or can still be saved. */
  static isAtWork(element) {
    return FileCard.#atWork.has(element);
  }

  update() {
    const { phase, size, moved } = this.#transfer;
    if (phase !== this.#shownPhase) {
      this.#shownPhase = phase;
      this.#showPhase(phase);
    }

    this.#state.textContent = this.#describe();
    this.#progress.max = size || 1;
    this.#progress.value = size ? moved : 1;
  }

  #showPhase(phase) {
    const { isIncoming } = this.#transfer;
    this.element.dataset.phase = phase;
    this.#progress.hidden = phase !== 'moving' && phase !== 'checking';
    if (phase === 'moving') {
      this.#since = performance.now();
    }

    if (phase === 'failed' || (phase === 'done' && !isIncoming)) {
      FileCard.#atWork.delete(this.element);
    } else {
      FileCard.#atWork.add(this.element);
    }

    if (phase === 'waiting' && isIncoming) {
      this.#actions.replaceChildren(
        action('accept', 'primary', () => this.#transfer.accept()),
        action('decline', '', () => this.#transfer.decline()));
    } else if (phase === 'done' && isIncoming) {
      this.#actions.replaceChildren(this.#link());
    } else if (phase === 'done' || phase === 'failed') {
      this.#actions.replaceChildren();
    } else {
      this.#actions.replaceChildren(action('cancel', '', () => this.#transfer.fail('failCancelled')));
    }
  }

  #describe() {
    const { phase, size, moved, isIncoming, failure, detail } = this.#transfer;
    switch (phase) {
      case 'waiting': return `${bytes(size)} · ${text(isIncoming ? 'waitingIn' : 'waitingOut')}`;
      case 'moving': {
        const seconds = Math.max((performance.now() - this.#since) / 1000, 0.1);
        return text('moving', bytes(moved), bytes(size), bytes(Math.round(moved / seconds)));
      }
      case 'checking': return `${bytes(size)} · ${text('checking')}`;
      case 'done': return `${bytes(size)} · ${text(isIncoming ? 'doneIn' : 'doneOut')}`;
      default: return `${bytes(size)} · ${text(failure)}${detail ? ` (${detail})` : ''}`;
    }
  }

  #link() {
    const link = make('a', 'button primary save');
    link.href = URL.createObjectURL(this.#transfer.blob);
    link.download = this.#transfer.name;
    link.textContent = text('save');
    return link;
  }
}

function action(key, style, run) {
  const button = make('button', `${key} ${style}`.trim());
  button.type = 'button';
  button.textContent = text(key);
  button.onclick = run;
  return button;
}

function entry(style, content) {
  const element = make('li', style);
  element.dir = 'auto';
  element.textContent = content;
  return element;
}

function make(name, style = '') {
  const element = document.createElement(name);
  element.className = style;
  return element;
}

function get(id) {
  return document.getElementById(id);
}
