/** The token that the relay may ask for. It comes from the person, or from the address behind the #. */

const StorageKey = 'rtcpeer-token';
const AddressField = 'token';

export class Access {
  #token;

  /** Takes the token out of the address: it is a secret, and the address is shown, shared and kept. */
  constructor() {
    const fields = new URLSearchParams(location.hash.slice(1));
    if (fields.has(AddressField)) {
      this.token = fields.get(AddressField);
      history.replaceState(null, '', location.pathname + location.search);
    } else {
      this.#token = sessionStorage.getItem(StorageKey) ?? '';
    }
  }

  /** Kept until the tab is closed, so that the page can be loaded again. */
  set token(token) {
    this.#token = token;
    sessionStorage.setItem(StorageKey, token);
  }

  /** What a WebSocket shows as subprotocols, since a page can set none of its header fields. */
  get protocols() {
    return this.#token ? ['rtcpeer.v1', `rtcpeer.token.${base64Url(this.#token)}`] : [];
  }

  /**
   * The header fields of other requests, in which nothing but ASCII may stand.
   * @returns {Record<string, string>}
   */
  get headers() {
    return /^[\x20-\x7e]+$/.test(this.#token) ? { Authorization: `Bearer ${this.#token}` } : {};
  }
}

function base64Url(text) {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
