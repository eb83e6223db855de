// Keeps "5 min ago" true, in the words of the page's language.
(function () {
  'use strict';
  var words = document.documentElement.dataset;

  function amount(unit, value) {
    return words[unit].replace('{0}', value);
  }

  function relative(millis) {
    var seconds = Math.trunc((Date.now() - millis) / 1000);
    var away = Math.abs(seconds);
    if (away < 5) {
      return words.now;
    }
    var text = away < 60 ? amount('s', away)
      : away < 3600 ? amount('min', Math.trunc(away / 60))
      : away < 86400 ? amount('h', Math.trunc(away / 3600))
      : amount('d', Math.trunc(away / 86400));
    return (seconds > 0 ? words.ago : words.in).replace('{0}', text);
  }

  function tick() {
    if (document.hidden) {
      return;
    }
    document.querySelectorAll('time[datetime]').forEach(function (time) {
      var text = relative(Date.parse(time.dateTime));
      if (time.textContent !== text) {
        time.textContent = text;
      }
    });
  }

  setInterval(tick, 1000);
  document.addEventListener('visibilitychange', tick);
})();
