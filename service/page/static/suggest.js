// What one may be typing: a list under the search box, asked for when a word is whole, never during a composition.

import { composing, el, fill } from "./page.js";

const WAIT = 120; // milliseconds without a key
const LONGEST = 60; // characters; more is a question and no name

const box = document.getElementById("q");
if (box) {
  const form = box.form;
  const kinds = JSON.parse(form.dataset.kinds);
  const list = el("ul", { id: "suggestions", className: "suggestions", role: "listbox", "aria-label": form.dataset.list, hidden: true });
  const count = el("p", { className: "unseen", role: "status" });
  form.append(list, count);
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", "suggestions");
  box.setAttribute("aria-expanded", "false");

  let asked = "";
  let timer = 0;
  let request = null;
  let active = -1;

  const stop = () => {
    window.clearTimeout(timer);
    if (request) request.abort();
    request = null;
  };

  const close = () => {
    stop();
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const choose = (text) => {
    box.value = text;
    close();
    form.submit();
  };

  const mark = (index) => {
    const options = list.children;
    if (active >= 0) options[active].setAttribute("aria-selected", "false");
    active = index;
    if (active < 0) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", options[active].id);
  };

  const show = (suggestions) => {
    active = -1;
    box.removeAttribute("aria-activedescendant");
    const texts = suggestions.map((one) => one.text);
    const distinct = suggestions.filter((one, index) => texts.indexOf(one.text) === index);
    const options = distinct.map((one, index) => {
      const option = el(
        "li",
        { id: `suggestion-${index}`, role: "option", "aria-selected": "false" },
        el("span", { lang: "zh-CN" }, one.text),
        el("small", null, kinds[one.kind] || ""),
      );
      // Before the box loses the focus.
      option.addEventListener("mousedown", (event) => {
        event.preventDefault();
        choose(one.text);
      });
      return option;
    });
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    box.setAttribute("aria-expanded", String(!list.hidden));
    count.textContent = options.length ? fill(form.dataset.count, { count: options.length }) : "";
  };

  const ask = async (text) => {
    stop();
    asked = text;
    if (!text || Array.from(text).length > LONGEST) {
      close();
      return;
    }
    const mine = new AbortController();
    request = mine;
    try {
      const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(text)}`, { signal: mine.signal });
      const told = answer.ok ? await answer.json() : { suggestions: [] };
      if (request === mine && document.activeElement === box) show(told.suggestions);
    } catch (error) {
      if (request === mine) close();
    }
  };

  const typed = () => {
    const text = box.value.trim();
    if (text === asked && !list.hidden) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => ask(text), WAIT);
  };

  // In Chromium the last input of a composition comes before its end, and is still one of a composition.
  box.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
  box.addEventListener("compositionend", typed);
  box.addEventListener("compositionstart", close);
  box.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // On the way down to the box: before the keys of the page.
  form.addEventListener("keydown", (event) => {
    if (event.target !== box || composing(event) || list.hidden) return;
    const last = list.children.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // Past either end the box itself stands again.
      const next = active + step;
      mark(next > last ? -1 : next < -1 ? last : next);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose(list.children[active].firstChild.textContent);
    }
  }, true);
}
