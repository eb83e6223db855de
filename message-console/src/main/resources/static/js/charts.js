// Draws what #chart-figures has as a table, and draws it again when that is renewed or the colours change.
(function () {
  'use strict';
  var charts = [];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue('--tblr-' + name).trim();
  }

  function translucent(name) {
    return 'rgba(' + colour(name + '-rgb') + ', .15)';
  }

  function series() {
    var figures = document.getElementById('chart-figures');
    return figures && figures.dataset.series ? JSON.parse(figures.dataset.series) : null;
  }

  function datasets(canvas, read) {
    var names = canvas.dataset.colours.split(' ');
    var last = read.points.length - 1;
    return canvas.dataset.fields.split(' ').map(function (field, at) {
      return {
        label: canvas.getAttribute('data-label-' + at),
        data: read.points.map(function (point) { return point[field] * 60 / read.step; }),
        borderColor: colour(names[at]),
        backgroundColor: canvas.hasAttribute('data-bars') ? colour(names[at]) : translucent(names[at]),
        fill: at === 0 && !canvas.hasAttribute('data-bars'),
        borderWidth: canvas.hasAttribute('data-bars') ? 0 : 2,
        pointRadius: 0,
        pointHitRadius: 12,
        tension: .25,
        // The last point is not complete yet.
        segment: { borderDash: function (part) { return part.p1DataIndex === last ? [3, 4] : undefined; } }
      };
    });
  }

  function labels(read) {
    var time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
    return read.points.map(function (point) { return time.format(new Date(point.at)); });
  }

  function options(canvas) {
    var stacked = canvas.hasAttribute('data-bars');
    var text = colour('secondary');
    var line = colour('border-color');
    return {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'index', intersect: false },
      plugins: { legend: { labels: { color: text, boxWidth: 12, boxHeight: 12 } } },
      scales: {
        x: { stacked: stacked, ticks: { color: text, maxTicksLimit: 8, maxRotation: 0 }, grid: { display: false } },
        y: { stacked: stacked, beginAtZero: true, suggestedMax: 4, ticks: { color: text, precision: 0, maxTicksLimit: 5 }, grid: { color: line } }
      }
    };
  }

  function draw() {
    var read = series();
    if (!read || !window.Chart) {
      return;
    }
    document.querySelectorAll('canvas[data-fields]').forEach(function (canvas, at) {
      if (!charts[at]) {
        charts[at] = new window.Chart(canvas, { type: canvas.hasAttribute('data-bars') ? 'bar' : 'line', data: { labels: [], datasets: [] } });
      }
      charts[at].options = options(canvas);
      charts[at].data.labels = labels(read);
      charts[at].data.datasets = datasets(canvas, read);
      charts[at].update('none');
    });
  }

  draw();
  document.addEventListener('htmx:afterSwap', draw);
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });
})();
