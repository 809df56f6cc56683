// Uploads without leaving the page: files are dropped or chosen, sent one after the other, and each is told of.

import { el, fill, tell } from "./page.js";

const form = document.querySelector("form[data-upload]");
const API = "/api/v1/documents";

// Sends one file; `moved` hears the share that has gone. Gives the job, or the sentence that says why not.
function send(file, fields, moved) {
  return new Promise((resolve) => {
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    body.append("files", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", API);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) moved(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const told = request.response;
      if (request.status === 202 && told) resolve({ job: told.id });
      else resolve({ problem: told && told.error ? told.error.message : "" });
    });
    request.addEventListener("error", () => resolve({ problem: "" }));
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.send(body);
  });
}

// Follows a job; gives what became of its files.
function follow(job) {
  return new Promise((resolve) => {
    const files = [];
    const source = new EventSource(`/api/v1/jobs/${job}/events`);
    source.addEventListener("file", (event) => files.push(JSON.parse(event.data)));
    source.addEventListener("done", (event) => {
      source.close();
      resolve({ files, job: JSON.parse(event.data) });
    });
  });
}

if (form) {
  const texts = JSON.parse(form.dataset.texts);
  const box = form.querySelector(".uploads");
  const list = box.querySelector("ul");
  const bar = box.querySelector("progress");
  const said = box.querySelector(".uploads-said");
  const field = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  let waiting = Promise.resolve();
  const tally = { total: 0, ended: 0, good: 0 };

  form.querySelector(".drop-here").hidden = false;

  const show = (line, text, state) => {
    line.said.textContent = text;
    line.item.className = state;
  };

  const outcome = (line, ended) => {
    const failed = ended.files.filter((one) => one.outcome === "failed");
    const first = failed[0] || ended.files[0];
    if (!first) {
      show(line, ended.job.message || texts.broken, "failed");
      return false;
    }
    const words = [texts[first.outcome], texts[`why.${first.reason}`] || first.message].filter(Boolean).join(": ");
    show(line, words, first.outcome);
    return failed.length === 0;
  };

  const one = async (file, fields, line) => {
    show(line, texts.sending, "under-way");
    const isLarge = file.size > Number(form.dataset.most);
    const sent = isLarge ? { problem: form.dataset.large } : await send(file, fields, (share) => {
      bar.value = (tally.ended + 0.8 * share) / tally.total;
    });
    let isGood = false;
    if (sent.job) {
      show(line, texts.reading, "under-way");
      isGood = outcome(line, await follow(sent.job));
    } else {
      show(line, sent.problem || texts.broken, "failed");
    }
    tally.ended += 1;
    tally.good += isGood ? 1 : 0;
    bar.value = tally.ended / tally.total;
    said.textContent = fill(texts.sent, { done: tally.ended, total: tally.total });
    if (tally.ended === tally.total) end();
  };

  const end = () => {
    const text = fill(tally.good === tally.total ? texts.all : texts.some, { good: tally.good, total: tally.total });
    said.textContent = "";
    said.append(text, " ", el("a", { href: "/documents?sort=indexed" }, texts.open));
    button.disabled = false;
  };

  const take = (files) => {
    if (!files.length) return;
    if (tally.ended === tally.total) {
      Object.assign(tally, { total: 0, ended: 0, good: 0 });
      list.replaceChildren();
    }
    box.hidden = false;
    const fields = [];
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.push([name, value]);
    tally.total += files.length;
    said.textContent = fill(texts.sent, { done: tally.ended, total: tally.total });
    for (const file of files) {
      const line = { said: el("span", { className: "outcome" }, texts.waiting) };
      line.item = el("li", {}, el("b", {}, file.name), " ", line.said);
      list.append(line.item);
      waiting = waiting.then(() => one(file, fields, line));
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(Array.from(field.files));
    field.value = "";
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
  document.addEventListener("drop", (event) => {
    document.body.classList.remove("dropping");
    if (!carries(event)) return;
    event.preventDefault();
    take(Array.from(event.dataTransfer.files));
    form.scrollIntoView({ block: "nearest" });
    tell(fill(texts.sent, { done: tally.ended, total: tally.total }));
  });
}
