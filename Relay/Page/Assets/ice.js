/** The STUN and TURN servers that the relay offers its clients. */

/** Credentials are issued for hours: so old, they are good for another connection. */
const FreshMs = 5 * 60 * 1000;

const PatienceMs = 3000;

export class IceServers {
  #access;
  #configuration = {};
  #askedAt = -Infinity;

  /** @param {import('./access.js').Access} access what the relay is shown */
  constructor(access) {
    this.#access = access;
  }

  /**
   * The relay's configuration for connections; an empty one where it has none.
   * @returns {Promise<RTCConfiguration>}
   */
  async configuration() {
    if (performance.now() - this.#askedAt > FreshMs) {
      this.#configuration = await this.#ask();
      this.#askedAt = performance.now();
    }

    return this.#configuration;
  }

  /** Whether the relay wants a token for this room, and has not been shown the right one. */
  async isRefused() {
    try {
      return (await this.#request()).status === 401;
    } catch {
      return false;
    }
  }

  async #ask() {
    try {
      const response = await this.#request();
      const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
      return response.ok && isJson ? await response.json() : {};
    } catch (error) {
      console.warn('the relay does not tell its ICE servers:', error.message);
      return {};
    }
  }

  #request() {
    const url = `/ice?room=${encodeURIComponent(location.pathname)}`;
    return fetch(url, { headers: this.#access.headers, signal: AbortSignal.timeout(PatienceMs) });
  }
}
