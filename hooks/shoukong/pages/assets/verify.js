/* Receipts, verified on the reader's own device: as specification.txt beside the page says.
   A classic script, so that it also runs from a file. */
(() => {
  "use strict";
  const say = globalThis.shoukongSay;
  const FORMAT = "shoukong receipt 1";
  const bytesOf = (text) => new TextEncoder().encode(text);
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const hexOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const shortOf = (digest) => digest.slice(0, 16).match(/.{4}/g).join("-");

  function fromHex(text) {
    if (!/^[0-9a-f]{64}$/.test(text)) throw new Error("hash");
    return Uint8Array.from(text.match(/../g), (pair) => Number.parseInt(pair, 16));
  }

  /* SHA-256 for browsers that keep their own for pages of https. */
  const PRIMES = [];
  for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
  const fraction = (number) => Math.floor((number - Math.floor(number)) * 2 ** 32) >>> 0;
  const CONSTANTS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
  const turned = (word, by) => (word >>> by) | (word << (32 - by));

  function plainSha256(bytes) {
    const state = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
    const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
    view.setUint32(padded.length - 4, bytes.length << 3);
    const words = new Array(64);
    for (let at = 0; at < padded.length; at += 64) {
      for (let i = 0; i < 64; i += 1) {
        if (i < 16) words[i] = view.getUint32(at + 4 * i);
        else {
          const [before, last] = [words[i - 15], words[i - 2]];
          const low = turned(before, 7) ^ turned(before, 18) ^ (before >>> 3);
          const high = turned(last, 17) ^ turned(last, 19) ^ (last >>> 10);
          words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
        }
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i += 1) {
        const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[i] + words[i]) | 0;
        const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
    }
    return Uint8Array.from(state.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]));
  }

  async function sha256(bytes) {
    const subtle = globalThis.crypto?.subtle;
    return subtle ? new Uint8Array(await subtle.digest("SHA-256", bytes)) : plainSha256(bytes);
  }

  function netstring(text) {
    if (typeof text !== "string") throw new Error("text");
    const bytes = bytesOf(text);
    return joined(bytesOf(`${bytes.length}:`), bytes, bytesOf(","));
  }

  async function rootOf(leaf, { index, count, path }) {
    const left = path.map(fromHex);
    let [at, last, hash] = [index, count - 1, leaf];
    if (!Number.isSafeInteger(index) || !Number.isSafeInteger(count) || index < 0 || index > last) throw new Error("index");
    while (last > 0) {
      if (at % 2 || at < last) {
        if (!left.length) throw new Error("path");
        const other = left.shift();
        hash = await sha256(joined([1], ...(at % 2 ? [other, hash] : [hash, other])));
      }
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    if (left.length) throw new Error("path");
    return hexOf(hash);
  }

  const byCodePoint = (one, other) => {
    const [a, b] = [[...one], [...other]];
    const at = a.findIndex((sign, i) => sign !== b[i]);
    return at < 0 ? a.length - b.length : (a[at]?.codePointAt(0) ?? -1) - (b[at]?.codePointAt(0) ?? -1);
  };

  /** The digest of the seal to which a receipt leads; an error where it leads to none. */
  async function digestOf(receipt) {
    if (receipt.format !== FORMAT) throw new Error("format");
    const parts = [netstring(receipt.salt), netstring(receipt.table)];
    for (const name of Object.keys(receipt.cells).sort(byCodePoint)) {
      const cell = receipt.cells[name];
      if (!cell || cell.includes("\r") || cell.normalize("NFC") !== cell) throw new Error("cell");
      parts.push(netstring(name), netstring(cell));
    }
    const [kind, path, count, root] = JSON.parse(receipt.line);
    const head = JSON.parse(receipt.seal);
    const isOwn = kind === "part" && path.split("/")[1] === receipt.table && Object.values(receipt.cells).includes(receipt.record);
    if (!isOwn || count !== receipt.row.count || head.count !== receipt.part.count) throw new Error("part");
    if ((await rootOf(await sha256(joined([0], ...parts)), receipt.row)) !== root) throw new Error("row");
    if ((await rootOf(await sha256(joined([0], bytesOf(receipt.line))), receipt.part)) !== head.root) throw new Error("seal");
    return hexOf(await sha256(bytesOf(receipt.seal)));
  }

  async function unpacked(text) {
    const signs = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(signs, (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(stream).text();
  }

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /* What fields are called is told and not proved: the names that were sealed stand beside. */
  function cellsOf(receipt) {
    const titles = receipt.titles ?? {};
    const names = new Set([...Object.keys(titles), ...Object.keys(receipt.cells)]);
    const rows = [...names].filter((name) => Object.hasOwn(receipt.cells, name)).map((name) => make("tr", {},
      make("th", { scope: "row" }, titles[name] ?? "", " ", make("code", { textContent: name })),
      make("td", { textContent: receipt.cells[name] })));
    return make("table", {}, make("tbody", {}, ...rows));
  }

  async function verdictOf(text, heads) {
    const note = (status, told) => {
      const line = make("p", { className: "sk-verdict", textContent: told });
      line.dataset.status = status;
      return line;
    };
    let receipt, digest;
    try {
      receipt = JSON.parse(text);
      digest = await digestOf(receipt);
    } catch (error) {
      console.warn(error);
      return [note("superseded", say("不对：这不是回执，或改动过。"))];
    }
    const seal = heads.find((each) => each.digest === digest);
    const { record } = receipt;
    const { no, through, on } = seal ?? {};
    const short = shortOf(digest);
    const told = seal
      ? say("真实：{record} 在 {no}（封存至 {through}，{on} 封存，摘要值 {digest}）中就是这样，封存以后没有换过。", { record, no, through, on, digest: short })
      : say("没有证明：{record} 与摘要值为 {digest} 的封存相符，但本站没有这个封存。请与打印件或信件上的摘要值比对。", { record, digest: short });
    return [note(seal ? "current" : "not-yet", told), cellsOf(receipt)];
  }

  function mount(box) {
    const heads = JSON.parse(box.dataset.heads);
    const result = make("div", { className: "sk-verify-result" });
    result.setAttribute("role", "status");
    let latest = 0;
    const verify = async (text) => {
      const own = (latest += 1);
      const told = await verdictOf(text, heads);
      if (own === latest) result.replaceChildren(...told);
    };
    const paper = make("textarea", { rows: 6, spellcheck: false, placeholder: say("粘贴回执的内容") });
    paper.setAttribute("aria-label", paper.placeholder);
    paper.addEventListener("input", () => paper.value.trim() && verify(paper.value));
    const file = make("input", { type: "file", accept: ".json,application/json" });
    file.setAttribute("aria-label", say("选取回执文件"));
    file.addEventListener("change", async () => file.files[0] && verify(await file.files[0].text()));
    box.addEventListener("dragover", (event) => event.preventDefault());
    box.addEventListener("drop", async (event) => {
      event.preventDefault();
      if (event.dataTransfer.files[0]) verify(await event.dataTransfer.files[0].text());
    });
    box.replaceChildren(file, paper, result);
    const scan = async () => {
      if (location.hash.length < 100) return;
      const text = await unpacked(location.hash.slice(1)).catch(() => "");
      verify(text);
    };
    addEventListener("hashchange", scan);
    scan();
  }

  globalThis.shoukongVerify = mount;
  globalThis.shoukongReceipts = { digestOf, plainSha256 };
})();
