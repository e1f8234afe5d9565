/* Files of records that are being filled in, as this device keeps them: named by their digests, held until they are
   handed in, and packed then. A classic script without a network, so that it also runs from a file. */
(() => {
  "use strict";
  const hex = (bytes) => [...bytes].map((n) => n.toString(16).padStart(2, "0")).join("");
  const bytesOf = async (blob) => new Uint8Array(await blob.arrayBuffer());

  /* Digests: browsers have none to offer on pages that are not served securely. ---------------------------------------- */

  const fraction = (n) => ((n - Math.floor(n)) * 2 ** 32) >>> 0;
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  const ROUNDS = primes.map((p) => fraction(Math.cbrt(p)));
  const START = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));

  function ownSha256(bytes) {
    const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);
    const state = [...START];
    const w = new Uint32Array(64);
    const turned = (x, n) => (x >>> n) | (x << (32 - n));
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + 4 * i);
      for (let i = 16; i < 64; i += 1) {
        const low = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >>> 3);
        const high = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >>> 10);
        w[i] = w[i - 16] + low + w[i - 7] + high;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const first = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
        const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((n, i) => { state[i] = (state[i] + n) | 0; });
    }
    return state.map((n) => (n >>> 0).toString(16).padStart(8, "0")).join("");
  }

  async function sha256(bytes) {
    if (!globalThis.crypto?.subtle) return ownSha256(bytes);
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  }

  /* An archive of files as they are. ------------------------------------------------------------------------------------ */

  const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let i = 0; i < 8; i += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c;
  });

  function crc32(bytes) {
    let c = 0xffffffff;
    for (const byte of bytes) c = CRC[(c ^ byte) & 255] ^ (c >>> 8);
    return ~c >>> 0;
  }

  /** Little-endian numbers one after the other, each with its count of bytes. */
  function packed(...pairs) {
    const bytes = [];
    for (const [n, count] of pairs) for (let i = 0; i < count; i += 1) bytes.push(Math.floor(n / 2 ** (8 * i)) & 255);
    return new Uint8Array(bytes);
  }

  /** A .zip of files by their names, nothing compressed: pictures do not get smaller. */
  async function zipOf(files) {
    const [parts, listed] = [[], []];
    let place = 0;
    for (const [name, blob] of files) {
      const [label, bytes] = [new TextEncoder().encode(name), await bytesOf(blob)];
      const told = [[20, 2], [0x800, 2], [0, 2], [0, 2], [0x21, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [label.length, 2], [0, 2]];
      parts.push(packed([0x04034b50, 4], ...told), label, bytes);
      listed.push(packed([0x02014b50, 4], [20, 2], ...told, [0, 2], [0, 2], [0, 2], [0, 4], [place, 4]), label);
      place += 30 + label.length + bytes.length;
    }
    const length = listed.reduce((sum, part) => sum + part.length, 0);
    const end = packed([0x06054b50, 4], [0, 4], [files.length, 2], [files.length, 2], [length, 4], [place, 4], [0, 2]);
    return new Blob([...parts, ...listed, end], { type: "application/zip" });
  }

  /* What this device keeps: text has room in localStorage, files have not. ----------------------------------------------- */

  const STORE = "files";

  class FileShelf {
    constructor(key) {
      this.key = key;
      this.held = new Map(); // where the browser keeps nothing, until the tab closes
      this.isKept = true;
    }

    asked(mode, act) {
      return new Promise((resolve, reject) => {
        const opening = indexedDB.open("shoukong.files", 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const base = opening.result;
          const change = base.transaction(STORE, mode);
          const request = act(change.objectStore(STORE));
          change.oncomplete = () => { base.close(); resolve(request.result); };
          change.onabort = () => { base.close(); reject(change.error); };
        };
      });
    }

    async keep(name, file) {
      this.held.set(name, file);
      await this.asked("readwrite", (store) => store.put(file, `${this.key}/${name}`)).catch(() => { this.isKept = false; });
    }

    /** A file with what it was called; nothing where the device does not have it. */
    async file(name) {
      return this.held.get(name) || this.asked("readonly", (store) => store.get(`${this.key}/${name}`)).catch(() => undefined);
    }

    /** Forget the files that no record needs any more. */
    async tidy(needed) {
      const keys = await this.asked("readonly", (store) => store.getAllKeys()).catch(() => []);
      const idle = keys.filter((key) => key.startsWith(`${this.key}/`) && !needed.has(key.slice(this.key.length + 1)));
      for (const key of idle) await this.asked("readwrite", (store) => store.delete(key)).catch(() => null);
    }
  }

  globalThis.shoukongKeptFiles = { FileShelf, bytesOf, hex, ownSha256, sha256, zipOf };
})();
