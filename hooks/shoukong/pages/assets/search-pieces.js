/* The words of a sentence that people type, and the numbers that it spells in words.
   A classic script, so that it also runs from a file. */
(() => {
  "use strict";
  const HAN = /\p{Script=Han}/u;
  // How much each kind of piece is preferred, words by their square; MEANT is a sign of which the glossary says something.
  const WORD = 4, GRAM = 2.2, WEAK = 0.8, CHANCE = 0.3, STOP = 0.9, MEANT = 0.6, SIGN = -1.5;
  // Numerals in Chinese: one to nine with the other two, zero to nine, thousands, hundreds, tens.
  const ONE = "[\u4e00\u4e8c\u4e24\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d]", DIGITS = "\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d", TWO = "\u4e24";
  const NUMBER = new RegExp(`^(?:(${ONE})\u5343)?\u96f6?(?:(${ONE})\u767e)?\u96f6?(?:(${ONE})?(\u5341))?(${ONE})?$`, "u");
  const ROUND = /[\u5341\u767e\u5343]/;

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

  /** The number that some signs spell in words, as digits; undefined where they spell none of two digits or more. */
  function digitsOf(text) {
    const [, thousands, hundreds, tens, ten, ones] = (ROUND.test(text) && NUMBER.exec(text)) || [];
    const value = (sign) => (sign === TWO ? 2 : DIGITS.indexOf(sign || DIGITS[0]));
    const sum = value(thousands) * 1000 + value(hundreds) * 100 + (ten ? (tens ? value(tens) : 1) * 10 : 0) + value(ones);
    return sum > 9 ? String(sum) : undefined;
  }

  function pieceOf(text, { words, stops, grams, wording, meant }) {
    const isStop = stops.has(text), digits = digitsOf(text);
    if (digits) return { text: digits, written: text, kind: "number", worth: 1.5 * text.length ** 2 };
    if (text.length > 1 && words.has(text)) return { text, kind: "word", worth: (WORD * text.length ** 2) / 4 + 0.1 };
    if (isStop) return { text, kind: "stop", worth: text.length > 1 ? (WORD * text.length ** 2) / 4 : STOP };
    if (text.length > 1 && grams.has(text)) return { text, kind: text.length > 2 ? "word" : "gram", worth: text.length > 2 ? 0.75 * text.length ** 2 : [...text].some((sign) => stops.has(sign)) ? WEAK : GRAM };
    if (wording?.has(text)) return { text, kind: "gram", worth: CHANCE }; // of questions alone: often the end of one word and the beginning of the next
    return text.length === 1 ? { text, kind: "sign", worth: meant?.has(text) ? MEANT : SIGN } : undefined;
  }

  globalThis.shoukongPieces = pieces;
})();
