// The reader: the place that is read is in view, in the text and in the outline; hits follow each other without loading.

import { fill } from "./page.js";

// Stretches of a long document are laid out when they come near: what stands above may grow, so centre once more.
function centre(place) {
  place.scrollIntoView({ block: "center" });
  window.requestAnimationFrame(() => place.scrollIntoView({ block: "center" }));
}

const target = window.location.hash && document.getElementById(window.location.hash.slice(1));
if (target && (target.id === "cite" || target.id.startsWith("hit-"))) centre(target);

const chain = document.querySelectorAll(".outline a.current");
if (chain.length) {
  const current = chain[chain.length - 1];
  const outline = current.closest(".outline");
  const below = current.getBoundingClientRect().top - outline.getBoundingClientRect().top;
  outline.scrollTop += below - outline.clientHeight / 3;
}

const bar = document.querySelector(".hit-bar");
const total = Number(bar.dataset.total);
let at = Number(bar.dataset.at);

function step(event) {
  event.preventDefault();
  const next = at + Number(event.currentTarget.dataset.step);
  if (next < 1 || next > total) return;
  at = next;
  window.location.replace(`#hit-${at}`);
  centre(document.getElementById(`hit-${at}`));
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
