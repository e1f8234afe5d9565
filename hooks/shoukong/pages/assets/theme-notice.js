/* A notice that a reader has put away stays away until it says something else. */
{
  const notice = document.querySelector("[data-md-component=announce]");
  const said = notice?.querySelector(".md-typeset")?.innerHTML;
  if (said && __md_get("__announce") === __md_hash(said)) notice.hidden = true;
}
