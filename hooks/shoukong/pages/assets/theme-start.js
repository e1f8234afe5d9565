/* What the theme's own script rests on: where it keeps things in the browser, and how it reads and writes them. */
{
  const scope = new URL(document.currentScript.dataset.scope, location);
  if (!scope.pathname.endsWith("/")) scope.pathname += "/";
  const place = (key, within) => `${within.pathname}.${key}`;
  globalThis.__md_scope = scope;
  globalThis.__md_hash = (text) => [...text].reduce((sum, sign) => (sum << 5) - sum + sign.charCodeAt(0), 0);
  globalThis.__md_get = (key, store = localStorage, within = scope) => JSON.parse(store.getItem(place(key, within)));
  globalThis.__md_set = (key, value, store = localStorage, within = scope) => {
    try {
      store.setItem(place(key, within), JSON.stringify(value));
    } catch {
      /* Nothing is kept where the browser keeps nothing. */
    }
  };
  document.documentElement.setAttribute("data-platform", navigator.platform);
}
