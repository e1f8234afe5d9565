/* The words that an index teaches the search: what its titles are made of, what the glossary and everyday speech say that
   words mean. A classic script that touches no page. */
(() => {
  "use strict";
  const { folded } = globalThis.shoukongQuery;
  const { headOf } = globalThis.shoukongEntries;
  const SAME = 0.92, NEAR = 0.7; // what a synonym and a near word are worth
  const LONGEST_WORD = 8;
  const SPLIT = /[\u3000-\u303f\uff00-\uff0f\uff1a\u201c\u201d,()/:\s]+/u; // what parts a title

  const addOnce = (map, key, value) => map.set(key, [...(map.get(key) || []), value]);

  /** The words that titles, first cells and the glossary and everyday speech teach. */
  function wordsOf(entries, terms, alike, fold) {
    const words = new Map();
    const learn = (text) => { if (text.length > 1 && text.length <= LONGEST_WORD && !words.has(fold(text))) words.set(fold(text), text); };
    for (const entry of entries) {
      if (!["block", "item", "page"].includes(entry.kind)) for (const part of [entry.title, ...entry.title.split(SPLIT)]) learn(part);
      if (entry.kind === "clause" && !entry.title) learn(headOf(entry.text));
    }
    for (const [same, near] of terms) [...same, ...near].forEach(learn);
    alike.flat().forEach(learn);
    return words;
  }

  /** Documents, forms, registers and departments by their titles, clauses by the names that the text has for them. */
  function titledOf(entries, plain) {
    const titled = new Map();
    for (const entry of entries) {
      const name = ["document", "form", "department", "post", "register"].includes(entry.kind) ? entry.title : entry.kind === "clause" ? entry.name : "";
      if (name) addOnce(titled, folded(plain(name)), entry);
    }
    return titled;
  }

  /** What else a word of the glossary means, with what that is worth. */
  function meaningsOf(terms, fold) {
    const meanings = new Map();
    for (const [same, near] of terms) {
      for (const word of same) for (const other of same) if (other !== word) addOnce(meanings, fold(word), [fold(other), SAME]);
      for (const word of near) for (const other of same) addOnce(meanings, fold(word), [fold(other), NEAR]);
    }
    return meanings;
  }

  /** The other words of the groups that a word is in. */
  function othersOf(groups, fold) {
    const others = new Map();
    for (const group of groups) for (const word of group) for (const other of group) if (other !== word) addOnce(others, fold(word), fold(other));
    return others;
  }

  globalThis.shoukongWords = { NEAR, addOnce, meaningsOf, othersOf, titledOf, wordsOf };
})();
