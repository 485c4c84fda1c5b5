// Light, dark or as the system says. The choice is a cookie, so that the server writes it into the page at once.

const root = document.documentElement;
const year = 365 * 24 * 3600;

function remember(name, value) {
  const age = value ? year : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
}

function mark() {
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === (root.dataset.theme ?? "")));
  }
  for (const button of document.querySelectorAll("[data-set-keys]")) {
    button.setAttribute("aria-pressed", String(root.dataset.keys !== "off"));
  }
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-set-theme]");
  if (theme) {
    const value = theme.dataset.setTheme;
    remember("theme", value);
    if (value) root.dataset.theme = value;
    else delete root.dataset.theme;
    mark();
    document.dispatchEvent(new CustomEvent("sweetspot:theme"));
  }
  if (event.target.closest("[data-set-keys]")) {
    const off = root.dataset.keys !== "off";
    remember("keys", off ? "off" : "");
    if (off) root.dataset.keys = "off";
    else delete root.dataset.keys;
    mark();
  }
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  document.dispatchEvent(new CustomEvent("sweetspot:theme"));
});

mark();
