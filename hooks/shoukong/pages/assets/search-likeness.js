/* How much two texts are alike by the signs that they share, singly and in pairs, where no word tells it: the rarer a
   sign, the more it tells. A classic script that touches no page. */
(() => {
  "use strict";
  const PAIR = 1.6; // what a pair is worth beside a sign alone

  /** The signs of a text and the pairs of those that follow each other. */
  function gramsOf(text) {
    const grams = new Set();
    for (let i = 0; i < text.length; i++) {
      grams.add(text[i]);
      if (i) grams.add(text.slice(i - 1, i + 1));
    }
    return grams;
  }

  /** Texts that may be asked for one that is like another; each belongs to something, of which the most alike counts. */
  class Likeness {
    constructor(texts) {
      this.texts = texts.map(([text, owner]) => ({ grams: gramsOf(text), owner }));
      this.places = new Map();
      this.texts.forEach(({ grams }, i) => {
        for (const gram of grams) {
          const places = this.places.get(gram);
          if (places) places.push(i);
          else this.places.set(gram, [i]);
        }
      });
      for (const text of this.texts) text.weight = this.weigh(text.grams);
    }

    worthOf(gram) {
      const count = this.places.get(gram)?.length || 0.5;
      return Math.log(1 + this.texts.length / count) * (gram.length > 1 ? PAIR : 1);
    }

    weigh(grams) {
      let weight = 0;
      for (const gram of grams) weight += this.worthOf(gram);
      return weight;
    }

    /** How much what the texts belong to is like a query, from 0 to 1. */
    of(query) {
      const grams = gramsOf(query), total = this.weigh(grams), shared = new Map(), found = new Map();
      for (const gram of grams) for (const place of this.places.get(gram) || []) shared.set(place, (shared.get(place) || 0) + this.worthOf(gram));
      for (const [place, weight] of shared) {
        const { owner, weight: own } = this.texts[place];
        const alike = (2 * weight) / (total + own);
        if (alike > (found.get(owner) || 0)) found.set(owner, alike);
      }
      return found;
    }
  }

  globalThis.shoukongLikeness = Likeness;
})();
