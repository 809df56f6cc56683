// What the browser keeps for its reader: saved passages and recent searches. Nothing of it leaves but by an export.

import { tell } from "./page.js";

const PASSAGES = "chuchu.passages";
const SEARCHES = "chuchu.searches";
const SILENT = "chuchu.silent";
const MOST = { [PASSAGES]: 300, [SEARCHES]: 50 };

// A browser may refuse to keep anything; then there is nothing.
function read(name) {
  try {
    const kept = JSON.parse(window.localStorage.getItem(name) || "[]");
    return Array.isArray(kept) ? kept.filter((one) => one && typeof one === "object") : [];
  } catch (error) {
    return [];
  }
}

function write(name, entries) {
  try {
    window.localStorage.setItem(name, JSON.stringify(entries.slice(0, MOST[name])));
    return true;
  } catch (error) {
    return false;
  }
}

export const passages = { read: () => read(PASSAGES), write: (entries) => write(PASSAGES, entries) };
export const searches = { read: () => read(SEARCHES), write: (entries) => write(SEARCHES, entries) };

export const recording = {
  get: () => {
    try {
      return window.localStorage.getItem(SILENT) === null;
    } catch (error) {
      return false;
    }
  },
  set: (isOn) => {
    try {
      if (isOn) window.localStorage.removeItem(SILENT);
      else window.localStorage.setItem(SILENT, "1");
    } catch (error) {
      // Nothing is recorded there anyway.
    }
  },
};

function keepButton(button) {
  const { save: code, href, title, reference, text, kept, done, undone, full } = button.dataset;
  const label = button.textContent;
  const isKept = () => passages.read().some((one) => one.code === code);
  const show = () => {
    button.setAttribute("aria-pressed", String(isKept()));
    button.textContent = isKept() ? kept : label;
  };
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    const wasKept = isKept();
    const others = passages.read().filter((one) => one.code !== code);
    const now = { code, href, title, reference, text, at: new Date().toISOString(), remark: "" };
    const isRoom = wasKept || others.length < MOST[PASSAGES];
    const isDone = isRoom && passages.write(wasKept ? others : [now, ...others]);
    show();
    tell(isDone ? (wasKept ? undone : done) : full);
  });
}

document.querySelectorAll("button[data-save]").forEach(keepButton);

const searched = document.querySelector("[data-searched]");
if (searched && recording.get()) {
  const query = searched.dataset.searched;
  const others = searches.read().filter((one) => one.query !== query);
  searches.write([{ query, href: window.location.pathname + window.location.search, at: new Date().toISOString() }, ...others]);
}
