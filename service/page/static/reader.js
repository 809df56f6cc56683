// The reader: the place that is read is in view, in the text and in the outline; hits follow each other without loading.

import { fill } from "./page.js";

const bar = document.querySelector(".hit-bar");

// What is read of a place: all cited words, the first found word of a hit, else the place itself.
function read(place) {
  if (place.id === "cite") return [...document.querySelectorAll("mark.cited")];
  return [document.querySelector(`#${place.id} ~ mark.found, #${place.id} mark.found`) || place];
}

// In the middle of what is seen below the bar; what is longer than that begins near the top. Tells whether anything moved.
function show(place) {
  const marks = read(place);
  const style = window.getComputedStyle(bar);
  const top = style.position === "sticky" ? parseFloat(style.top) + bar.offsetHeight : 0;
  const seen = window.innerHeight - top;
  const first = marks[0].getBoundingClientRect().top;
  const height = marks[marks.length - 1].getBoundingClientRect().bottom - first;
  const before = window.scrollY;
  window.scrollBy(0, first - top - Math.max(seen / 8, (seen - height) / 2));
  return Math.abs(window.scrollY - before) >= 1;
}

// Stretches of a long document are laid out when they come near, some frames after: what stands above may grow, so centre
// until nothing has moved for three frames.
function centre(place, still = 0, frames = 20) {
  const quiet = show(place) ? 0 : still + 1;
  if (quiet < 3 && frames) window.requestAnimationFrame(() => centre(place, quiet, frames - 1));
}

// Who comes back or loads anew stays where the browser remembers.
const [navigation] = performance.getEntriesByType("navigation");
const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
const isNew = !navigation || navigation.type === "navigate";
if (isNew && target && (target.id === "cite" || target.id.startsWith("hit-"))) centre(target);

// What stands around the portion that came with the page is fetched once that stands, so that the browser finds in all of it.
// The browser makes a document of it, as of any page: no markup is made from text here.
function fetched(address) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.addEventListener("loadend", () => resolve(request.status === 200 ? request.response : null));
    request.send();
  });
}

// What is read stays where it is, whatever comes to stand above it.
function standing(change) {
  const root = document.documentElement;
  const kept = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2) || document.body;
  const before = kept.getBoundingClientRect().top;
  root.style.overflowAnchor = "none";
  change();
  window.scrollBy(0, kept.getBoundingClientRect().top - before);
  window.requestAnimationFrame(() => { root.style.overflowAnchor = ""; });
}

async function complete(line) {
  const rest = await fetched(line.dataset.more);
  const found = rest && rest.querySelector("article");
  if (!found) return;
  const nodes = Array.from(found.childNodes, (node) => document.importNode(node, true));
  standing(() => line.replaceWith(...nodes));
}

async function completeAll() {
  for (const line of document.querySelectorAll(".portions.after, .portions.before")) await complete(line);
  const asked = !target && window.location.hash && document.getElementById(window.location.hash.slice(1));
  if (asked) centre(asked);
}

if (document.querySelector(".portions")) window.addEventListener("load", () => window.setTimeout(completeAll, 0));

// A link to a place of this document that has come in the meantime goes there without loading.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".outline a");
  if (!link || !link.hash || !document.getElementById(link.hash.slice(1))) return;
  event.preventDefault();
  window.location.hash = link.hash;
});

const chain = document.querySelectorAll(".outline a.current");
if (chain.length) {
  const current = chain[chain.length - 1];
  const outline = current.closest(".outline");
  const below = current.getBoundingClientRect().top - outline.getBoundingClientRect().top;
  outline.scrollTop += below - outline.clientHeight / 3;
}

const total = Number(bar.dataset.total);
let at = Number(bar.dataset.at);

function step(event) {
  const next = at + Number(event.currentTarget.dataset.step);
  const place = document.getElementById(`hit-${next}`);
  if (!place) return; // the link leads there, where there is one
  event.preventDefault();
  at = next;
  window.location.replace(`#hit-${at}`);
  centre(place);
  bar.querySelector("[role=status]").textContent = fill(bar.dataset.count, { at, total });
  for (const link of bar.querySelectorAll("[data-step]")) {
    const other = at + Number(link.dataset.step);
    if (other < 1 || other > total) {
      link.removeAttribute("href");
    } else {
      const address = new URL(window.location.href);
      address.searchParams.set("hit", String(other));
      address.hash = `hit-${other}`;
      link.href = address.pathname + address.search + address.hash;
    }
  }
}

for (const link of bar.querySelectorAll("[data-step]")) link.addEventListener("click", step);
