// Rows that open as a whole, and selection with the bar that says what it will do.

const interactive = "a, button, input, select, textarea, label, summary, [popover]";
let last = null;

function open(row, event) {
  const href = row.dataset.href;
  if (!href) return;
  if (event && (event.metaKey || event.ctrlKey || event.button === 1)) window.open(href, "_blank", "noopener");
  else location.assign(href);
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest(interactive) || String(getSelection())) return;
  open(row, event);
});

const boxes = (table) => [...table.querySelectorAll(".row-check")];

/** Brings the bar, the head box and the rows to what is ticked. */
function update(table) {
  const all = boxes(table);
  const chosen = all.filter((box) => box.checked);
  const head = table.querySelector(".all-check");
  if (head) {
    head.checked = all.length > 0 && chosen.length === all.length;
    head.indeterminate = chosen.length > 0 && chosen.length < all.length;
  }
  const bar = document.querySelector(`.bulk[data-for="${CSS.escape(table.id)}"]`);
  if (!bar) return;
  bar.hidden = chosen.length === 0;
  bar.querySelector("[data-count]").textContent = chosen.length;
  const pages = document.querySelector(`.pagination[data-for="${CSS.escape(table.id)}"]`);
  if (pages) pages.hidden = chosen.length > 0;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest(".row-check");
  if (!box) return;
  const table = box.closest("table");
  if (event.shiftKey && last && table.contains(last)) {
    const all = boxes(table);
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const between of all.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  update(table);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches(".all-check")) return;
  const table = event.target.closest("table");
  for (const box of boxes(table)) box.checked = event.target.checked;
  update(table);
});

function clear() {
  let any = false;
  for (const table of document.querySelectorAll("table")) {
    for (const box of boxes(table)) { any ||= box.checked; box.checked = false; }
    if (table.querySelector(".row-check")) update(table);
  }
  return any;
}

document.addEventListener("click", (event) => { if (event.target.closest("[data-clear-selection]")) clear(); });
document.addEventListener("sweetspot:clear-selection", (event) => { if (clear()) event.preventDefault(); });
document.addEventListener("sweetspot:open-row", (event) => open(event.target));
document.addEventListener("htmx:afterSwap", (event) => {
  for (const table of event.target.querySelectorAll?.("table:has(.row-check)") ?? []) update(table);
});
// Also after going back, when the browser has ticked again what was ticked.
addEventListener("pageshow", () => {
  for (const table of document.querySelectorAll("table:has(.row-check)")) update(table);
});
