/* The colours that a reader chose, before the page is painted; who chose none has those of the page. */
{
  const chosen = __md_get("__palette")?.color;
  if (chosen) {
    const isOfTheSystem = chosen.media === "(prefers-color-scheme)";
    const shade = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
    const scheme = isOfTheSystem && document.querySelector(`[data-md-color-media="(prefers-color-scheme: ${shade})"]`);
    for (const [key, value] of Object.entries(chosen)) {
      document.body.setAttribute(`data-md-color-${key}`, (scheme && scheme.getAttribute(`data-md-color-${key}`)) || value);
    }
  }
}
