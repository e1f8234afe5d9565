/* What a query means, however it was typed: full or half width, either case, any dash or none, traditional signs. */

// What parts a number or a sentence without changing what it says; full stop, slash, per cent, colon and # stay.
const APART = /[\s\p{M}\p{C}\p{Z}\p{Pd}\p{Pc}\p{Ps}\p{Pe}\p{Pi}\p{Pf}−ー]|(?![./%:#@&*])\p{Po}/gu;
// Signs that join the parts of a number, and whatever people type in their stead.
const JOINT = "[\\s\\p{Pd}\\p{Pc}\\p{Cf}−ー·・•‧∙⋅./]";
// Of Taiwan's 著 the simplified form is 着, but in these words.
const ZHU = "著 着|著名 著名|著作 著作|著述 著述|著者 著者|著稱 著称|名著 名著|顯著 显著|編著 编著|專著 专著|原著 原著|論著 论著|巨著 巨著|土著 土著|昭著 昭著|合著 合著";

let numbers; // one promise for the page, as is the next
let converter;

/** A text as it is compared: one width, one case, no dashes, spaces or punctuation. */
export function folded(text) {
  return text.normalize("NFKD").replace(APART, "").toLowerCase();
}

/** Where any of some terms stands in a text, as [from, to) in its own characters, in order, none within another. */
export function places(text, terms) {
  const from = [];
  let plain = "";
  let at = 0;
  for (const sign of text) {
    const own = folded(sign);
    plain += own;
    for (let i = 0; i < own.length; i++) from.push(at);
    at += sign.length;
  }
  const wanted = terms.map(folded).filter(Boolean).sort((a, b) => b.length - a.length);
  if (!wanted.length) return [];
  const ends = (last) => last + String.fromCodePoint(text.codePointAt(last)).length;
  const pattern = new RegExp(wanted.map(escaped).join("|"), "g");
  return [...plain.matchAll(pattern)].map(({ index, 0: { length } }) => [from[index], ends(from[index + length - 1])]);
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** A query with one width, and the numbers of documents and forms written as they write themselves. */
export async function tidied(query, base) {
  const narrow = query.normalize("NFKC");
  if (!/\d/.test(narrow)) return narrow;
  numbers ??= fetch(new URL("data/numbers.json", base)).then((answer) => (answer.ok ? answer.json() : []));
  const known = await numbers.catch(() => []);
  return known.reduce((text, number) => text.replace(spelling(number), (_, before) => before + number), narrow);
}

/** A number in any spelling; what is longer is another number. */
function spelling(number) {
  const parts = number.normalize("NFKC").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return new RegExp(`(^|[^a-z0-9])${parts.join(`${JOINT}*`)}(?![a-z0-9])`, "giu");
}

/** The number that a query spells by a pattern, written as the pattern has it; undefined where it spells none.
    Numbers that others gave have no pattern and are taken as they are typed. */
export function spelled(query, pattern) {
  if (!pattern) return query.trim();
  const joints = /\\-|\\ |[/_]/g;
  const groups = pattern.split(joints).map((part) => `(${part.replace(/(\\.)|\((?!\?)/g, (whole, kept) => kept || "(?:")})`);
  const signs = [...(pattern.match(joints) || []).map((sign) => sign.at(-1)), ""];
  const plain = query.normalize("NFKC").replace(new RegExp(JOINT, "gu"), "");
  const whole = new RegExp(`^${groups.join("")}$`);
  const found = [plain, plain.toUpperCase(), plain.toLowerCase()].map((text) => whole.exec(text)).find(Boolean);
  return found?.slice(1).map((part, i) => part + signs[i]).join("");
}

/** Whether a query parts a number as the number does, with whatever sign between the parts. */
export function isParted(query, number) {
  const parts = (text) => text.normalize("NFKC").trim().toUpperCase().split(new RegExp(`${JOINT}+`, "u")).join("-");
  return parts(query) === parts(number);
}

/** A text in simplified signs; itself where the dictionary cannot be had. */
export async function simplified(text, base) {
  if (!/\p{Script=Han}/u.test(text)) return text;
  const part = (name) => import(new URL(`assets/vendor/opencc/${name}.js`, base));
  converter ??= Promise.all(["core", "HKVariantsRev", "TSPhrases", "TSCharacters"].map(part)).then(([core, variants, ...words]) =>
    core.ConverterFactory([variants.default], [ZHU, ...words.map((dictionary) => dictionary.default)]));
  try {
    return (await converter)(text);
  } catch {
    converter = undefined;
    return text;
  }
}
