// Draws every <figure data-chart> from the Vega-Lite specification in its data block, in the page's theme.
// The drawing library is fetched only where a chart is, and never evaluates text as code (ast + interpreter).

let library = null;

function load(address) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.vegaEmbed);
    script.onerror = failed;
    document.head.append(script);
  });
  return library;
}

function dark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The same specification with each colour replaced by its partner for dark paper. */
function recolour(part, partners) {
  if (typeof part === "string") return partners[part.toLowerCase()] ?? part;
  if (Array.isArray(part)) return part.map((inner) => recolour(inner, partners));
  if (part && typeof part === "object") {
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, recolour(inner, partners)]));
  }
  return part;
}

const tip = document.createElement("div");
tip.className = "chart-tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");

function showTip(_handler, event, _item, value) {
  tip.hidden = !value;
  if (!value) return;
  const list = document.createElement("dl");
  for (const [key, text] of Object.entries(typeof value === "object" ? value : { "": value })) {
    const name = document.createElement("dt");
    const said = document.createElement("dd");
    name.textContent = key;
    said.textContent = text;
    list.append(name, said);
  }
  tip.replaceChildren(list);
  document.body.append(tip);
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.min(event.clientX + 12, innerWidth - box.width - 8)}px`;
  tip.style.top = `${Math.min(event.clientY + 12, innerHeight - box.height - 8)}px`;
}

async function draw(figure) {
  const place = figure.querySelector(".chart-view");
  const block = document.getElementById(figure.dataset.chart);
  if (!place || !block) return;
  try {
    const embed = await load(figure.dataset.library);
    const given = JSON.parse(block.textContent);
    const partners = given.usermeta?.dark ?? {};
    const { usermeta, ...spec } = given;
    figure.view?.finalize();
    const options = { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: showTip, logLevel: 1 };
    figure.view = await embed(place, dark() ? recolour(spec, partners) : spec, options);
    place.querySelector("svg")?.setAttribute("aria-hidden", "true");
    figure.dataset.drawn = "yes";
  } catch (problem) {
    console.error(problem);
    figure.dataset.drawn = "no";
    figure.querySelector("details")?.setAttribute("open", "");
  }
}

async function download(button) {
  const figure = button.closest("figure");
  const address = await figure.view?.view.toImageURL(button.dataset.download, 2);
  if (!address) return;
  const link = document.createElement("a");
  link.href = address;
  link.download = `${figure.dataset.chart}.${button.dataset.download}`;
  link.click();
}

const drawAll = (within = document) => within.querySelectorAll?.("figure[data-chart]").forEach(draw);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-download]");
  if (button) download(button);
});
document.addEventListener("sweetspot:theme", () => drawAll());
document.addEventListener("htmx:afterSwap", (event) => drawAll(event.target));
drawAll();
