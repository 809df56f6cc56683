// The reader: the place that is read is in view, in the text and in the outline.

const chain = document.querySelectorAll(".outline a.current");
if (chain.length) {
  const current = chain[chain.length - 1];
  const outline = current.closest(".outline");
  const below = current.getBoundingClientRect().top - outline.getBoundingClientRect().top;
  outline.scrollTop += below - outline.clientHeight / 3;
}
