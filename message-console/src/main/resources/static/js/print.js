// data-prints: prints the page, with everything that is folded shown.
(function () {
  'use strict';
  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-prints]')) {
      window.print();
    }
  });
  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = Array.from(document.querySelectorAll('main details:not([open])'));
    opened.forEach(function (details) { details.open = true; });
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (details) { details.open = false; });
  });
})();
