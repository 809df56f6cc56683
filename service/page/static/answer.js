// The answer above the results: streamed, sentence by sentence, each with its marks; a mark shows its passage.

import { el, fill, judged } from "./page.js";

const panel = document.getElementById("answer");
const asking = JSON.parse(panel.dataset.asking);
const { texts } = asking;
const body = panel.querySelector(".answer-body");
const state = panel.querySelector(".answer-state");
const form = panel.querySelector("form.ask");
const start = form.querySelector("button[name=ask]");
const byModel = form.querySelector("[data-generator]");
const stop = form.querySelector("[data-stop]");
const peek = document.getElementById("peek");
const own = document.documentElement.lang; // of what is not a source's words
const LONG = 300; // characters of a passage under an answer

let running = null;
let writer = "";
let passages = new Map();

// A passage as text and marks; offsets count code points.
function marked(text, spans, limit) {
  const characters = Array.from(text);
  const shown = limit && characters.length > limit ? limit : characters.length;
  const nodes = [];
  let at = 0;
  for (const [low, high] of spans || []) {
    const from = Math.min(Math.max(low, at), shown);
    const until = Math.min(high, shown);
    if (from > at) nodes.push(characters.slice(at, from).join(""));
    if (until > from) nodes.push(el("mark", null, characters.slice(from, until).join("")));
    at = Math.max(at, until);
  }
  nodes.push(characters.slice(at, shown).join("") + (shown < characters.length ? "……" : ""));
  return nodes;
}

function address(url) {
  return `${url}?q=${encodeURIComponent(panel.dataset.question)}`;
}

function mark(number) {
  const label = fill(texts.mark, { number });
  return el("a", { className: "cite-mark", href: `#e${number}`, "aria-label": label }, String(number));
}

function sentence(told) {
  const marks = told.citations.map(mark);
  const made = el("span", { className: "sentence" }, told.text, ...marks);
  if (told.supported === false) {
    made.classList.add("unsupported");
    made.append(el("small", { lang: own }, texts.unsupported));
  }
  return made;
}

function sources(citations, summary, open) {
  const items = citations.map((one, index) => {
    const number = one.number || index + 1;
    return el(
      "li",
      { id: `e${number}`, value: number },
      el("a", { href: address(one.url) }, one.reference),
      el("blockquote", null, ...marked(one.text, one.marked, LONG)),
    );
  });
  const list = el("details", { className: "evidence", open }, el("summary", { lang: own }, fill(summary, { count: citations.length })));
  list.append(el("ol", null, ...items));
  return list;
}

// Whether the answer is right, kept with its first passage.
function judging(code) {
  const field = (name, value) => el("input", { type: "hidden", name, value });
  const button = (verdict) => el("button", { value: verdict }, texts[verdict]);
  const group = el("form", { className: "judging" });
  group.append(field("query", panel.dataset.question), field("code", code), field("kind", "answer"));
  group.append(el("span", { role: "group", "aria-label": texts.judged }, button("right"), button("wrong")));
  group.dataset.done = texts["judged.done"];
  group.dataset.failed = texts["judged.failed"];
  judged(group);
  return el("div", { className: "judged-answer", lang: own }, el("span", null, texts.judged), group);
}

function keep(citations) {
  passages = new Map(citations.map((one) => [one.number, one]));
}

// Sentences as they come; `done` stands in place of all that came before it.
const take = {
  evidence(told) {
    keep(told.citations);
    body.replaceChildren(el("p", { className: "answer-text" }));
  },
  delta() {},
  cited(told) {
    const text = body.querySelector(".answer-text");
    if (text) text.append(sentence(told.sentence));
  },
  done(told) {
    const answered = told.status === "answered";
    const parts = [];
    if (told.reason) parts.push(el("p", { className: "reason", lang: own }, told.reason));
    if (told.sentences.length) parts.push(el("p", { className: "answer-text" }, ...told.sentences.map(sentence)));
    if (answered && told.citations.length) parts.push(sources(told.citations, texts.evidence, false));
    else if (told.nearest.length) parts.push(sources(told.nearest, texts.nearest, false));
    const made = [texts[`generator.${told.generator_used}`]];
    if (answered) made.push(fill(texts.confidence, { percent: Math.round(told.confidence * 100) }));
    parts.push(el("p", { className: "made-by", lang: own }, made.join(" · ")));
    writer = told.generator_used;
    keep(told.citations);
    if (answered && told.citations.length) parts.push(judging(told.citations[0].code));
    body.replaceChildren(...parts);
    state.textContent = answered ? "" : texts.refused;
  },
  failed(told) {
    state.textContent = fill(texts.failed, { message: told.message });
  },
};

