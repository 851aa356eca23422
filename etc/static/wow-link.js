/* wow-link.js: lets an editor insert a link to whatever the site's search knows.
 *
 * A script of its own: no dependency, no inline style or script, nothing is evaluated. Load it with `defer` on a page of
 * the site (it asks /wow/search with the visitor's session; permission "access wow search").
 *
 * Without code: give the element that is written in the attribute `data-wow-link`. Its value is how a link is written:
 *
 *     <textarea data-wow-link="markdown"></textarea>      [Name](address)   (also "html" and "bbcode")
 *     <div contenteditable="true" data-wow-link></div>    an <a> element
 *
 * With code, for any other editor:
 *
 *     const link = wowLink.attach(target, options);
 *
 * `target`   a textarea, an input, an element that is contenteditable, or a function that gets
 *            {name, url, type, id, blizzardId} and inserts it as it likes.
 * `options`  button      an element that opens the search; a button is made before the target when none is given
 *                        (a function as target needs one, or `link.open()`)
 *            format      "markdown", "html", "bbcode", or a function of the link that returns text
 *            types       only these: ["wow_item"]            region   "eu"; default: the site's
 *            limit       at most so many hits (10)           base     "" ; where the site is, without a slash at its end
 *            csrf        the token for imports, or a function that returns it; default: the one in a form of the page
 *            words       texts of the dialog, see `words` below
 * returns    {open(), close(), detach()}
 *
 * What only Battle.net has is imported when it is chosen, then inserted. Styles: classes that begin with "wow-link".
 * `wowLink.suggest(input, {find, choose})` is the list under an input by itself, by the ARIA pattern of a combobox.
 */
