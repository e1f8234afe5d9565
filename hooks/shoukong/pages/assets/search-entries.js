/* What the index of the search holds, taken apart into entries: documents, their clauses and the rows of their tables,
   forms, registers, blocks, requirements, pages and departments. A classic script, so that it also runs from a file. */
(() => {
  "use strict";
  const COMMON = 0.3; // a title that so many of the documents have tells nothing
  const CELLS_APART = " \uff5c ", ENDS = /[\uff0c\u3002\uff1b\uff1a]/; // what parts the cells of a row, and phrases
  const HEAD = /^[^\uff0c\u3002\uff1b\uff1a\u201c]{2,12}(?=\uff1a)/; // what stands before a colon
  const SENTENCE = /[\u3002\uff01\uff1f]$/; // a first cell that is one is something to say, or not to
  const WEIGHTS = { document: 1, clause: 1, row: 0.95, form: 0.75, register: 0.5, block: 0.5, item: 0.35, page: 0.25, department: 0.8, post: 0.7 };

  function* entriesOf(index) {
    for (const document of index.documents) yield* ofDocument(document);
    for (const each of index.archive) yield { kind: "document", number: `${each.id} ${each.revision}`, id: each.id, title: each.title, url: each.url, state: each.state, isOld: true };
    for (const form of index.forms) {
      yield { kind: "form", number: form.id, id: form.id, title: form.title, text: form.fields, url: `forms/${form.table}/` };
      yield { kind: "register", number: "", title: form.title, url: `registers/${form.table}/` };
      if (form.dossier) yield { kind: "register", number: "", title: form.dossier, url: `${form.table}/` };
    }
    for (const block of index.blocks) yield { kind: "block", number: block.id, id: block.id, title: block.title, url: block.url, block: block.kind };
    for (const set of index.sets) {
      for (const [id, text] of set.items) yield { kind: "item", number: id, id, title: "", path: set.title, text, url: `requirements/${set.id}/#${encodeURIComponent(id)}` };
    }
    for (const page of index.pages) {
      for (const [title, text] of page.sections) yield { kind: "page", number: "", title, path: page.sections[0][0], text, url: page.url };
    }
    for (const [name, place] of index.departments) yield { kind: "department", number: "", title: name, url: `departments/${encodeURIComponent(place)}/` };
    for (const [name, place] of index.posts) yield { kind: "post", number: "", title: name, url: `posts/${encodeURIComponent(place)}/` };
  }

  function* ofDocument(document) {
    const { id, days } = document;
    const shared = { id, days, document };
    yield { kind: "document", number: id, title: document.title, path: document.owner, text: document.clauses[0]?.text, url: `documents/${id}/`, ...shared };
    const titles = new Map();
    for (const clause of document.clauses) {
      const parent = titles.get(parentOf(clause.number)) || [];
      const own = clause.title ? [...parent, clause.title] : parent;
      titles.set(clause.number, own);
      const url = `documents/${id}/#c${clause.number}`;
      const entry = { kind: "clause", number: clause.number, name: clause.name, title: clause.title || "", path: document.title, above: parent, text: [clause.text, clause.heads].filter(Boolean).join(" "), prose: clause.text, url, ...shared };
      const rows = (clause.rows || []).map((text, i) => ({ kind: "row", number: clause.number, name: clause.name, title: text.split(CELLS_APART)[0], path: document.title, above: [...own, clause.heads || ""], text, cells: text.split(CELLS_APART).slice(1).join(CELLS_APART), prose: told(text, clause.heads), url: `${url}-r${i + 1}`, clause: entry, ...shared }));
      entry.rows = rows.map((row) => row.text).join(" ");
      for (const row of rows) row.isSaying = SENTENCE.test(row.title);
      entry.isSaying = rows.filter((row) => row.isSaying).length > rows.length / 2;
      yield entry;
      yield* rows;
    }
  }

  /** A row as a sentence: each cell below the head of its column, where there is one for each. */
  function told(text, heads = "") {
    const [cells, names] = [text.split(CELLS_APART), heads.split(CELLS_APART)];
    if (cells.length !== names.length) return cells.slice(1).join(CELLS_APART);
    return cells.slice(1).map((cell, i) => `${names[i + 1]} ${cell}`).join(CELLS_APART);
  }

  function parentOf(number) {
    return /[a-z]$/.test(number) ? number.slice(0, -1) : number.split(".").slice(0, -1).join(".");
  }

  /* The beginning of a clause that has no title tells what it is about; before a colon it is a title. */
  function leadOf(text) {
    return text.split(ENDS, 1)[0].slice(0, 24);
  }

  function headOf(text) {
    return HEAD.exec(text || "")?.[0] || "";
  }

  const isSpeech = (text) => (text.match(/\u201c[^\u201d]*\u201d/g) || []).join("").length > text.length * 0.4;

  /** Titles that many of the documents share: what every procedure has. */
  function commonTitles(documents) {
    const counts = new Map();
    for (const { clauses } of documents) for (const title of new Set(clauses.map((clause) => clause.title))) counts.set(title, (counts.get(title) || 0) + 1);
    return new Set([...counts].filter(([title, count]) => title && count >= Math.max(3, documents.length * COMMON)).map(([title]) => title));
  }

  /** How little an entry answers by what it is: references alone, what every procedure has, what no longer applies. */
  function dampOf(entry, common, example) {
    const bare = (entry.text || "").replace(/\u300a[^\u300b]*\u300b|[A-Z]+-[A-Z]+-\d+/g, "");
    const isReference = entry.kind !== "document" && entry.text && bare.length < entry.text.length * 0.4 && bare.length < 20;
    const isCommon = common.has(entry.title) || entry.above?.some((title) => common.has(title));
    const isExample = example.test(entry.text || "");
    const isBare = entry.kind === "clause" && !entry.text && !entry.rows;
    return WEIGHTS[entry.kind] * (isBare ? 0.75 : 1) * (isReference ? 0.4 : isExample ? 0.6 : 1) * (isCommon && !isReference ? 0.65 : 1);
  }

  globalThis.shoukongEntries = { commonTitles, dampOf, entriesOf, headOf, isSpeech, leadOf };
})();
