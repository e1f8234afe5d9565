/* What people type, whichever way: widths, cases, dashes, traditional signs and numbers.
   A classic script, so that it also runs from a file; modules import it for `globalThis.shoukongQuery`. */
(() => {
  "use strict";
  // What parts a number or a sentence without changing what it says; full stop, slash, per cent, colon and # stay.
  const APART = /[\s\p{M}\p{C}\p{Z}\p{Pd}\p{Pc}\p{Ps}\p{Pe}\p{Pi}\p{Pf}−ー]|(?![./%:#@&*])\p{Po}/gu;
  // Signs that join the parts of a number, and whatever people type in their stead.
  const JOINT = "[\\s\\p{Pd}\\p{Pc}\\p{Cf}−ー·・•‧∙⋅./]";

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

  globalThis.shoukongQuery = { anySpelling, folded, isParted, places, signsOf, spelled };
})();
