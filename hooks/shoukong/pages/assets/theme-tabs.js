/* Which tab of a set is open: the one that the address names and, where the sets are linked, the one chosen before. */
{
  const before = "linked" in document.currentScript.dataset ? __md_get("__tabs") : null;
  for (const set of Array.isArray(before) ? document.querySelectorAll(".tabbed-set") : []) {
    const labels = [...set.querySelectorAll(":scope > .tabbed-labels label")];
    const wanted = before.map((name) => labels.find((label) => label.innerText.trim() === name)).find(Boolean);
    if (wanted) document.getElementById(wanted.htmlFor).checked = true;
  }
  const named = document.getElementById(location.hash.slice(1));
  if (named?.name?.startsWith("__tabbed_")) named.checked = true;
}
