/* The ranking of the search: which entries of the index a query finds, the best first. It touches no page, so that it
   runs anywhere. */
(() => {
  "use strict";
  const { anySpelling, folded, isParted, signsOf, spelled } = globalThis.shoukongQuery;
  const pieces = globalThis.shoukongPieces;
  const { commonTitles, dampOf, entriesOf, headOf, isSpeech, leadOf } = globalThis.shoukongEntries;
  const { boost, closeness, likeness, match, sum } = globalThis.shoukongWorth;
  const { NEAR, addOnce, meaningsOf, othersOf, titledOf, wordsOf } = globalThis.shoukongWords;
  const { shoukongLikeness: Likeness, shoukongSounds: Sounds } = globalThis;
  const USUAL = 420; // signs of a long clause
  const ASKED_SO = 2.6, ALIKE = 0.36; // what it is worth that a clause answers a question that is much like the query
  const SPOKEN = 0.5; // and what is left of it where it only tells what to say
  const EVERYDAY = 0.7, RARE = 0.6, USED = 2; // what words of everyday speech are worth for one that few or no clauses have
  const MOST_NAMES = 8, MOST_ROWS = 3, LEAST = 5, CLEAR = 1.15, LEADS = 0.1, MINE = 1.05;
  const CITED = /\u300a[^\u300b]*\u300b/g; // titles in a text

  const pairsOf = (text) => new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, i) => text.slice(i, i + 2)));
  const idf = (all, count) => Math.log(1 + (all - count + 0.5) / (count + 0.5));

  /** How people ask in some languages, as patterns. */
  function askingOf(languages) {
    const any = (name) => languages.map((language) => language[name]).join("|");
    const pattern = (text, flags = "i") => new RegExp(text, flags);
    const annex = any("annex");
    return {
      stops: new Set(languages.flatMap(({ stops }) => stops.split(/\s+/))),
      kinds: languages.flatMap(({ kinds }) => kinds).map((kind) => ({ ...kind, asked: pattern(kind.asked), answers: pattern(kind.answers) })),
      asked: pattern(any("asked")),
      speech: pattern(any("speech")),
      example: pattern(any("example")),
      amount: pattern(any("amount"), "gi"),
      clause: pattern(`^(?:[\\s#\\u3001,:\\uff1a.\\-]|${annex})*(\\d+(?:\\.\\d+)*[a-z]?|[a-z](?:\\.\\d+)*)(?:[\\s.]|${annex})*$`),
    };
  }

  /** Whether what is known of a query is too little to go by: pieces of words, and most of it unknown. */
  function isGuess(concepts) {
    const known = concepts.filter((concept) => concept.isKnown);
    return !known.some(({ isWord }) => isWord) && known.length < concepts.length && sum(known) < sum(concepts) * 0.6;
  }

  /* The search ------------------------------------------------------------------------------------------------------------ */

  class Search {
    constructor(index) {
      this.index = index;
      Object.assign(this, signsOf(index.signs));
      const { fold } = this;
      this.entries = [...entriesOf(index)];
      this.common = commonTitles(index.documents);
      this.asking = askingOf(index.asking);
      this.grams = new Set();
      this.pairs = new Map(); // two signs that follow each other, with the places of the entries that have them
      this.held = new Map();
      this.told = new Map();
      this.askedAt = new Map();
      for (const [at, asked] of index.questions) this.askedAt.set(at, [...(this.askedAt.get(at) || []), ...asked]);
      this.entries.forEach((entry, i) => this.prepare(entry, i));
      this.wording = new Set(index.questions.flatMap(([, asked]) => asked.flatMap((text) => [...pairsOf(this.bare(text))])).filter((pair) => ![...pair].some((sign) => this.asking.stops.has(sign))));
      this.clausesOfForms = new Map(index.forms.map((form) => [`form:${form.id}`, form.clauses]));
      this.byAddress = new Map(this.entries.filter((entry) => entry.kind === "clause").map((entry) => [`${entry.id}#${entry.number}`, entry]));
      this.words = wordsOf(this.entries, index.terms, index.alike, fold);
      this.everyday = othersOf(index.alike, fold);
      this.meanings = meaningsOf(index.terms, fold);
      this.spellings = this.entries.filter((entry) => entry.id && entry.kind !== "clause" && entry.kind !== "row").map((entry) => [entry, anySpelling(entry.id)]).filter(([, spelling]) => spelling);
    }

    /** The questions that clauses answer, each with its pieces; made when the first is asked. */
    get questions() {
      this.pieced ??= this.index.questions.flatMap(([at, asked]) => {
        const entry = this.byAddress.get(at);
        return entry ? asked.map((text) => ({ entry, bare: this.bare(text), concepts: this.concepts(text).filter((each) => each.isKnown || each.isAsked), kinds: this.kindsOf(text) })) : [];
      });
      return this.pieced;
    }

    kindsOf(text) {
      return this.asking.kinds.filter(({ asked }) => asked.test(text));
    }

    /** A text without what parts it. */
    bare(text) {
      return this.fold(text).replace(/[^\p{L}\p{N}]/gu, "");
    }

    /** What the pieces of a query are told by. */
    get known() {
      return { words: this.words, grams: this.grams, wording: this.wording, stops: this.asking.stops, meant: this.meanings };
    }

    /** How much each clause is asked for by questions much like the query. */
    asked(known, query) {
      const kinds = this.kindsOf(query), total = sum(known), alike = new Map();
      this.wordings ??= new Likeness(this.questions.map((question) => [question.bare, question]));
      const signs = this.wordings.of(this.bare(query));
      for (const question of this.questions) {
        const worth = likeness(known, total, question, kinds, signs.get(question) || 0);
        if (worth > ALIKE) alike.set(question.entry, Math.max(worth, alike.get(question.entry) || 0));
      }
      return alike;
    }

    prepare(entry, place) {
      const { fold } = this;
      const text = fold([entry.cells ?? entry.text, entry.rows].filter(Boolean).join(" "));
      const title = entry.title || headOf(entry.text);
      const cited = (text.match(CITED) || []).join(" ");
      const asked = (entry.kind === "clause" && this.askedAt.get(`${entry.id}#${entry.number}`)) || [];
      entry.fields = [fold(title), title ? "" : fold(leadOf(entry.text || "")), fold(entry.path || ""), fold((entry.above || []).join(" ")), text.replace(CITED, " "), cited, fold(asked.join(" "))];
      entry.isSpeech = entry.isSaying || isSpeech([entry.text, entry.rows].join(" "));
      entry.whole = entry.fields.join("\n");
      entry.damp = dampOf(entry, this.common, this.asking.example);
      for (const pair of pairsOf(entry.whole)) {
        const places = this.pairs.get(pair);
        if (places) places.push(place);
        else this.pairs.set(pair, [place]);
      }
      if (entry.kind === "item") return;
      const taught = entry.kind === "page" ? [entry.fields[0]] : [entry.fields[0], entry.fields[4]]; // of the guide its headings alone
      for (const field of taught) for (let i = 1; i < field.length; i++) this.grams.add(field.slice(i - 1, i + 1));
      if (entry.kind !== "block" && entry.kind !== "page" && entry.fields[0].length <= 16) this.learnParts(entry.fields[0]);
    }

    /** The longer parts of a title, but those that begin or end with what every sentence has. */
    learnParts(title) {
      const { stops } = this.asking;
      for (const size of [3, 4, 5]) for (let i = size; i <= title.length; i++) if (!stops.has(title[i - size]) && !stops.has(title[i - 1])) this.grams.add(title.slice(i - size, i));
    }

    /** What a query asks for, each piece with the forms in which it may stand, and how rare it is. */
    concepts(query) {
      const found = pieces(this.fold(query), this.known);
      const unique = [...new Map(found.map((piece) => [piece.text, piece])).values()];
      return unique.map((piece) => this.concept(piece));
    }

    concept({ text, kind, written }) {
      const forms = [...this.formsOf(text), ...(written ? [[written, 1]] : [])];
      const parts = this.partsOf(text, kind).map((part) => this.formsOf(part));
      const known = this.told.get(text);
      if (known) return known;
      const scale = kind === "sign" && forms.length < 2 ? 0.45 : kind === "number" ? 0.5 : kind === "gram" ? 0.7 : 1;
      const count = this.countOf(forms, (entry) => entry.kind !== "page") || this.countOf(forms, (entry, form) => entry.fields[0].includes(form));
      const hasParts = !count && parts.some((part) => part.some(([form]) => this.holders(form).length));
      const told = { text, forms, parts, isWord: kind === "word" || kind === "latin", isKnown: count > 0 || hasParts, isAsked: this.wording.has(text), weight: idf(this.entries.length, count || 3) * scale };
      this.told.set(text, told);
      return told;
    }

    /** How many entries hold a word; the guide's count by their headings, for words that nothing else has. */
    countOf(forms, counts) {
      return new Set(forms.flatMap(([form]) => this.holders(form).filter((entry) => counts(entry, form)))).size;
    }

    /** The entries that hold a text. */
    holders(text) {
      const known = this.held.get(text);
      if (known) return known;
      const places = text.length > 1 ? this.rarest(text).map((place) => this.entries[place]) : this.entries;
      const found = places.filter((entry) => entry.whole.includes(text));
      this.held.set(text, found);
      return found;
    }

    rarest(text) {
      return [...pairsOf(text)].map((pair) => this.pairs.get(pair) || []).reduce((one, other) => (other.length < one.length ? other : one));
    }

    formsOf(text) {
      const meant = this.meanings.get(text);
      return [[text, 1], ...(meant || this.everydayForms(text))];
    }

    /** What a word that few or no clauses have is called otherwise in everyday speech. */
    everydayForms(text) {
      const others = this.everyday.get(text);
      const used = others ? this.holders(text).filter((entry) => entry.kind === "clause").length : 0;
      return others && used <= USED ? others.map((other) => [other, used ? RARE : EVERYDAY]) : [];
    }

    /** The words of which a long word is made, where it is not known as one. */
    partsOf(text, kind) {
      if (text.length < 4 || kind === "latin") return [];
      const others = (list) => ({ has: (word) => word !== text && list.has(word) });
      const found = pieces(text, { ...this.known, words: others(this.words), grams: others(this.grams) }).filter((piece) => piece.text.length > 1);
      return found.length > 1 ? found.map((piece) => piece.text) : [];
    }

    /** What a query finds on a day; of what answers it alike, that of the reader's department comes first. */
    find(written, day = "9999", department = "") {
      const narrow = written.normalize("NFKC");
      const query = this.respelled(this.plain(narrow));
      const { named, rest } = this.named(query);
      const concepts = this.concepts(rest);
      const known = concepts.filter((concept) => concept.isKnown);
      const asked = concepts.filter((concept) => concept.isKnown || concept.isAsked);
      const exact = this.exact(query, named, rest, known);
      const scope = named.length && known.length ? new Set(named.map((entry) => entry.id)) : undefined;
      const rated = isGuess(concepts) ? [] : this.rated(known, asked, query, day, scope);
      if (department) for (const result of rated) if (concerns(result.entry, department)) result.score *= MINE;
      const isAnswered = exact.some(({ entry }) => entry.kind === "clause");
      const results = merged(isAnswered ? [...exact, ...rated.filter(({ entry }) => named.includes(entry))] : [...exact, ...rated]);
      const top = results.find((result) => !result.isExact)?.score || 0;
      const kept = results.filter((result, i) => result.isExact || ((i < LEAST || result.score > top * 0.2) && result.cover > 0.2));
      const told = { words: known.map(({ text }) => text), unknown: concepts.filter((each) => !each.isKnown).map(({ text }) => text) };
      return { results: kept, marks: marksOf(known, named, query), plain: query === narrow ? "" : query, ...told };
    }

    /** A query in which words that are only typed by their sounds are written as they should be. */
    respelled(query) {
      this.sounds ??= new Sounds(this.index.readings, [...this.words.keys()]);
      return this.sounds.respelled(query, (text) => this.words.has(this.fold(text)) || this.holders(this.fold(text)).some((entry) => entry.kind !== "page"));
    }

    /** The documents, forms and blocks whose numbers a query holds, and what is left of it. */
    named(query) {
      const narrow = query.normalize("NFKC");
      const found = this.spellings.map(([entry, spelling]) => ({ entry, match: spelling.exec(narrow) })).filter(({ match }) => match);
      const longest = Math.max(0, ...found.map(({ match }) => match[0].length));
      const best = found.filter(({ match }) => match[0].length === longest);
      return { named: best.map(({ entry }) => entry), rest: best.length ? narrow.replace(best[0].match[0], " ") : narrow };
    }

    /** What a number or a title names: a document, a form, a rule, a clause of one, a clause of any. */
    exact(query, named, rest, known) {
      const clause = this.asking.clause.exec(rest)?.[1];
      const asked = clause?.replace(/^[a-z]/, (sign) => sign.toUpperCase());
      const isNumber = /\d\.\d/.test(rest);
      const ids = new Set(named.map((entry) => entry.id));
      const clauses = asked && (named.length || isNumber) ? this.entries.filter((entry) => entry.kind === "clause" && entry.number === asked && (!named.length || ids.has(entry.id))) : [];
      const bare = folded(this.plain(query));
      this.titled ??= titledOf(this.entries, this.plain);
      const titled = bare.length > 2 ? this.titled.get(bare) || [] : [];
      const things = known.length && !clauses.length ? [] : named;
      return [...clauses, ...things, ...titled].map((entry, i) => ({ entry, isExact: true, score: 1e6 - i - (entry.isOld ? 1e3 : 0), cover: 1 }));
    }

    rated(known, asked, query, day, scope) {
      const total = sum(known);
      if (!total) return [];
      const asks = { kinds: this.kindsOf(query), isAsked: this.asking.asked.test(query), isSpeech: this.asking.speech.test(query), amount: this.asking.amount };
      const alike = this.asked(asked, query);
      const forms = known.flatMap((concept) => [...concept.forms, ...concept.parts.flat()]);
      const held = new Set([...forms.flatMap(([form]) => this.holders(form)), ...alike.keys()]);
      const found = [...held].map((entry) => this.rate(entry, known, total, asks, day)).filter(Boolean);
      if (asks.isAsked) this.followForms(found);
      for (const result of found) {
        const worth = alike.get(result.entry);
        if (worth) Object.assign(result, { score: result.score + ASKED_SO * total * worth ** 2.5 * (known.length > 1 || asks.isAsked ? 1 : 0.5) * (result.isOld ? 0.3 : 1) * (result.entry.isSpeech && !asks.isSpeech ? SPOKEN : 1), cover: Math.max(result.cover, worth) });
      }
      if (scope) for (const result of found) if (scope.has(result.entry.id)) result.score *= 4;
      return found;
    }

    /** A form that a question means lends its weight to the clauses by which it is filled in. */
    followForms(found) {
      const byEntry = new Map(found.map((result) => [result.entry, result]));
      for (const { entry, cover } of found) {
        const clauses = entry.kind === "form" && cover > 0.8 ? this.clausesOfForms.get(`form:${entry.id}`) : [];
        for (const address of clauses || []) {
          const result = byEntry.get(this.byAddress.get(address));
          if (result && !result.isLed) Object.assign(result, { score: result.score * 1.25, isLed: true });
        }
      }
    }

    rate(entry, known, total, asks, day) {
      let score = 0, cover = 0;
      const stands = [];
      let titled = 0, inTitle = 0, leads = 0;
      for (const concept of known) {
        const { worth, held, at, titled: signs, isLead } = match(entry, concept);
        titled += signs;
        inTitle += signs > 0;
        leads += isLead;
        score += worth * concept.weight;
        cover += held * concept.weight;
        stands.push(at);
      }
      const share = Math.min(1, cover / total);
      const short = 1.15 - 0.35 * Math.min(1, entry.fields[4].length / USUAL);
      const isTitle = inTitle && titled >= entry.fields[0].length * 0.9;
      const named = (isTitle ? 1.3 : 1) * (inTitle > 1 && inTitle === known.length ? 1.15 : 1) * (leads > 1 ? 1.2 : 1);
      const isCurrent = !entry.isOld && isInForce(entry.days, day);
      const worth = entry.damp * short * named * closeness(stands, entry.fields[4], asks, inTitle) * boost(entry, asks, known, share) * (isCurrent ? 1 : 0.3);
      const base = score * share ** 2 * worth;
      return { entry, cover: share, score: base, base, isOld: !isCurrent };
    }

    /** Names and numbers of records that hold what was typed: of those that are known by name. */
    names(query, lists) {
      const wanted = folded(this.plain(query));
      if (wanted.length < 2 || (/^\d+$/.test(wanted) && wanted.length < 3)) return [];
      const forms = new Map(this.index.forms.map((form) => [form.table, form]));
      return lists.flatMap(({ table, records }) => {
        const found = records.filter(([number, name]) => holdsPart(number, wanted, query) || (name && folded(this.plain(name)).includes(wanted)));
        return found.slice(0, MOST_NAMES).map(([number, name], i) => ({ form: forms.get(table), number, name, of: found.length, beyond: i ? 0 : Math.max(0, found.length - MOST_NAMES) }));
      });
    }

    /** The registers whose numbers begin as a query does, where it spells none whole. */
    begun(query) {
      const typed = query.normalize("NFKC").trim().toUpperCase();
      const letters = /^[A-Z]{1,6}(?=[-\s\d])/.exec(typed)?.[0];
      return letters ? this.index.forms.filter((form) => new RegExp(`^${letters}(?![A-Z])`).test(form.register)) : [];
    }

    /** The registers whose numbers a query spells, with the number as they write it. */
    records(query) {
      if (!/\d/.test(query.normalize("NFKC"))) return [];
      const loose = this.index.forms.map((form) => ({ form, number: spelled(query, form.register) })).filter(({ number }) => number);
      const whole = loose.filter(({ number }) => isParted(query, number));
      return whole.length ? whole : loose;
    }

    /** Words and titles that go on as a query begins, the shortest first. */
    suggest(query, most = 6) {
      const wanted = this.fold(query).trim();
      if (!wanted) return [];
      this.titles ??= new Map([...this.entries.filter((entry) => ["document", "form", "clause"].includes(entry.kind) && entry.title && !this.common.has(entry.title)).map((entry) => [this.fold(entry.title), entry.title]), ...this.words]);
      const held = [...this.titles].filter(([text]) => text.includes(wanted) && text !== wanted);
      const order = ([text]) => (text.startsWith(wanted) ? 0 : 100) + text.length;
      return held.sort((a, b) => order(a) - order(b)).slice(0, most).map(([, title]) => title);
    }

    /** Known words that share signs with a query, the most alike first. */
    near(query, most = 6) {
      const wanted = new Set(pieces(this.fold(query), { ...this.known, words: new Map(), grams: new Set() }).flatMap(({ text }) => [...text]));
      const alike = ([text]) => (2 * [...text].filter((sign) => wanted.has(sign)).length) / (wanted.size + text.length);
      return [...this.words].map((word) => [alike(word), word[1]]).filter(([worth]) => worth > 0.35).sort((a, b) => b[0] - a[0]).slice(0, most).map(([, word]) => word);
    }
  }

  /** Whether a number has what was typed from the beginning of one of its parts on: `0302` in `A-01-0302`. */
  function holdsPart(number, wanted, query) {
    const parts = number.split(/[^\p{L}\p{N}]+/u).map(folded);
    const isParted = /\D/.test(query.trim());
    return parts.some((part, i) => part.startsWith(wanted) || (isParted && parts.slice(i).join("").startsWith(wanted)));
  }

  /** Whether a department owns a document, or is among those who are to read it. */
  function concerns({ document }, department) {
    return document?.owner === department || Boolean(document?.audience?.includes(department));
  }

  function isInForce(days, day) {
    const state = days?.findLast(([from]) => from <= day)?.[1];
    return !state || state === "in-force" || state === "review-overdue";
  }

  /** One result for each clause: of a row and its clause, what answers better leads; the best first. */
  function merged(rated) {
    const groups = new Map();
    for (const result of rated) addOnce(groups, result.entry.clause?.url || result.entry.url, result);
    return [...groups.values()].map(joined).sort((a, b) => b.score - a.score);
  }

  /** A clause and its rows as one result; a row that answers clearly better than the others leads there itself. */
  function joined(results) {
    const [best] = [...results].sort((a, b) => b.score - a.score);
    if (best.isExact) return best;
    const rows = results.filter(({ entry }) => entry.kind === "row").sort((a, b) => b.score - a.score);
    const clause = results.find(({ entry }) => entry.kind !== "row");
    const isClear = rows.length > 0 && rows[0].score > (rows[1]?.score || 0) * CLEAR && rows[0].base > (clause?.base || 0) * LEADS;
    const lead = isClear ? rows[0] : clause || rows[0];
    const near = rows.filter((row) => row.score > rows[0].score * 0.5 && row.cover > best.cover * 0.6).slice(0, MOST_ROWS);
    const entry = lead.entry.kind === "row" && !isClear ? lead.entry.clause : lead.entry;
    return { ...lead, entry, score: best.score, cover: best.cover, rows: entry.kind === "row" ? [] : near.map((row) => row.entry) };
  }

  function marksOf(known, named, query) {
    return [query, ...known.flatMap(({ forms, text }) => forms.filter(([, weight]) => weight > NEAR || text.length > 1).map(([form]) => form)), ...named.map((entry) => entry.id)];
  }

  globalThis.shoukongSearch = (index) => new Search(index);
})();
