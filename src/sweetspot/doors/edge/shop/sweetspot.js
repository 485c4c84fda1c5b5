// Sweetspot for shops: keeps the id of the click that brought a visitor, as far as the visitor allows, and hands it to
// the shop's cart and forms. It sets no cookie, calls nobody but the shop itself, and never breaks the shop's page.
// Written for the browsers inside apps too, old ones included: no syntax later than ES5.
(function () {
  "use strict";
  if (window.sweetspot && window.sweetspot.consent) return;
  var NAME = "ssclid", KEY = "sweetspot_click", ID = /^clk_[0-9A-HJKMNP-TV-Z]{26}$/i, DAY = 864e5;
  var script = document.currentScript, id = "", allowed = false, denied = false, posted = false;

  // Whatever goes wrong in here is ours alone: the shop goes on without it.
  function safely(step) {
    return function (value) { try { return step(value); } catch (error) { return undefined; } };
  }

  function attribute(name) { return (script && script.getAttribute("data-" + name)) || ""; }

  // A signal of the browser not to be followed, unless the shop answers for ignoring it.
  function refused() {
    if (attribute("signals") === "ignore") return false;
    return navigator.globalPrivacyControl === true || navigator.doNotTrack === "1" || window.doNotTrack === "1";
  }

  // Until a day: as long as the shop says, 30 days at most. Without that, as long as the tab is open.
  function days() { return Math.min(Math.max(parseInt(attribute("days"), 10) || 0, 0), 30); }

  var forget = safely(function (kind) { window[kind].removeItem(KEY); });

  var kept = safely(function (kind) {
    var found = JSON.parse(window[kind].getItem(KEY) || "null");
    if (found && ID.test(found.id) && !(found.until < Date.now())) return found;
    forget(kind);
  });

  function known() { return kept("sessionStorage") || kept("localStorage"); }

  var keep = safely(function (cart) {
    var long = days(), before = known(), value = { id: id, cart: cart };
    if (long) value.until = (before && before.id === id && before.until) || Date.now() + long * DAY;
    window[long ? "localStorage" : "sessionStorage"].setItem(KEY, JSON.stringify(value));
  });

  var fill = safely(function () {
    var fields = document.querySelectorAll('input[name="' + NAME + '"]');
    var value = denied ? "" : id;
    for (var i = 0; i < fields.length; i++) if (value || ID.test(fields[i].value)) fields[i].value = value;
  });

  function cartToken() { return (/(?:^|;\s*)cart=([^;]*)/.exec(document.cookie) || [])[1] || "unseen"; }

  // Shopify sends a cart's attributes with the order. A new cart begins without them, so each is told once.
  var tellCart = safely(function (value) {
    if (!window.Shopify || !window.fetch) return;
    var root = (window.Shopify.routes && window.Shopify.routes.root) || "/", attributes = {};
    attributes[NAME] = value;
    window.fetch(root + "cart/update.js", {
      method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ attributes: attributes })
    }).then(function (answer) { if (answer.ok && allowed && value === id) keep(cartToken()); }, function () {});
  });

  function handOn() {
    fill();
    if (!id || !allowed) return;
    var found = known();
    if (!found || found.id !== id) keep("");
    if (posted || (found && found.id === id && found.cart === cartToken())) return;
    posted = true;
    tellCart(id);
  }

  var consent = safely(function (given) {
    if (refused()) return;
    allowed = given === true;
    denied = !allowed;
    if (allowed) return handOn();
    if (known() || posted) tellCart("");
    forgetAll();
    posted = false;
    fill();
  });

  function forgetAll() { forget("sessionStorage"); forget("localStorage"); }

  safely(function () {
    window.sweetspot = { consent: consent, id: function () { return denied ? "" : id; } };
    if (refused()) return forgetAll();
    var landed = new RegExp("[?&]" + NAME + "=([^&#]*)").exec(location.search), before = known();
    if (landed && ID.test(landed[1])) id = landed[1];
    else if (before) id = before.id;
    // What is kept was allowed once. A banner that was answered before this script arrived leaves its answer behind.
    allowed = !!before || attribute("consent") === "given" || window.sweetspotConsent === true;
    if (window.sweetspotConsent === false) consent(false);
    document.addEventListener("submit", fill, true);
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", safely(handOn));
    else safely(handOn)();
  })();
})();
