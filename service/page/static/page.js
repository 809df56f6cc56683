// What every page does better with script; without it everything works too. No markup is ever made from text.

const status = document.getElementById("status");
const box = document.getElementById("q");

// Says something to everyone: shown for a while, and read aloud.
export function tell(text) {
  status.textContent = text;
  window.clearTimeout(tell.timer);
  tell.timer = window.setTimeout(() => { status.textContent = ""; }, 4000);
}

// An element with its properties and children; strings become text.
export function el(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties || {})) {
    if (key in made && key !== "role") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

// Fills the {names} of a text.
export function fill(text, values) {
  return text.replace(/{(\w+)}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Whether a key press belongs to an input method: Enter then chooses a word.
export function composing(event) {
  return event.isComposing || event.keyCode === 229;
}

function isTyping(target) {
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

// `/` goes to the search box.
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && box && !isTyping(event.target) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});

if (box) {
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && composing(event)) event.preventDefault();
    else if (event.key === "Escape" && !composing(event) && !event.defaultPrevented) box.value = "";
  });
  box.form.addEventListener("submit", (event) => {
    if (!box.value.trim()) {
      event.preventDefault();
      box.focus();
    }
  });
}

// Copying: the clipboard is there only in secure contexts; on plain http a selection is copied instead.
export async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const area = el("textarea", { value: text, className: "unseen", readOnly: true });
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

// Judgements of hits and answers, kept by the service for evaluation.
export function judged(group) {
  const { done, failed } = group.dataset;
  for (const button of group.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      const { query, code, kind } = group.elements;
      const body = JSON.stringify({ query: query.value, code: code.value, kind: kind.value, verdict: button.value });
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch("/api/v1/feedback", { method: "POST", headers, body }).catch(() => null);
      const kept = answer !== null && answer.ok;
      if (kept) {
        for (const other of group.querySelectorAll("button")) {
          other.setAttribute("aria-pressed", String(other === button));
        }
      }
      tell(kept ? done : failed);
    });
  }
}

document.querySelectorAll(".judging").forEach(judged);

// A job's page follows its events, and shows itself anew when the job has ended; who is on the way elsewhere is let go.
const job = document.querySelector("[data-events]");
if (job) {
  const source = new EventSource(job.dataset.events);
  window.addEventListener("beforeunload", () => source.close());
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
