(function () {
  'use strict';

  // Every htmx request that changes something carries the token that proves it came from one of our pages.
  document.addEventListener('htmx:configRequest', function (event) {
    var token = document.querySelector('meta[name="csrf-token"]');
    if (token && event.detail.verb !== 'get') {
      event.detail.headers[token.dataset.header] = token.content;
    }
  });

  // data-poll="seconds": sends the element the event "poll" again and again, but not while nobody looks at the page.
  var polled = new WeakMap();
  function poll() {
    if (document.hidden || !window.htmx) {
      return;
    }
    document.querySelectorAll('[data-poll]').forEach(function (element) {
      var now = Date.now();
      if (!polled.has(element)) {
        polled.set(element, now);
      } else if (now - polled.get(element) >= Number(element.dataset.poll) * 1000 && !document.querySelector('dialog[open]')) {
        polled.set(element, now);
        window.htmx.trigger(element, 'poll');
      }
    });
  }
  setInterval(poll, 500);
  document.addEventListener('visibilitychange', poll);

  // data-keeps: rows with an id keep what a reader opened in them and where the focus is, when the list is renewed.
  var kept = null;
  document.addEventListener('htmx:beforeSwap', function (event) {
    var list = event.detail.target;
    if (!list || !list.hasAttribute('data-keeps')) {
      return;
    }
    kept = { opened: [], focused: null };
    list.querySelectorAll('[id] details').forEach(function (details) {
      if (details.open) {
        var row = details.closest('[id]');
        kept.opened.push([row.id, Array.from(row.querySelectorAll('details')).indexOf(details)]);
      }
    });
    var focused = list.contains(document.activeElement) && document.activeElement.closest('tr[id]');
    if (focused) {
      kept.focused = [focused.id, Array.from(focused.querySelectorAll('a, summary, button')).indexOf(document.activeElement)];
    }
  });
  // data-over: what was said of something that is over by now goes away.
  document.addEventListener('htmx:afterSwap', function () {
    document.querySelectorAll('[data-over]').forEach(function (part) {
      var said = document.getElementById(part.getAttribute('data-over'));
      if (said) {
        said.remove();
      }
    });
  });
  document.addEventListener('htmx:afterSwap', function () {
    if (!kept) {
      return;
    }
    var was = kept;
    kept = null;
    was.opened.forEach(function (each) {
      var row = document.getElementById(each[0]);
      var details = row && row.querySelectorAll('details')[each[1]];
      if (details) {
        details.open = true;
      }
    });
    var row = was.focused && document.getElementById(was.focused[0]);
    var element = row && row.querySelectorAll('a, summary, button')[was.focused[1]];
    if (element) {
      element.focus({ preventScroll: true });
    }
  });

  document.addEventListener('click', function (event) {
    var element = event.target.closest('[aria-disabled="true"], [data-copy], [data-copy-from], [data-opens], [data-closes], [data-toggles], [data-example]');
    document.querySelectorAll('details.menu[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    });
    if (!element) {
      return;
    }
    if (element.getAttribute('aria-disabled') === 'true') {
      event.preventDefault();
      return;
    }
    // data-example="text": goes into the box.
    if (element.dataset.example) {
      fill(element.dataset.example);
      return;
    }
    // data-opens="id", data-closes: dialogs.
    if (element.dataset.opens) {
      document.getElementById(element.dataset.opens).showModal();
    } else if (element.hasAttribute('data-closes')) {
      element.closest('dialog').close();
    } else if (element.dataset.toggles) {
      var open = document.getElementById(element.dataset.toggles).classList.toggle('open');
      element.setAttribute('aria-expanded', String(open));
    } else {
      copy(element);
    }
  });

  function fill(example) {
    var search = document.getElementById('search');
    var help = document.getElementById('search-help');
    if (help.matches(':popover-open')) {
      help.hidePopover();
    }
    search.value = example;
    search.focus();
    search.setSelectionRange(example.length, example.length);
  }

  function copy(button) {
    var label = button.getAttribute('aria-label');
    navigator.clipboard.writeText(button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom).textContent : button.dataset.copy).then(function () {
      button.classList.add('copied');
      button.setAttribute('aria-label', button.dataset.done);
      setTimeout(function () {
        button.classList.remove('copied');
        button.setAttribute('aria-label', label);
      }, 1500);
    });
  }

  // A form that was refused comes back with its dialog open.
  document.querySelectorAll('dialog[open]').forEach(function (dialog) {
    dialog.close();
    dialog.showModal();
  });

  // Who presses twice means once. data-stays: a form that leads to no other page, such as a download.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post' || form.hasAttribute('hx-post') || form.hasAttribute('data-stays')) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
    } else {
      form.dataset.sent = 'true';
    }
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
  });

  // Fields that were left empty do not go into the address.
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method === 'get' && !form.hasAttribute('hx-get')) {
      var empty = Array.from(form.elements).filter(function (field) { return field.name && field.value === ''; });
      empty.forEach(function (field) { field.disabled = true; });
      setTimeout(function () { empty.forEach(function (field) { field.disabled = false; }); });
    }
  });

  document.addEventListener('keydown', function (event) {
    var typing = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      var search = document.getElementById('search');
      if (search) {
        event.preventDefault();
        search.focus();
        search.select();
      }
    } else if (event.key === 'Escape') {
      document.querySelectorAll('details.menu[open]').forEach(function (menu) {
        menu.open = false;
        menu.querySelector('summary').focus();
      });
    }
  });
})();
