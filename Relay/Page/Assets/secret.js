/** A secret that both ends know. It is kept in this page's memory alone, and stretched; it is never sent. */

import { scalarOf } from './spake2.js';

const Iterations = 300000;
const SeedBits = 320;

/** Whether the browser can: its cryptography is there only over https, and on this machine. */
export const canHaveSecrets = globalThis.crypto?.subtle !== undefined;

/** The secret that a text stands for: without blanks around it, and of a number the digits alone, however grouped. */
export function normalize(text) {
  const digits = text.replace(/[- \t\r\n]/g, '');
  return /^[0-9]+$/.test(digits) ? digits : text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

/** The scalar of a secret. */
export async function stretch(text) {
  const utf8 = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', utf8.encode(normalize(text)), 'PBKDF2', false, ['deriveBits']);
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt: utf8.encode('rtcpeer-secret/1'), iterations: Iterations };
  return scalarOf(new Uint8Array(await crypto.subtle.deriveBits(parameters, key, SeedBits)));
}
