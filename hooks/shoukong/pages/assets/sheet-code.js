/* The QR codes on what the browser prints: of the addresses that `shoukong print` puts into them. */

const SVG = "http://www.w3.org/2000/svg";
const MOST = 900; // signs of an address that is still told as a code

let loading;
/** Fetch what makes codes; until then there are none. */
export function prepareCodes(base) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("assets/vendor/qr/lean-qr.js", base).href;
    script.onload = resolve;
    script.onerror = () => reject(new Error(script.src));
    document.head.append(script);
  });
  return loading;
}

/** A register's page, or a record in it, by the portal's own address, else by the one that it is served from. */
export function codedAddress({ index }, base, rest) {
  const isServed = location.protocol !== "file:"; // where a copy lies on this machine is nobody's business
  const portal = index.address || (isServed ? base.href.replace(/\/$/, "") : "");
  return portal ? `${portal}/registers/${index.table}/${rest}` : "";
}

export const recordAddressOnPaper = (store, base, row) => codedAddress(store, base, `#${encodeURIComponent(store.number(row))}`);

/** An address as a picture of its code, one unit a module, without a quiet zone; nothing where there can be none. */
export function codeOf(address) {
  if (!globalThis.shoukongQr || !/^https?:/.test(address) || address.length > MOST) return null;
  const { correction, generate } = globalThis.shoukongQr;
  const code = generate(address, { minCorrectionLevel: correction.M });
  const places = Array.from({ length: code.size ** 2 }, (_, i) => [i % code.size, Math.floor(i / code.size)]);
  const drawn = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", places.filter(([x, y]) => code.get(x, y)).map(([x, y]) => `M${x} ${y}h1v1h-1z`).join(""));
  const said = { viewBox: `0 0 ${code.size} ${code.size}`, class: "sk-code-drawn", "shape-rendering": "crispEdges", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(said)) drawn.setAttribute(name, value);
  drawn.append(path);
  return drawn;
}
