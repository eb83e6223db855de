// The editor of a payload: says whether it is JSON, and lays it out without a change to any of its characters.
(function () {
  'use strict';
  var text = document.getElementById('text');
  var validity = document.getElementById('validity');
  var button = document.getElementById('lay-out');
  if (!text || text.dataset.json !== 'true') {
    return;
  }

  function check() {
    try {
      JSON.parse(text.value);
      validity.textContent = validity.dataset.valid;
      validity.className = 'ms-auto text-green';
      text.classList.remove('is-invalid');
      button.disabled = false;
    } catch (e) {
      validity.textContent = validity.dataset.invalid + ' ' + e.message;
      validity.className = 'ms-auto text-red';
      text.classList.add('is-invalid');
      button.disabled = true;
    }
  }

  // Character by character: a parser would shorten numbers and drop names that come twice.
  function laidOut(json) {
    var out = '';
    var depth = 0;
    var fresh = false;
    for (var i = 0; i < json.length; i++) {
      var c = json[i];
      if (/\s/.test(c)) {
        continue;
      }
      if (c === '}' || c === ']') {
        depth--;
        out += fresh ? '' : '\n' + '  '.repeat(depth);
      } else if (fresh) {
        out += '\n' + '  '.repeat(depth);
      }
      fresh = c === '{' || c === '[';
      if (c === '"') {
        var end = i + 1;
        while (json[end] !== '"') {
          end += json[end] === '\\' ? 2 : 1;
        }
        out += json.slice(i, end + 1);
        i = end;
      } else {
        out += c;
        if (fresh) {
          depth++;
        } else if (c === ',') {
          out += '\n' + '  '.repeat(depth);
        } else if (c === ':') {
          out += ' ';
        }
      }
    }
    return out;
  }

  button.hidden = false;
  button.addEventListener('click', function () {
    text.value = laidOut(text.value);
    check();
  });
  text.addEventListener('input', check);
  check();
})();
