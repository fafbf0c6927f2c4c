/* The draw page asks every three seconds whether something changed. It does not while the tab is hidden, a dialog is open, or somebody
   types within the part that would be replaced. */
(function () {
  "use strict";
  document.addEventListener("htmx:beforeRequest", function (event) {
    var live = event.detail.elt;
    if (!live.hasAttribute || !live.hasAttribute("data-live")) { return; }
    var busy = document.querySelector("dialog[open]") || live.querySelector("[data-confirm][open]") || live.contains(document.activeElement) && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (document.hidden || busy) { event.preventDefault(); }
  });
})();
