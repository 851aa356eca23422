/* What the pages of the site do more where there is script. Everything works without. */
(function () {
  'use strict';

  /* The search box offers what it finds while somebody types; "/" leads to it. */
  const form = document.querySelector('form.search[data-suggest]');
  if (form && form.dataset.suggest && window.wowLink) {
    const input = form.querySelector('input[name="q"]');
    window.wowLink.suggest(input, {
      async find(text, signal) {
        const hits = await window.wowLink.search(text, { path: form.dataset.suggest, limit: 8 }, signal);
        return hits.map((hit) => ({ name: hit.name, note: hit.label || '', hit }));
      },
      choose(item) {
        if (item.hit.url && /^(https?:\/\/|\/(?![/\\]))/.test(item.hit.url)) {
          location.assign(item.hit.url);
          return;
        }
        input.value = item.name; // it has no page of its own
        form.requestSubmit();
      },
    });
    document.addEventListener('keydown', (event) => {
      const typing = event.target.closest && event.target.closest('input, textarea, select, [contenteditable]');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.focus();
      input.select();
    });
  }

  /* The lookup form offers the realms of the chosen region, not those of all. */
  for (const lookup of document.querySelectorAll('form[data-realms]')) {
    const region = lookup.elements.namedItem('region');
    const list = lookup.querySelector('datalist');
    if (!region || !list) continue;
    const all = Array.from(list.children);
    const offer = () => list.replaceChildren(
      ...all.filter((option) => (option.dataset.regions || '').split(' ').includes(region.value)));
    region.addEventListener('change', offer);
    offer();
  }
})();
