// One's own page: what the browser keeps is listed, remarked on, dropped, and sent to be made a file.

import { passages, recording, searches } from "./keeping.js";
import { el, fill, tell } from "./page.js";

const root = document.getElementById("mine");
const texts = JSON.parse(root.dataset.texts);
const lists = {
  passages: root.querySelector("#passages .entries"),
  searches: root.querySelector("#searches .entries"),
};

const clock = (at) => {
  const then = new Date(at);
  if (Number.isNaN(then.getTime())) return "";
  const two = (value) => String(value).padStart(2, "0");
  const day = [then.getFullYear(), two(then.getMonth() + 1), two(then.getDate())].join("-");
  return `${day} ${two(then.getHours())}:${two(then.getMinutes())}`;
};
// An address that was kept leads within the service or nowhere.
const local = (href) => (/^\/(?![/\\])/.test(String(href)) ? String(href) : "/");

function dropButton(store, same, name) {
  const button = el("button", { type: "button", className: "second" }, texts.drop);
  button.setAttribute("aria-label", `${texts.drop} ${name}`);
  button.addEventListener("click", () => {
    const list = button.closest("ol, ul");
    const place = Array.from(list.children).indexOf(button.closest("li"));
    store.write(store.read().filter((one) => !same(one)));
    show();
    tell(texts.dropped);
    const left = list.querySelectorAll("li button");
    const next = left[Math.min(place, left.length - 1)] || document.getElementById("main");
    next.focus();
  });
  return button;
}

function remarkField(one) {
  const field = el("input", { value: one.remark || "", maxLength: 500, placeholder: texts.remark, autocomplete: "off" });
  field.setAttribute("aria-label", `${texts.remark} ${one.reference}`);
  field.addEventListener("change", () => {
    passages.write(passages.read().map((kept) => (kept.code === one.code ? { ...kept, remark: field.value } : kept)));
  });
  return field;
}

function passageItem(one) {
  const title = el("h3", { lang: "zh-CN" }, el("a", { href: local(one.href) }, String(one.title)));
  const quote = el("blockquote", { lang: "zh-CN" }, el("p", {}, String(one.text)));
  const place = el("p", { className: "hint" }, `${one.reference} `, el("time", { dateTime: String(one.at) }, fill(texts["saved.at"], { at: clock(one.at) })));
  const work = el("p", { className: "work-links" }, remarkField(one), dropButton(passages, (kept) => kept.code === one.code, one.reference));
  return el("li", {}, title, quote, place, work);
}

function searchItem(one) {
  const link = el("a", { href: local(one.href) }, String(one.query));
  const at = el("time", { className: "hint", dateTime: String(one.at) }, clock(one.at));
  return el("li", {}, link, " ", at, " ", dropButton(searches, (kept) => kept.query === one.query, one.query));
}

function show() {
  const [saved, asked] = [passages.read(), searches.read()];
  lists.passages.replaceChildren(...saved.map(passageItem));
  lists.searches.replaceChildren(...asked.map(searchItem));
  if (!saved.length) lists.passages.append(el("li", { className: "hint" }, texts.none));
  if (!asked.length) lists.searches.append(el("li", { className: "hint" }, texts["searches.none"]));
  document.getElementById("kept-export").hidden = !saved.length && !asked.length;
}

// Clearing asks again in the button itself, and forgets that it asked when it is left.
function clearing(button, store) {
  const label = button.textContent;
  let isAsked = false;
  const calm = () => {
    isAsked = false;
    button.textContent = label;
  };
  button.addEventListener("blur", calm);
  button.addEventListener("click", () => {
    if (!isAsked) {
      isAsked = true;
      button.textContent = button.dataset.sure;
      tell(button.dataset.sure);
      return;
    }
    store.write([]);
    calm();
    show();
    tell(texts.dropped);
  });
}

clearing(document.getElementById("passages-clear"), passages);
clearing(document.getElementById("searches-clear"), searches);

const record = document.getElementById("record");
record.checked = recording.get();
record.addEventListener("change", () => recording.set(record.checked));

document.getElementById("kept-export").addEventListener("submit", (event) => {
  const kept = {
    passages: passages.read().map(({ code, remark }) => ({ code, remark })),
    searches: searches.read().map(({ query, at }) => ({ query, at: clock(at) })),
  };
  event.target.elements.kept.value = JSON.stringify(kept);
});

for (const section of root.querySelectorAll("section.kept")) section.hidden = false;
show();
