// The live tail: asks only while somebody looks and has not paused it, and says how many came without chattering.

let paused = false;
let unsaid = 0;
let spoken = 0;

const rows = (within) => new Set([...within.querySelectorAll("[data-click]")].map((row) => row.dataset.click));

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("[data-tail]") && (paused || document.hidden)) event.preventDefault();
});

// A tail that cannot be reached for a moment is no reason for a message every two seconds.
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    if (!event.target.matches?.("[data-tail]")) return;
    event.stopImmediatePropagation();
    state("cannot be reached, tries again");
  }, true);
}

function state(text) {
  const place = document.querySelector("[data-tail-state]");
  if (place) place.textContent = text;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.target.matches("[data-tail]")) return;
  const before = rows(event.target);
  const after = document.createElement("template");
  after.innerHTML = event.detail.xhr.responseText;
  unsaid += [...rows(after.content)].filter((id) => !before.has(id)).length;
  state("asks again every two seconds");
  say();
});

/** At most one sentence in ten seconds, however many clicks there are. */
function say() {
  const place = document.querySelector("[data-tail-said]");
  if (!place || !unsaid || Date.now() - spoken < 10_000) return;
  place.textContent = unsaid === 1 ? "1 new click" : `${unsaid} new clicks`;
  [unsaid, spoken] = [0, Date.now()];
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tail-pause]");
  if (!button) return;
  paused = !paused;
  button.setAttribute("aria-pressed", String(paused));
  button.textContent = paused ? "Go on" : "Pause";
  state(paused ? "paused" : "asks again every two seconds");
});

// After a value narrowed the page, reading goes on from what is shown now.
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector?.("[data-focus-here]")?.focus({ preventScroll: true });
});
