/* The long text of a document on a phone: its longer clauses are folded under their headings, so that the text is its own
   outline. Without this script all stands open; an address, the search in a page and paper open what they need. */
const KEPT = "shoukong.clauses.open";
const LONG = 6; // screens, from which a text is folded
const SHORT = 0.5; // screens, below which a clause stays open
const say = globalThis.shoukongSay;
const WIDE = "(min-width: 45em)";

/* The headings of one level among siblings, each with what follows it up to the next of its level or above. */
function partsOf(nodes, level) {
  const parts = [];
  for (const node of nodes) {
    const own = /^H[2-6]$/.test(node.nodeName) ? Number(node.nodeName[1]) : 9;
    if (own === level) parts.push({ heading: node, body: [] });
    else if (own < level) parts.push(null);
    else parts.at(-1)?.body.push(node);
  }
  return parts.filter(Boolean);
}

function heightOf(nodes) {
  const boxes = nodes.map((node) => node.getBoundingClientRect()).filter(({ height }) => height);
  return boxes.length ? Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top)) : 0;
}

/* What to fold: of a long part with parts of its own each of them, else the part itself. */
function folded(nodes) {
  return partsOf(nodes, 2).flatMap(({ heading, body }) => {
    if (heightOf(body) < SHORT * innerHeight) return [];
    const inner = partsOf(body, 3);
    return inner.length > 1 ? inner : [{ heading, body }];
  });
}

function fold({ heading, body }) {
  const box = document.createElement("details");
  const summary = document.createElement("summary");
  box.className = "sk-clause";
  heading.before(box);
  summary.append(heading);
  box.append(summary, ...heading.querySelectorAll("button"), ...body); // nothing to press within what opens the clause
  // Links in the heading do their own work.
  summary.addEventListener("click", (event) => event.target.closest("a") && event.preventDefault());
  return box;
}

function show(id) {
  const target = id && document.getElementById(decodeURIComponent(id));
  if (!target) return;
  let isClosed = false;
  for (let box = target.closest("details:not([open])"); box; box = box.parentElement.closest("details:not([open])")) isClosed = box.open = true;
  if (isClosed) target.scrollIntoView();
}

function isKeptOpen() {
  try { return localStorage.getItem(KEPT) === "1"; } catch { return false; }
}

function keepOpen(open) {
  try { localStorage.setItem(KEPT, open ? "1" : "0"); } catch { /* private windows may refuse */ }
}

function addSwitch(text, boxes) {
  const button = document.createElement("button");
  const tell = () => { button.textContent = boxes.every(({ open }) => open) ? say("收起条款") : say("展开全部条款"); };
  Object.assign(button, { type: "button", className: "sk-button sk-clauses sk-noprint" });
  button.addEventListener("click", () => {
    const open = !boxes.every((box) => box.open);
    for (const box of boxes) box.open = open;
    keepOpen(open);
  });
  for (const box of boxes) box.addEventListener("toggle", tell);
  tell();
  boxes[0].before(button); // not within its summary, which is pressed as a whole
}

export function foldClauses(text) {
  if (matchMedia(WIDE).matches || text.scrollHeight < LONG * innerHeight) return;
  const boxes = folded([...text.children]).map(fold);
  if (!boxes.length) return;
  if (isKeptOpen()) for (const box of boxes) box.open = true;
  addSwitch(text, boxes);
  show(location.hash.slice(1));
  window.addEventListener("hashchange", () => show(location.hash.slice(1)));
}
