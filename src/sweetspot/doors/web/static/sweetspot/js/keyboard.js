// Single keys for people who live here. Off while typing, off altogether by the setting, never the only way.

const root = document.documentElement;
const writing = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable]";
const rows = () => [...document.querySelectorAll("table[data-keys] tbody tr")];
let prefix = "";
let timer = 0;

function press(selector) {
  const target = [...document.querySelectorAll(selector)].find((found) => found.offsetParent !== null);
  // What it opens is reached with the next Tab, and closing it comes back here.
  target?.focus({ preventScroll: true });
  target?.click();
  return Boolean(target);
}

function focus(selector) {
  const target = document.querySelector(selector);
  target?.focus();
  target?.select?.();
  return Boolean(target);
}

const cursor = () => document.querySelector("tr[data-cursor]");

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const now = all.indexOf(cursor());
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  cursor()?.removeAttribute("data-cursor");
  next.setAttribute("data-cursor", "");
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function select(shift) {
  const box = cursor()?.querySelector(".row-check");
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: shift }));
  return Boolean(box);
}

/** A page's own letters stand on what they press, also inside a closed menu; they come before those of all pages. */
function pressOwn(key) {
  const own = document.querySelector(`[data-key="${CSS.escape(key.toLowerCase())}"]`);
  own?.click();
  return Boolean(own);
}

function openRow() {
  const row = cursor();
  row?.dispatchEvent(new CustomEvent("sweetspot:open-row", { bubbles: true }));
  return Boolean(row);
}

/** Esc takes away one layer at a time: what is open, then the selection, then the filters. */
function escape() {
  if (document.querySelector("dialog[open], [popover]:popover-open")) return false;
  const asked = new CustomEvent("sweetspot:clear-selection", { cancelable: true });
  if (!document.dispatchEvent(asked)) return true;
  return press("[data-clear-filters]");
}

const keys = {
  "/": () => focus("[data-search]"),
  f: () => press("[data-filter]"),
  j: () => move(1),
  k: () => move(-1),
  x: () => select(false),
  X: () => select(true),
  o: openRow,
  e: () => press("[data-edit]"),
  m: () => press("[data-move]"),
  c: () => press("[data-create]"),
  "[": () => press("[rel=prev]"),
  "]": () => press("[rel=next]"),
  "?": () => { document.getElementById("keys-help")?.showModal(); return true; },
};

function go(letter) {
  const link = document.querySelector(`.sidebar [data-go="${CSS.escape(letter)}"]`);
  if (link) location.assign(link.href);
  return Boolean(link);
}

function handle(event) {
  if (event.key === "Escape") return escape();
  if (root.dataset.keys === "off") return false;
  if (prefix === "g") { prefix = ""; return go(event.key); }
  if (event.key === "g") {
    prefix = "g";
    clearTimeout(timer);
    timer = setTimeout(() => { prefix = ""; }, 1200);
    return true;
  }
  if (event.key === "Enter" && event.target === cursor()) return openRow();
  return pressOwn(event.key) || (Object.hasOwn(keys, event.key) && keys[event.key]());
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches?.(writing)) return;
  if (document.querySelector("dialog[open]")) return;
  if (handle(event)) event.preventDefault();
});
