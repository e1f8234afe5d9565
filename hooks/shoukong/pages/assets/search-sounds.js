/* What sounds like a word and is none: a sign mistaken for another of the same sound, and words typed by their sounds.
   A classic script that touches no page. */
(() => {
  "use strict";
  const RUN = /\p{Script=Han}{2,}/gu, SPELLED = /(?<![\p{L}\p{N}])[a-z]{4,}(?![\p{L}\p{N}])/gu;
  const LONGEST = 6, LONGEST_KEY = 24;

  class Sounds {
    constructor(readings, words) {
      this.readings = new Map(Object.entries(readings).flatMap(([sound, signs]) => [...signs].map((sign) => [sign, sound])));
      this.words = new Map(); // how a word sounds, with the words that do
      for (const word of words) {
        const sound = this.soundOf(word);
        if (sound) this.words.set(sound, [...(this.words.get(sound) || []), word]);
      }
    }

    /** How a text of known signs sounds; undefined where one is not known, or where there is but one. */
    soundOf(text) {
      const sounds = [...text].map((sign) => this.readings.get(sign));
      return sounds.length > 1 && sounds.every(Boolean) ? sounds.join("'") : undefined;
    }

    /** A query with the words that it means by their sounds; `isKnown` tells what is written as it should be. */
    respelled(query, isKnown) {
      if (!this.readings.size) return query;
      return query.replace(RUN, (run) => this.corrected(run, isKnown)).replace(SPELLED, (run) => (isKnown(run) ? run : this.spelled(run) || run));
    }

    /** A run of signs in which what is unknown gives way to the word that sounds so and shares a sign with it. */
    corrected(run, isKnown) {
      for (let size = Math.min(LONGEST, run.length); size > 1; size--) {
        for (let start = 0; start + size <= run.length; start++) {
          const text = run.slice(start, start + size);
          const word = isKnown(text) ? undefined : (this.words.get(this.soundOf(text)) || []).find((each) => [...each].some((sign, i) => sign === text[i]));
          if (word && word !== text) return this.corrected(run.slice(0, start), isKnown) + word + this.corrected(run.slice(start + size), isKnown);
        }
      }
      return run;
    }

    /** The words that letters spell by their sounds, where they do to the last; the longest words first. */
    spelled(run) {
      this.keys ??= new Map([...this.words].map(([sound, words]) => [sound.replaceAll("'", ""), words[0]]));
      const found = [""];
      for (let end = 1; end <= run.length; end++) {
        for (let start = Math.max(0, end - LONGEST_KEY); start < end && found[end] === undefined; start++) {
          const word = found[start] === undefined ? undefined : this.keys.get(run.slice(start, end));
          if (word) found[end] = found[start] + word;
        }
      }
      return found[run.length];
    }
  }

  globalThis.shoukongSounds = Sounds;
})();
