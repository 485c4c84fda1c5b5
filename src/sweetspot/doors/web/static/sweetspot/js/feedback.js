// Says what happened: toasts, copied text, one submit per press, menus that open beside their button.

const region = () => document.getElementById("toasts");

/** Shows a sentence for `seconds` (errors stay until closed) and has it read out politely. */
function toast(text, kind = "info", seconds = 6) {
  const pattern = document.getElementById("toast-pattern");
  if (!pattern || !region()) return;
  const card = pattern.content.firstElementChild.cloneNode(true);
  card.querySelector(".toast-text").textContent = text;
  card.dataset.kind = kind;
  region().append(card);
  if (kind !== "error") hold(card, seconds);
}

/** Takes a toast away after its time, which stands still while it is pointed at or focused. */
function hold(card, seconds) {
  let timer = setTimeout(() => card.remove(), seconds * 1000);
  const wait = () => clearTimeout(timer);
  const resume = () => { wait(); timer = setTimeout(() => card.remove(), seconds * 1000); };
  for (const name of ["pointerenter", "focusin"]) card.addEventListener(name, wait);
  for (const name of ["pointerleave", "focusout"]) card.addEventListener(name, resume);
}

async function copy(button) {
  const source = button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom) : null;
  const text = button.dataset.copy ?? source?.value ?? source?.textContent.trim() ?? "";
  try {
    await navigator.clipboard.writeText(text);
    toast(button.dataset.copied || "Copied");
  } catch {
    toast("The browser did not allow copying. Select the text and copy it by hand.", "error");
  }
}

/** Opens a floating panel under (or above) the button that opened it, inside the window. */
function place(panel, button) {
  const box = button.getBoundingClientRect();
  const size = panel.getBoundingClientRect();
  const gap = 4;
  const below = box.bottom + gap + size.height <= innerHeight || box.top < size.height + gap;
  const left = Math.min(Math.max(8, box.left), Math.max(8, innerWidth - size.width - 8));
  panel.style.left = `${left}px`;
  const top = below ? box.bottom + gap : box.top - gap - size.height;
  panel.style.top = `${Math.max(8, Math.min(top, innerHeight - size.height - 8))}px`;
}

document.addEventListener("toggle", (event) => {
  const panel = event.target;
  if (!panel.matches?.(".pop[popover]") || event.newState !== "open") return;
  const button = document.querySelector(`[popovertarget="${CSS.escape(panel.id)}"]`);
  if (button) place(panel, button);
}, true);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (button) copy(button);
  event.target.closest("[data-close-toast]")?.closest(".toast")?.remove();
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) window.print();
});

// A form is sent once: the pressed button turns busy, and a second press does nothing until the page is left.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => event.defaultPrevented && release(form), 0);
  // An answer that is a file leaves the page open.
  setTimeout(() => release(form), 10_000);
});

function release(form) {
  delete form.dataset?.sent;
  for (const button of form.querySelectorAll?.("[aria-busy]") ?? []) button.removeAttribute("aria-busy");
}

// The browser's back button may bring a page back as it was left, busy buttons and all.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

document.addEventListener("htmx:afterRequest", (event) => release(event.target));
document.addEventListener("htmx:responseError", (event) => {
  const reference = event.detail.xhr?.getResponseHeader("X-Request-Id");
  toast(`That did not work, and nothing was changed. Try again${reference ? ` or quote ${reference}` : ""}.`, "error");
});
document.addEventListener("htmx:sendError", () => {
  toast("The server cannot be reached. Nothing was changed; try again in a moment.", "error");
});
document.addEventListener("sweetspot:toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.kind));

for (const card of document.querySelectorAll(".toast[data-fade]")) hold(card, 8);
document.querySelector(".error-summary[data-focus]")?.focus();

// A filter form sends itself when a choice changes; typing waits for a pause.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && !event.target.matches("[type=search]")) form.requestSubmit();
});
