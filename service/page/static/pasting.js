// What is pasted from WPS and Word comes in as plain text, without the signs that only those programs know.

const NOTHING = /[\u200b-\u200d\u2060\ufeff\ufffc\u00ad\u0000-\u0008\u000e-\u001f]/g;

function plain(text, isOneLine) {
  const clean = text.replace(/\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g, "\n").replace(/[\u00a0\u2002-\u200a]/g, " ").replace(NOTHING, "");
  return isOneLine ? clean.replace(/\s*\n\s*/g, " ").trim() : clean;
}

document.addEventListener("paste", (event) => {
  const field = event.target;
  const isOneLine = field.tagName === "INPUT" && /^(search|text)$/.test(field.type);
  if (!isOneLine && field.tagName !== "TEXTAREA") return;
  const given = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
  const text = plain(given, isOneLine);
  if (!given || text === given || field.readOnly) return;
  event.preventDefault();
  // By the command it can be undone; where that is refused the text is set.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});

// A file dropped on a form goes to its file field.
for (const form of document.querySelectorAll("form[data-drop]")) {
  const field = form.querySelector("input[type=file]");
  const over = (event) => {
    if (!event.dataTransfer || !Array.from(event.dataTransfer.types).includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  };
  form.addEventListener("dragenter", over);
  form.addEventListener("dragover", over);
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    form.classList.remove("over");
    if (!event.dataTransfer || !event.dataTransfer.files.length) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
}