(function () {
  'use strict';

  const words = {
    button: 'Insert link', title: 'Insert a link', label: 'Search', cancel: 'Cancel', none: 'Nothing found',
    found: (count) => count + (count === 1 ? ' hit' : ' hits') + '. Use the arrow keys.',
    failed: 'The search does not answer. Try again.', importing: 'Fetching …',
    notImported: 'It could not be fetched: ', elsewhere: 'not stored here yet',
  };
  let count = 0;

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /* The address, if it is one that a link may have; else null. */
  function safeUrl(address, base) {
    try {
      const url = new URL(address, (base || '') === '' ? document.baseURI : base + '/');
      return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
    } catch (_) {
      return null;
    }
  }

  /* A list of suggestions under `input`.
   * find(text, signal) → a promise of items {name, note}; choose(item); options: delay (ms), least (characters), words */
  function suggest(input, options) {
    const id = 'wow-link-list-' + ++count;
    const text = Object.assign({}, words, options.words);
    const delay = options.delay === undefined ? 200 : options.delay;
    const least = options.least || 2;
    const list = element('ul', { id, role: 'listbox', class: 'wow-link-list', 'aria-label': text.label });
    const status = element('p', { role: 'status', class: 'wow-link-status' });
    list.hidden = true;
    input.after(list, status);
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', id);
    input.setAttribute('autocomplete', 'off');

    let items = [];
    let active = -1;
    let timer = 0;
    let asking = null; // of the question under way

    function mark(index) {
      active = index;
      Array.from(list.children).forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
      if (index < 0) {
        input.removeAttribute('aria-activedescendant');
        return;
      }
      input.setAttribute('aria-activedescendant', list.children[index].id);
      list.children[index].scrollIntoView({ block: 'nearest' });
    }

    function close() {
      clearTimeout(timer);
      if (asking) asking.abort();
      asking = null;
      list.hidden = true;
      input.setAttribute('aria-expanded', 'false');
      mark(-1);
    }

    function show(found) {
      items = found;
      list.replaceChildren(...found.map((item, at) => {
        const option = element('li', { role: 'option', id: id + '-' + at, 'aria-selected': 'false' });
        option.append(element('span', { class: 'wow-link-name' }, item.name));
        if (item.note) option.append(' ', element('small', {}, item.note));
        option.addEventListener('mousedown', (event) => event.preventDefault()); // the input keeps the focus
        option.addEventListener('click', () => take(at));
        return option;
      }));
      active = -1;
      input.removeAttribute('aria-activedescendant');
      list.hidden = found.length === 0;
      input.setAttribute('aria-expanded', String(found.length > 0));
      status.textContent = found.length > 0 ? text.found(found.length) : text.none;
    }

    function take(index) {
      const item = items[index];
      close();
      status.textContent = '';
      options.choose(item);
    }

    async function ask() {
      const wanted = input.value.trim();
      if (asking) asking.abort();
      asking = null;
      if (Array.from(wanted).length < least) {
        close();
        status.textContent = '';
        return;
      }
      const mine = new AbortController();
      asking = mine;
      try {
        const found = await options.find(wanted, mine.signal);
        if (asking !== mine) return; // somebody typed on, or went away
        asking = null;
        show(found);
      } catch (error) {
        if (asking !== mine) return;
        asking = null;
        close();
        status.textContent = text.failed;
      }
    }

    function onInput() {
      clearTimeout(timer);
      if (asking) asking.abort();
      asking = null;
      timer = setTimeout(ask, delay);
    }

    function onKey(event) {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const open = !list.hidden;
      switch (event.key) {
        case 'ArrowDown':
          event.preventDefault();
          if (!open) ask();
          else mark(event.altKey ? active : (active + 1) % items.length);
          break;
        case 'ArrowUp':
          event.preventDefault();
          if (open && event.altKey) close();
          else if (open) mark(active < 0 ? items.length - 1 : active - 1); // above the first: back in the text
          break;
        case 'Enter':
          if (open && active >= 0) {
            event.preventDefault();
            take(active);
          }
          break;
        case 'Escape':
          if (open) {
            event.preventDefault();
            event.stopPropagation();
            close();
          }
          break;
        case 'Tab':
          close();
          break;
        default:
      }
    }

    input.addEventListener('input', onInput);
    input.addEventListener('keydown', onKey);
    input.addEventListener('blur', close);
    return {
      close,
      say(sentence) { status.textContent = sentence; },
      detach() {
        close();
        input.removeEventListener('input', onInput);
        input.removeEventListener('keydown', onKey);
        input.removeEventListener('blur', close);
        for (const name of ['role', 'aria-autocomplete', 'aria-expanded', 'aria-controls']) input.removeAttribute(name);
        list.remove();
        status.remove();
      },
    };
  }

  /* A promise of the hits of /wow/search. */
  async function search(text, options, signal) {
    const given = options || {};
    const query = new URLSearchParams({ q: text, limit: String(given.limit || 10) });
    for (const type of given.types || []) query.append('type', type);
    if (given.region) query.set('region', given.region);
    const answer = await fetch((given.path || (given.base || '') + '/wow/search') + '?' + query, {
      credentials: 'same-origin', headers: { Accept: 'application/json' }, signal,
    });
    if (!answer.ok) throw new Error('the search answered ' + answer.status);
    return answer.json();
  }

  function tokenOf(options) {
    if (typeof options.csrf === 'function') return options.csrf();
    if (options.csrf) return options.csrf;
    const field = document.querySelector('input[name="csrf_token"]');
    return field ? field.value : '';
  }

  /* Has the site fetch a hit that it does not store; a promise of {type, id, blizzard_id, url}. */
  async function importHit(hit, options) {
    const answer = await fetch((options.base || '') + '/wow/search/import', {
      method: 'POST', credentials: 'same-origin',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRF-Token': tokenOf(options) },
      body: JSON.stringify({ type: hit.type, blizzard_id: hit.blizzard_id, region: options.region || '' }),
    });
    const result = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(result.error && result.error.message ? result.error.message : String(answer.status));
    return result;
  }

  function escapeHtml(text) {
    return text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]);
  }

  const formats = {
    markdown: (link) => '[' + link.name.replace(/[\\`*_[\]<>]/g, '\\$&') + ']('
      + link.url.replace(/[()<>\\ ]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase()) + ')',
    html: (link) => '<a href="' + escapeHtml(link.url) + '">' + escapeHtml(link.name) + '</a>',
    bbcode: (link) => '[url=' + link.url.replace(/[[\]]/g, (c) => (c === '[' ? '%5B' : '%5D')) + ']'
      + link.name.replace(/[[\]]/g, '') + '[/url]',
  };

  /* A function that inserts a link where the target's cursor was when it was asked to remember. */
  function inserter(target, options) {
    if (typeof target === 'function') return { remember: () => '', insert: target };
    if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) {
      const named = options.format || target.dataset.wowLink || 'markdown';
      const write = typeof named === 'function' ? named : formats[named] || formats.markdown;
      return {
        remember: () => target.value.slice(target.selectionStart, target.selectionEnd),
        insert(link) {
          target.focus();
          target.setRangeText(write(link), target.selectionStart, target.selectionEnd, 'end');
          target.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }));
        },
      };
    }
    let range = null;
    return {
      remember() {
        const selection = document.getSelection();
        const inside = selection.rangeCount > 0 && target.contains(selection.getRangeAt(0).commonAncestorContainer);
        range = inside ? selection.getRangeAt(0).cloneRange() : null;
        return range ? range.toString() : '';
      },
      insert(link) {
        target.focus();
        if (!range) {
          range = document.createRange();
          range.selectNodeContents(target);
          range.collapse(false);
        }
        const anchor = element('a', { href: link.url }, link.name);
        range.deleteContents();
        range.insertNode(anchor);
        range.setStartAfter(anchor);
        range.collapse(true);
        const selection = document.getSelection();
        selection.removeAllRanges();
        selection.addRange(range);
        target.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertLink' }));
      },
    };
  }

  function attach(target, given) {
    const options = given || {};
    const text = Object.assign({}, words, options.words);
    const editor = inserter(target, options);
    let button = options.button || null;
    const own = !button && typeof target !== 'function';
    if (own) {
      button = element('button', { type: 'button', class: 'wow-link-button' }, text.button);
      button.addEventListener('mousedown', (event) => event.preventDefault()); // the target keeps its selection
      (target.closest('label') || target).before(button); // within, the label would be the button's
    }

    const id = 'wow-link-' + ++count;
    const dialog = element('dialog', { class: 'wow-link-dialog', 'aria-labelledby': id });
    const input = element('input', { type: 'search', id: id + '-q', maxlength: '200', spellcheck: 'false' });
    const cancel = element('button', { type: 'button' }, text.cancel);
    dialog.append(element('h2', { id }, text.title), element('label', { for: id + '-q' }, text.label), input, cancel);
    document.body.append(dialog);

    const list = suggest(input, {
      words: options.words,
      async find(wanted, signal) {
        const hits = await search(wanted, options, signal);
        return hits.map((hit) => ({
          name: hit.name, hit,
          note: [hit.label || hit.type, hit.local ? '' : text.elsewhere].filter(Boolean).join(', '),
        }));
      },
      choose: (item) => take(item.hit),
    });

    async function take(hit) {
      let url = hit.url;
      let stored = hit.id;
      if (!hit.local && hit.blizzard_id) {
        list.say(text.importing);
        try {
          const result = await importHit(hit, options);
          url = result.url || url;
          stored = result.id;
        } catch (error) {
          list.say(text.notImported + error.message);
          return;
        }
      }
      const address = url ? safeUrl(url, options.base) : null;
      if (!address) {
        list.say(text.none);
        return;
      }
      // What is of this site stays a path, so that it moves with the site.
      const here = address.origin === location.origin;
      dialog.close();
      editor.insert({
        name: hit.name, url: here ? address.pathname + address.search + address.hash : address.href,
        type: hit.type, id: stored, blizzardId: hit.blizzard_id,
      });
    }

    function open() {
      input.value = editor.remember().trim().slice(0, 200);
      list.say('');
      dialog.showModal();
      input.focus();
      if (input.value) input.dispatchEvent(new Event('input'));
    }
    function close() {
      list.close();
      dialog.close();
    }
    cancel.addEventListener('click', close);
    if (button) button.addEventListener('click', open);
    return {
      open, close,
      detach() {
        list.detach();
        dialog.remove();
        if (own) button.remove();
        else if (button) button.removeEventListener('click', open);
      },
    };
  }

  function attachAll() {
    for (const target of document.querySelectorAll('[data-wow-link]')) attach(target);
  }

  window.wowLink = { attach, suggest, search };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', attachAll);
  else attachAll();
})();
