// Keeps a page up to date while it is open; without it, or without a stream, reloading does the same.
//
//   <article data-live="/where/events/come/from" data-version="…">
//     <span data-text="key">…</span>  <rect data-width="key" …>
//
// Events named "state" are {"version", "texts": {key: text}, "widths": {key: number}}. Texts and widths are put in place;
// when the version is another than the page's, the page is fetched anew and its article replaced.
(function () {
  "use strict";
  var root = document.querySelector("[data-live]");
  if (!root || !window.EventSource || !window.fetch) return;
  var fetching = false;
  var postponed = false;

  function put(values, attribute, set) {
    Object.keys(values || {}).forEach(function (key) {
      root.querySelectorAll("[" + attribute + "]").forEach(function (element) {
        if (element.getAttribute(attribute) === key) set(element, String(values[key]));
      });
    });
  }

  // Whoever is choosing something must not lose it.
  function isInUse() {
    var active = document.activeElement;
    return active && root.contains(active) && /^(INPUT|SELECT|TEXTAREA)$/.test(active.tagName);
  }

  function replace() {
    if (fetching) return;
    postponed = isInUse();
    if (postponed) return;
    fetching = true;
    fetch(location.pathname + location.search, { headers: { Accept: "text/html" }, credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok || response.redirected) throw new Error("HTTP " + response.status);
        return response.text();
      })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
        if (!fresh) throw new Error("nothing live");
        var focused = document.activeElement && document.activeElement.id;
        var chosen = Array.prototype.map.call(root.querySelectorAll("select"), function (each) { return each.value; });
        fresh.querySelectorAll("script").forEach(function (script) { script.remove(); });
        root.replaceWith(fresh);
        root = fresh;
        var selects = root.querySelectorAll("select");
        if (selects.length === chosen.length)
          selects.forEach(function (each, at) { each.value = chosen[at]; });
        if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
      })
      .catch(function () { /* the next event tries again */ })
      .then(function () { fetching = false; });
  }

  document.addEventListener("focusout", function () {
    if (postponed) setTimeout(replace, 300);
  });

  var source = new EventSource(root.getAttribute("data-live"));
  source.addEventListener("state", function (event) {
    var state;
    try { state = JSON.parse(event.data); } catch (problem) { return; }
    if (state.version !== root.getAttribute("data-version")) return replace();
    put(state.texts, "data-text", function (element, text) { if (element.textContent !== text) element.textContent = text; });
    put(state.widths, "data-width", function (element, width) { element.setAttribute("width", width); });
  });
})();
