/** Where the person enters the secret that the other side has to know. */

import { canHaveSecrets } from './secret.js';
import { text } from './texts.js';

export class SecretForm {
  #field = document.getElementById('secret');
  #state = document.getElementById('secret-state');

  /** Called with the secret; an empty one for none. */
  onSecret = () => {};

  constructor() {
    this.#field.placeholder = text('secretPlaceholder');
    this.#field.disabled = document.getElementById('use-secret').disabled = !canHaveSecrets;
    this.#state.textContent = text(canHaveSecrets ? 'secretOff' : 'secretNeedsHttps');
    document.getElementById('secret-form').onsubmit = (event) => {
      event.preventDefault();
      this.onSecret(this.#field.value);
      this.#field.value = '';
      document.getElementById('room').open = false;
    };
  }

  /** Shows whether a secret is in use. */
  show(isInUse) {
    document.body.toggleAttribute('data-secret', isInUse);
    this.#state.textContent = text(isInUse ? 'secretOn' : 'secretOff');
  }
}
