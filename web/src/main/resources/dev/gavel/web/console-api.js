import { ask } from './api.js';

/** What operators ask of the node that serves this page. */
export class ConsoleApi {
  #server;
  #token;

  /** @param {URL} server @param {function(): string | undefined} token */
  constructor(server, token) {
    this.#server = server;
    this.#token = token;
  }

  node() {
    return this.#ask('v1/operations/node');
  }

  async nodes() {
    return (await this.#ask('v1/operations/nodes')).nodes;
  }

  async quarantine() {
    return (await this.#ask('v1/operations/quarantine')).auctions;
  }

  auction(id) {
    return this.#ask(`v1/auctions/${encodeURIComponent(id)}`);
  }

  /** @param {number} after the sequence before the first one wanted */
  decisions(id, after, limit) {
    return this.#ask(`v1/operations/auctions/${encodeURIComponent(id)}/decisions?after=${after}&limit=${limit}`);
  }

  /** @param {boolean} drained */
  drain(node, drained) {
    return this.#ask(`v1/operations/nodes/${encodeURIComponent(node)}/${drained ? 'drain' : 'undrain'}`, {});
  }

  /** @param {'pause' | 'resume' | 'cancel'} what @param {string} reason which goes into the log */
  control(id, what, reason) {
    return this.#ask(`v1/auctions/${encodeURIComponent(id)}/${what}`, { reason });
  }

  /** @param {Object} [body] of a POST */
  #ask(path, body) {
    return ask(this.#server, path, { method: body ? 'POST' : 'GET', token: this.#token(), body });
  }
}
