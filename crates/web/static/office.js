// Enhances pages that work without it: warns before what was typed is left behind.
"use strict";
(function () {
  let changed = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("form[data-keep]")) {
      changed = true;
    }
  });
  document.addEventListener("submit", function () {
    changed = false;
  });
  window.addEventListener("beforeunload", function (event) {
    if (changed) {
      event.preventDefault();
    }
  });
})();
