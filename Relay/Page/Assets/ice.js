/** The STUN and TURN servers that the relay offers its clients. */

/** Credentials are issued for hours: so old, they are good for another connection. */
const FreshMs = 5 * 60 * 1000;

const PatienceMs = 3000;

export class IceServers {
  #configuration = {};
  #askedAt = -Infinity;

  /**
   * The relay's configuration for connections; an empty one where it has none.
   * @returns {Promise<RTCConfiguration>}
   */
  async configuration() {
    if (performance.now() - this.#askedAt > FreshMs) {
      this.#configuration = await ask();
      this.#askedAt = performance.now();
    }

    return this.#configuration;
  }
}

async function ask() {
  try {
    const response = await fetch('/ice', { signal: AbortSignal.timeout(PatienceMs) });
    const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
    return response.ok && isJson ? await response.json() : {};
  } catch (error) {
    console.warn('the relay does not tell its ICE servers:', error.message);
    return {};
  }
}
