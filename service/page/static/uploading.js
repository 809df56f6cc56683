// Uploads without leaving the page: files are dropped or chosen, sent one after the other, and each is told of.

import { el, fill, tell } from "./page.js";
import { dropped, follow, readable, send } from "./sending.js";

const form = document.querySelector("form[data-upload]");

if (form) {
  const texts = JSON.parse(form.dataset.texts);
  const box = form.querySelector(".uploads");
  const list = box.querySelector("ul");
  const bar = box.querySelector("progress");
  const said = box.querySelector(".uploads-said");
  const field = form.querySelector("input[type=file]");
  // While one file goes up, those before it are read: two queues.
  let going = Promise.resolve();
  let reading = Promise.resolve();
  const tally = { total: 0, sent: 0, ended: 0, good: 0 };

  form.querySelector(".drop-here").hidden = false;

  const show = (line, text, state) => {
    line.said.textContent = text;
    line.item.className = state;
  };

  const move = (share) => { bar.value = (tally.sent + share + tally.ended) / (2 * tally.total); };

  const count = () => {
    move(0);
    said.textContent = fill(texts.sent, { done: tally.ended, total: tally.total });
    if (tally.ended < tally.total) return;
    const text = fill(tally.good === tally.total ? texts.all : texts.some, { good: tally.good, total: tally.total });
    said.replaceChildren(text, " ", el("a", { href: "/documents?sort=indexed" }, texts.open));
    list.prepend(...list.querySelectorAll("li.failed")); // what needs a look is not looked for
  };

  const settle = (line, text, state) => {
    show(line, text, state);
    tally.ended += 1;
    tally.good += state === "failed" ? 0 : 1;
    count();
  };

  const outcome = ({ files, job }) => {
    const first = files.find((one) => one.outcome === "failed") || files[0];
    if (!first) return [job.message || texts.broken, "failed"];
    const why = texts[`why.${first.reason}`] || first.message;
    return [why ? fill(texts.why, { outcome: texts[first.outcome], why }) : texts[first.outcome], first.outcome];
  };

  // Another file of this name is there: with one more press this one takes its place.
  const offer = (file, fields, line) => {
    const again = el("button", { type: "button", className: "second", "aria-label": `${texts.replace} ${file.name}` }, texts.replace);
    again.addEventListener("click", () => {
      again.remove();
      line.item.tabIndex = -1;
      line.item.focus();
      tally.sent -= 1;
      tally.ended -= 1;
      queue(file, [...fields.filter(([name]) => name !== "replace"), ["replace", "true"]], line);
    });
    line.item.append(" ", again);
  };

  const hindrance = async (file) => {
    if (file.size > Number(form.dataset.most)) return form.dataset.large;
    if (!(await readable(file))) return texts.unreadable;
    return file.size ? "" : texts.empty;
  };

  const one = async (file, fields, line) => {
    show(line, texts.sending, "under-way");
    const problem = await hindrance(file);
    const sent = problem ? { problem } : await send(file, fields, move);
    tally.sent += 1;
    if (sent.job) {
      show(line, texts.reading, "under-way");
      move(0);
      reading = reading.then(async () => settle(line, ...outcome(await follow(sent.job))));
      return;
    }
    const isTaken = sent.code === "upload_conflict";
    settle(line, isTaken ? texts.conflict : sent.problem || texts.broken, "failed");
    if (isTaken) offer(file, fields, line);
  };

  const queue = (file, fields, line) => {
    show(line, texts.waiting, "");
    going = going.then(() => one(file, fields, line));
  };

  const take = (files) => {
    if (!files.length) return;
    if (tally.ended === tally.total) {
      Object.assign(tally, { total: 0, sent: 0, ended: 0, good: 0 });
      list.replaceChildren();
    }
    box.hidden = false;
    const fields = Array.from(new FormData(form)).filter(([, value]) => typeof value === "string");
    tally.total += files.length;
    count();
    for (const file of files) {
      const line = { said: el("span", { className: "outcome" }) };
      line.item = el("li", {}, el("b", {}, file.name), " ", line.said);
      list.append(line.item);
      queue(file, fields, line);
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(Array.from(field.files));
    field.value = "";
  });

  // Who leaves now leaves files behind.
  window.addEventListener("beforeunload", (event) => {
    if (tally.sent === tally.total) return;
    event.preventDefault();
    event.returnValue = "";
  });

  // Files may be dropped anywhere on the page.
  const carries = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("dropping");
  });
  document.addEventListener("drop", async (event) => {
    document.body.classList.remove("dropping");
    if (!carries(event)) return;
    event.preventDefault();
    const files = await dropped(event.dataTransfer);
    take(files);
    form.scrollIntoView({ block: "nearest" });
    tell(files.length ? fill(texts.sent, { done: tally.ended, total: tally.total }) : texts.nothing);
  });
}
