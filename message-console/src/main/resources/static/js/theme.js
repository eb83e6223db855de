// Runs before the page is drawn, so that it does not flash in the wrong colours.
(function () {
  'use strict';
  var dark = window.matchMedia('(prefers-color-scheme: dark)');

  function chosen() {
    var match = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/);
    return match ? match[1] : 'system';
  }

  function show() {
    var theme = chosen();
    document.documentElement.dataset.bsTheme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
    document.documentElement.dataset.theme = theme;
  }

  function remember(name, value) {
    document.cookie = name + '=' + value + '; path=/; max-age=31536000; SameSite=Strict';
  }

  show();
  dark.addEventListener('change', show);
  remember('zone', encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'));

  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-theme-switch]');
    if (button) {
      var next = { system: 'light', light: 'dark', dark: 'system' }[chosen()];
      remember('theme', next);
      show();
      button.title = button.dataset[next];
      button.setAttribute('aria-label', button.dataset[next]);
    }
  });
})();
