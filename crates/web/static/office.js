// Enhances pages that work without it: warns before what was typed is left behind.
"use strict";
(function () {
  // What came back as it was typed is not kept either.
  const changed = new Set(document.querySelectorAll("form[data-typed]"));
  document.addEventListener("input", function (event) {
    const form = event.target.closest("form[data-keep]");
    if (form) {
      changed.add(form);
    }
  });
  // Of several forms on a page, one is sent; what was typed into the others would be lost.
  document.addEventListener("submit", function (event) {
    changed.delete(event.target);
  });
  window.addEventListener("beforeunload", function (event) {
    if (changed.size > 0) {
      event.preventDefault();
    }
  });
})();
