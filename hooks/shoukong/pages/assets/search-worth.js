/* What an entry of the search is worth for a query: by where the words stand in it and how close to each other, by the
   kind of question, and by the questions that are known to be answered there. A classic script that touches no page. */
(() => {
  "use strict";
  const { NEAR } = globalThis.shoukongWords;
  const PART = 0.75; // what a word's parts are worth
  // Where a word stands: in the title, the beginning, the document's title, the titles above, the text, titles in it, the
  // questions that it answers.
  const PLACES = [1, 1, 0.8, 0.7, 0.75, 0.45, 0.8], ALSO = 0.5;
  const WORDING = 0.65, CLOSE = 12, NEXT = 4;

  const sum = (concepts) => concepts.reduce((total, { weight }) => total + weight, 0);

  /** What an entry is worth for a piece of the query, by where it stands, how much of it the entry holds, and where. */
  function match(entry, { forms, parts }) {
    const worth = [0, 0, 0, 0, 0, 0, 0], at = [];
    let times = 0, inTitle = 0, titled = 0;
    for (const [form, weight] of forms) {
      if (!entry.whole.includes(form)) continue;
      entry.fields.forEach((field, i) => { if (weight > worth[i] && field.includes(form)) worth[i] = weight; });
      if (entry.fields[0].includes(form)) titled = Math.max(titled, form.length);
      if (entry.fields[0].includes(form)) inTitle = Math.max(inTitle, weight * (0.4 + (0.6 * form.length) / entry.fields[0].length));
      for (let found = entry.fields[4].indexOf(form); found >= 0 && at.length < 6; found = entry.fields[4].indexOf(form, found + form.length)) {
        at.push(found);
        times += weight;
      }
    }
    if (!worth.some(Boolean) && parts.length) {
      const share = parts.filter((part) => part.some(([form]) => entry.whole.includes(form))).length / parts.length;
      if (share >= 0.5) worth[4] = PART * share;
    }
    const [title, lead, path, above, text, cited, asked] = worth;
    const often = 1 + 0.1 * Math.min(2.5, Math.max(0, times - 1));
    const own = Math.max(text * PLACES[4] * often, lead * PLACES[1], cited * PLACES[5]);
    const held = Math.max(title, lead, text, path * 0.95, above * 0.9, cited * 0.8, asked * 0.85);
    const places = [inTitle * PLACES[0], path * PLACES[2], above * PLACES[3], own, asked * PLACES[6]];
    const best = Math.max(...places);
    const worthIt = best + ALSO * (places.reduce((sum, each) => sum + each, 0) - best);
    return { worth: worthIt, held, at, titled, isLead: lead > NEAR };
  }

  /** How well the best of some concepts means what one does. */
  function best(concept, others) {
    let most = 0;
    for (const other of others) {
      for (const [form, weight] of concept.forms) {
        for (const [text, worth] of other.forms) {
          const product = weight * worth;
          if (product > most && (text === form || (text.length > 1 && form.includes(text)) || (form.length > 1 && text.includes(form)))) most = product;
        }
      }
    }
    return most;
  }

  /** How much two questions are alike, from 0 to 1: by the pieces that mean the same, by the
      signs that they share, and by what they ask for. */
  function likeness(known, total, question, kinds, signs) {
    const held = sum(known.map((concept) => ({ weight: concept.weight * best(concept, question.concepts) })));
    if (!held && !signs) return 0;
    const matched = sum(question.concepts.map((concept) => ({ weight: concept.weight * best(concept, known) })));
    const all = total + sum(question.concepts);
    const isSame = kinds.some((kind) => question.kinds.includes(kind)), differ = kinds.length && question.kinds.length && !isSame;
    return Math.min(1, ((held + matched) / all) * (1 - WORDING) * (isSame ? 1.15 : differ ? 0.7 : 1) + WORDING * signs);
  }

  /** Words that stand close to each other belong together, and so does an amount close to what is asked for. */
  function closeness(stands, text, { kinds, amount: pattern }, inTitle) {
    let factor = inTitle > 1 ? 1.25 : 1;
    for (let i = 1; i < stands.length; i++) {
      const apart = Math.min(...stands[i].flatMap((one) => stands[i - 1].map((other) => Math.abs(one - other))));
      factor *= inTitle > 1 ? 1 : apart <= NEXT ? 1.25 : apart <= CLOSE ? 1.12 : 1;
    }
    if (!kinds.length || !stands.some((each) => each.length)) return factor;
    const amounts = [...text.matchAll(pattern)].map(({ index }) => index);
    return stands.flat().some((at) => amounts.some((amount) => Math.abs(amount - at) <= CLOSE)) ? factor * 1.15 : factor;
  }

  /** What the kind of question adds to what answers such a question, and takes from what does not. */
  function boost(entry, { kinds, isAsked, isSpeech: isWording }, known, share) {
    const body = entry.kind === "row" ? `${entry.above.at(-1)} ${entry.text}` : `${entry.text || ""} ${entry.rows || ""}`;
    let factor = entry.isSpeech && !isWording ? 0.45 : 1;
    for (const { answers, more, less } of kinds) factor *= answers.test(body) ? more : less;
    if (!["document", "form", "register"].includes(entry.kind)) return factor;
    if (isAsked) return factor * 0.6;
    return known.length === 1 && share > 0.8 && entry.kind === "document" ? factor * 1.3 : factor;
  }

  globalThis.shoukongWorth = { boost, closeness, likeness, match, sum };
})();
