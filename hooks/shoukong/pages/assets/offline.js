/* An offline copy opens from a folder, where browsers fetch nothing and run no modules: each text that a script fetches,
   and each module, lies there as a script that hands it over. Loaded before all others, and in such a copy only. */
(() => {
  "use strict";
  const assets = new URL("./", document.currentScript.src);
  const base = new URL("../", assets);
  const held = new Map(); // by the address of the script that handed it over
  const loading = new Map();
  const modules = new Map();
  const isOurs = (url) => url.href.startsWith(base.href);

  function load(address) {
    if (!loading.has(address)) loading.set(address, new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: address, onload: resolve });
      script.onerror = () => reject(new TypeError(address));
      document.head.append(script);
    }).finally(() => loading.delete(address)));
    return loading.get(address);
  }

  /* What the scripts call that hold a text or a module. */
  globalThis.shoukongHold = (content) => held.set(document.currentScript.src, content);

  globalThis.shoukongImport = (name) => {
    const { href } = new URL(name, assets);
    if (!modules.has(href)) modules.set(href, load(href).then(() => held.get(href)?.() ?? {}));
    return modules.get(href);
  };

  /* The address of a page: a folder has its index named, since no server does that. */
  globalThis.shoukongPlace = (address) => {
    const url = new URL(address, base);
    if (isOurs(url) && url.pathname.endsWith("/")) url.pathname += "index.html";
    return url.href;
  };

  const fetchElsewhere = globalThis.fetch;
  globalThis.fetch = async (wanted, options) => {
    const url = new URL(globalThis.shoukongPlace(new URL(wanted.url ?? wanted, location.href)));
    if (!isOurs(url)) return fetchElsewhere(wanted, options);
    const script = `${url.href.split(/[?#]/)[0]}.js`;
    try {
      await load(script);
    } catch {
      return new Response(null, { status: 404, statusText: "Not Found" });
    }
    const text = held.get(script);
    held.delete(script);
    return new Response(text);
  };

  /* Links that scripts draw; those of the pages name their index already. */
  for (const moment of ["pointerdown", "focusin", "click"]) {
    document.addEventListener(moment, ({ target }) => {
      const link = target.closest?.("a[href]");
      if (link && /\/([?#]|$)/.test(link.href)) link.href = globalThis.shoukongPlace(link.href);
    }, true);
  }
})();
