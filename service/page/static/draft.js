// A checked draft: the source's wording is inserted, and taken back, without asking the service again.

import { copy, tell } from "./page.js";

const result = document.getElementById("result-text");

if (result) {
  // Places count code points; those of a JavaScript string are UTF-16 units.
  result.value = result.defaultValue;
  const original = Array.from(result.defaultValue);
  const chosen = new Map();

  const show = () => {
    const edits = Array.from(chosen.values()).sort((a, b) => b.start - a.start);
    const text = original.slice();
    for (const edit of edits) text.splice(edit.start, edit.end - edit.start, edit.words);
    result.value = text.join("");
  };
  const crosses = (a, b) => a.start < b.end && b.start < a.end;
  const mark = (button, isOn) => {
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = isOn ? button.dataset.undo : button.dataset.label;
  };

  for (const button of document.querySelectorAll("button[data-insert]")) {
    button.dataset.label = button.textContent;
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const wasOn = chosen.delete(button);
      if (!wasOn) {
        const edit = JSON.parse(button.value);
        for (const [other, there] of Array.from(chosen)) {
          if (crosses(edit, there)) {
            chosen.delete(other);
            mark(other, false);
          }
        }
        chosen.set(button, edit);
      }
      mark(button, !wasOn);
      show();
      document.querySelector("#insertion input[name=text]").value = result.value;
      tell(wasOn ? button.dataset.undone : button.dataset.done);
    });
  }

  const copying = document.getElementById("result-copy");
  copying.hidden = false;
  copying.addEventListener("click", async () => {
    const done = await copy(result.value).catch(() => false);
    if (!done) result.select();
    tell(done ? copying.dataset.done : copying.dataset.manual);
    if (done) copying.focus();
  });
}
