// What htmx leaves to the page: whoever is at work in a part of it is not disturbed, and the caret never gets lost.
"use strict";
(() => {
  // A part that refreshes itself waits while the focus or something opened stands in it.
  addEventListener("htmx:beforeRequest", (event) => {
    const part = event.target;
    if (!part.matches("[data-refreshes]")) return;
    if (part.contains(document.activeElement) || part.querySelector("details[open]")) event.preventDefault();
  });
  // A list that went on takes its button away: the focus goes to the first of the new lines.
  let last = null;
  addEventListener("htmx:beforeSwap", (event) => {
    const row = event.detail.target;
    last = row.matches("tr.more") && row.contains(document.activeElement) ? row.previousElementSibling : null;
  });
  addEventListener("htmx:afterSettle", () => {
    last?.nextElementSibling?.querySelector("a")?.focus();
    last = null;
  });
})();