// Server-sent events of a POST: EventSource can only GET.
async function follow(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += decoder.decode(value, { stream: true });
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const name = /^event: (\w+)$/m.exec(block);
      const data = /^data: (.*)$/m.exec(block);
      if (name && data && name[1] in take) take[name[1]](JSON.parse(data[1]));
    }
  }
}

async function ask(generator) {
  if (running) running.abort();
  const mine = new AbortController();
  running = mine;
  writer = "";
  hide();
  stop.hidden = false;
  if (start) start.hidden = true;
  body.setAttribute("aria-busy", "true");
  state.textContent = texts.working;
  body.replaceChildren();
  try {
    const answer = await fetch("/api/v1/ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ question: panel.dataset.question, filters: asking.filters, stream: true, generator }),
      signal: mine.signal,
    });
    if (answer.ok) {
      state.textContent = "";
      await follow(answer.body);
    } else {
      take.failed((await answer.json()).error);
    }
  } catch (error) {
    const gone = mine.signal.aborted ? texts.stopped : fill(texts.failed, { message: "" });
    if (running === mine) state.textContent = gone;
  }
  if (running !== mine) return;
  running = null;
  body.removeAttribute("aria-busy");
  stop.hidden = true;
  if (start) start.hidden = body.childElementCount > 0;
  if (byModel) byModel.hidden = writer === "model"; // what was stopped or fell back can be asked for again
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask("extractive");
});
stop.addEventListener("click", () => running && running.abort());
window.addEventListener("pagehide", () => running && running.abort());
if (byModel) {
  byModel.hidden = false;
  byModel.addEventListener("click", () => ask("model"));
}

// The passage of a mark, while the mark or the passage is pointed at or focused; Escape puts it away.
let leaving = 0;

function hide() {
  peek.hidden = true;
  for (const one of body.querySelectorAll("[aria-describedby]")) one.removeAttribute("aria-describedby");
}

function passageOf(link) {
  const number = Number(link.textContent);
  const known = passages.get(number);
  if (known) return [el("b", null, known.reference), el("span", null, ...marked(known.text, known.marked, LONG))];
  const item = document.getElementById(`e${number}`); // an answer that came with the page
  if (!item) return null;
  return Array.from(item.children, (child) => el(child.tagName === "A" ? "b" : "span", null, child.textContent));
}

function show(link) {
  const passage = passageOf(link);
  if (!passage) return;
  window.clearTimeout(leaving);
  hide();
  peek.replaceChildren(...passage);
  peek.hidden = false;
  link.setAttribute("aria-describedby", "peek");
  const place = link.getBoundingClientRect();
  const frame = panel.getBoundingClientRect();
  const left = Math.min(place.left - frame.left, frame.width - peek.offsetWidth);
  peek.style.left = `${Math.max(0, left)}px`;
  peek.style.top = `${place.bottom - frame.top + 6}px`;
}

function leave() {
  window.clearTimeout(leaving);
  leaving = window.setTimeout(hide, 150);
}

for (const [enter, exit] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
  body.addEventListener(enter, (event) => {
    const link = event.target.closest("a.cite-mark");
    if (link) show(link);
  });
  body.addEventListener(exit, (event) => { if (event.target.closest("a.cite-mark")) leave(); });
}
peek.addEventListener("mouseenter", () => window.clearTimeout(leaving));
peek.addEventListener("mouseleave", leave);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
// A mark opens the list that its passage stands in, and goes there.
body.addEventListener("click", (event) => {
  const list = event.target.closest("a.cite-mark") && body.querySelector("details.evidence");
  if (!list) return;
  hide();
  list.open = true;
});

if (asking.at_once && !panel.dataset.here) ask("extractive");
