/* What people type, whichever way: widths, cases, dashes, traditional signs, numbers, and the words of a sentence.
   A classic script, so that it also runs from a file; modules import it for `globalThis.shoukongQuery`. */
(() => {
  "use strict";
  // What parts a number or a sentence without changing what it says; full stop, slash, per cent, colon and # stay.
  const APART = /[\s\p{M}\p{C}\p{Z}\p{Pd}\p{Pc}\p{Ps}\p{Pe}\p{Pi}\p{Pf}−ー]|(?![./%:#@&*])\p{Po}/gu;
  // Signs that join the parts of a number, and whatever people type in their stead.
  const JOINT = "[\\s\\p{Pd}\\p{Pc}\\p{Cf}−ー·・•‧∙⋅./]";
  const HAN = /\p{Script=Han}/u;
  const WORD = 4, GRAM = 2.2, WEAK = 0.8, STOP = 0.9, SIGN = -1.5; // how much each kind of piece is preferred; words by their square

  /** A text as it is compared: one width, one case, no dashes, spaces or punctuation. */
  function folded(text) {
    return text.normalize("NFKD").replace(APART, "").toLowerCase();
  }

  /** The number that a query spells by a pattern, written as the pattern has it; undefined where it spells none. */
  function spelled(query, pattern) {
    if (!pattern) return undefined; // numbers given by others follow none
    const joints = /\\-|\\ |[/_]/g;
    const groups = pattern.split(joints).map((part) => `(${part.replace(/(\\.)|\((?!\?)/g, (whole, kept) => kept || "(?:")})`);
    const signs = [...(pattern.match(joints) || []).map((sign) => sign.at(-1)), ""];
    const plain = query.normalize("NFKC").replace(new RegExp(JOINT, "gu"), "");
    const whole = new RegExp(`^${groups.join("")}$`);
    const found = [plain, plain.toUpperCase(), plain.toLowerCase()].map((text) => whole.exec(text)).find(Boolean);
    return found?.slice(1).map((part, i) => part + signs[i]).join("");
  }

  /** Whether a query parts a number as the number does, with whatever sign between the parts. */
  function isParted(query, number) {
    const parts = (text) => text.normalize("NFKC").trim().toUpperCase().split(new RegExp(`${JOINT}+`, "u")).join("-");
    return parts(query) === parts(number);
  }

  /** A pattern that finds a number in any spelling: `p2` and `P 02` for `P-02`; what is longer is another. */
  function anySpelling(number) {
    const parts = number.normalize("NFKC").match(/\p{L}+|\d+/gu) || [];
    if (parts.length < 2) return undefined;
    const isLetters = (part) => part !== undefined && !/\d/.test(part);
    const written = parts.map((part) => (isLetters(part) ? part : `0*${part.replace(/^0+(?=\d)/, "")}`));
    const [first, ...rest] = written;
    const head = isLetters(parts[0]) && isLetters(parts[1]) ? `(?:${first}${JOINT}*)?` : `${first}${JOINT}*`;
    return new RegExp(`(?<![a-z0-9])${head}${rest.join(`${JOINT}*`)}(?![a-z0-9])`, "iu");
  }

  /** What makes texts comparable: `plain` in simplified signs alone, `fold` in one width and case too. */
  function signsOf(signs) {
    const table = new Map(Object.entries(signs).sort(([one], [other]) => other.length - one.length));
    const any = new RegExp([...table.keys()].join("|"), "gu");
    const plain = (text) => (table.size ? text.replace(any, (sign) => table.get(sign)) : text);
    return { plain, fold: (text) => plain(text.normalize("NFKC").toLowerCase()) };
  }

  /** A query in pieces: `word` of those known, `gram` of two signs that the texts have, `sign`, `latin`; `stops` are left
      out. Of all ways to part it, the one whose pieces are the longest that are known. */
  function pieces(query, known) {
    const runs = query.match(/[\p{Script=Han}]+|[^\p{Script=Han}\s\u3000-\u303f\uff00-\uffef\u2018-\u201d?!,;:()"']+/gu) || [];
    return runs.flatMap((run) => (HAN.test(run) ? parted(run, known) : latin(run, known)));
  }

  function latin(run, { words, stops }) {
    if (words.has(run)) return [{ text: run, kind: "word" }];
    const bare = run.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%]+$/gu, "");
    return bare && !stops.has(bare) ? [{ text: bare, kind: "latin" }] : [];
  }

  function parted(run, known) {
    const best = [{ worth: 0 }];
    for (let end = 1; end <= run.length; end++) {
      for (let start = Math.max(0, end - 10); start < end; start++) {
        const piece = pieceOf(run.slice(start, end), known);
        const worth = piece && best[start].worth + piece.worth;
        if (piece && !(best[end]?.worth >= worth)) best[end] = { worth, start, piece };
      }
    }
    const found = [];
    for (let at = run.length; at > 0; at = best[at].start) found.unshift(best[at].piece);
    return found.filter((piece) => piece.kind !== "stop");
  }

  function pieceOf(text, { words, stops, grams }) {
    const isStop = stops.has(text);
    if (text.length > 1 && words.has(text)) return { text, kind: "word", worth: (WORD * text.length ** 2) / 4 + 0.1 };
    if (isStop) return { text, kind: "stop", worth: text.length > 1 ? (WORD * text.length ** 2) / 4 : STOP };
    if (text.length > 1 && grams.has(text)) return { text, kind: text.length > 2 ? "word" : "gram", worth: text.length > 2 ? 0.75 * text.length ** 2 : [...text].some((sign) => stops.has(sign)) ? WEAK : GRAM };
    return text.length === 1 ? { text, kind: "sign", worth: SIGN } : undefined;
  }

  /** Where any of some terms stands in a text, as [from, to) in its own characters, in order, none within another. */
  function places(text, terms, plain = (sign) => sign) {
    const from = [];
    let whole = "", at = 0;
    for (const sign of text) {
      const own = folded(plain(sign));
      whole += own;
      for (let i = 0; i < own.length; i++) from.push(at);
      at += sign.length;
    }
    const wanted = [...new Set(terms.map((term) => folded(plain(term))))].filter(Boolean).sort((a, b) => b.length - a.length);
    if (!wanted.length) return [];
    const ends = (last) => last + String.fromCodePoint(text.codePointAt(last)).length;
    const pattern = new RegExp(wanted.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "g");
    return [...whole.matchAll(pattern)].map(({ index, 0: { length } }) => [from[index], ends(from[index + length - 1])]);
  }

  globalThis.shoukongQuery = { anySpelling, folded, isParted, pieces, places, signsOf, spelled };
})();
