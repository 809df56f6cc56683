// How a file goes up: sent again when the service asks to wait, and its job followed to the end. Folders are walked through.

const API = "/api/v1/documents";
const PATIENCE = 20; // times that a busy service is asked again
const LEFT_BEHIND = /^\.|^~\$|^(thumbs\.db|desktop\.ini)$/i; // what programs leave in folders

function post(file, fields, moved) {
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
    request.addEventListener("loadend", () => resolve(request));
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    request.send(body);
  });
}

// Sends one file; `moved` hears the share that has gone. Gives the job, or the sentence that says why not, with its code.
export async function send(file, fields, moved) {
  for (let left = PATIENCE; ; left -= 1) {
    const request = await post(file, fields, moved);
    const told = request.response;
    if (request.status === 202 && told) return { job: told.id };
    const seconds = Number(request.getResponseHeader("Retry-After"));
    if (!seconds || !left) return { problem: "", code: "", ...(told && told.error && { problem: told.error.message, code: told.error.code }) };
    await new Promise((resolve) => window.setTimeout(resolve, 1000 * Math.min(seconds, 60)));
  }
}

// Follows a job; gives what became of its files.
export function follow(job) {
  return new Promise((resolve) => {
    const files = [];
    const source = new EventSource(`/api/v1/jobs/${job}/events`);
    source.addEventListener("file", (event) => files.push(JSON.parse(event.data)));
    source.addEventListener("done", (event) => {
      source.close();
      resolve({ files, job: JSON.parse(event.data) });
    });
    // A connection that is lost comes back by itself; one that is refused does not.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) resolve({ files, job: {} });
    });
  });
}

// Whether a file's bytes can be had: one that another program holds, or that was moved away, gives none.
export function readable(file) {
  const start = file.size ? file.slice(0, 1) : file; // of a part of nothing the browser would not ask
  return start.arrayBuffer().then(() => true, () => false);
}

async function walk(entry, found) {
  if (LEFT_BEHIND.test(entry.name)) return;
  if (entry.isFile) {
    found.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) return;
    for (const one of some) await walk(one, found).catch(() => null);
  }
}

// The files of a drop, and of a folder in it those that lie below it.
export async function dropped(transfer) {
  const files = Array.from(transfer.files);
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return files;
  const found = [];
  for (const entry of entries) await walk(entry, found).catch(() => null);
  return found;
}
