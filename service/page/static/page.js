// What the page does better with script; without it everything works too. No markup is ever made from text.

const status = document.getElementById("status");
const box = document.getElementById("q");

function tell(text) {
  status.textContent = text;
  window.clearTimeout(tell.timer);
  tell.timer = window.setTimeout(() => { status.textContent = ""; }, 4000);
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

// `/` goes to the search box, Escape clears it.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && box && !isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

if (box) {
  box.addEventListener("keydown", (event) => {
    // Enter that ends a composition chooses a word and must not send the form.
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) {
      event.preventDefault();
    } else if (event.key === "Escape" && !event.isComposing) {
      box.value = "";
    }
  });
  box.form.addEventListener("submit", (event) => {
    if (!box.value.trim()) {
      event.preventDefault();
      box.focus();
    }
  });
}

// Copying: the clipboard is there only in secure contexts; on plain http a selection is copied instead.
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  area.setAttribute("readonly", "");
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.dataset.copy;
    const done = await copy(text).catch(() => false);
    tell(done ? button.dataset.done + text : button.dataset.manual);
    button.focus();
  });
}

// A job's page follows its events, and shows itself anew when the job has ended.
const job = document.querySelector("[data-events]");
if (job) {
  const source = new EventSource(job.dataset.events);
  const bar = job.querySelector("progress");
  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    if (bar && told.files_total) {
      bar.max = told.files_total;
      bar.value = told.files_done;
    } else if (told.files_total) {
      window.location.reload();
    }
  });
  source.addEventListener("done", () => {
    source.close();
    window.location.reload();
  });
}

// Long outlines: the place that is read is in view.
const chain = document.querySelectorAll(".outline a.current");
if (chain.length) {
  const current = chain[chain.length - 1];
  const outline = current.closest(".outline");
  const below = current.getBoundingClientRect().top - outline.getBoundingClientRect().top;
  outline.scrollTop += below - outline.clientHeight / 3;
}
