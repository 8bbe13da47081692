// Sends answers as they change and puts the page that comes back in place of the old one; the page
// works without, by its buttons, but for choosing files.
"use strict";

const PAUSE = 250; // ms: whoever goes through a list by keys has it counted once
let last = Promise.resolve();
let waiting = 0;

function inTurn(task) {
  last = last.then(task, task);
  return last;
}

async function show(answer) {
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (waiting) return; // another answer was given meanwhile
  const open = [...document.querySelectorAll("details")].map((one) => one.open);
  const focused = document.activeElement?.id;
  const page = document.getElementById("page");
  const before = document.getElementById("follows")?.innerHTML;
  page.replaceChildren(...fresh.getElementById("page").childNodes);
  document.querySelectorAll("details").forEach((one, at) => { one.open = open[at] ?? false; });
  const again = focused && document.getElementById(focused);
  if (again) again.focus({ preventScroll: true });
  else if (focused?.startsWith("back-")) {
    const name = focused.slice(5);
    document.querySelector(`select[name="${name}"], [name="${name}"]:checked, input[name="${name}"]:not([type=radio])`)?.focus({ preventScroll: true });
  } else { page.focus({ preventScroll: false }); window.scrollTo(0, 0); }
  say(before);
}

function say(before) {
  // a live region speaks only of what changes inside it
  const now = document.getElementById("follows");
  if (!now || before === undefined || before === now.innerHTML) return;
  const fresh = now.innerHTML;
  now.innerHTML = before;
  requestAnimationFrame(() => { now.innerHTML = fresh; });
}

async function send(form, button) {
  const fields = new FormData(form);
  if (button?.name) fields.append(button.name, button.value);
  const where = button?.formAction && button.hasAttribute("formaction") ? button.formAction : form.action;
  document.body.setAttribute("aria-busy", "true");
  try {
    await show(await fetch(where, { method: "POST", body: new URLSearchParams(fields) }));
  } catch {
    document.getElementById("follows")?.replaceChildren(document.body.dataset.gone ?? "");
  }
  if (!waiting) document.body.removeAttribute("aria-busy");
}

function sendSoon(form) {
  clearTimeout(waiting);
  document.body.setAttribute("aria-busy", "true");
  waiting = setTimeout(() => { waiting = 0; inTurn(() => send(form)); }, PAUSE);
}

async function handOver(files) {
  for (const file of files) {
    await fetch("file", { method: "PUT", headers: { "X-Name": encodeURIComponent(file.name) }, body: file });
  }
  await show(await fetch("."));
}

async function showNames(button) {
  const answer = await fetch("names", { method: "POST", body: new URLSearchParams({ name: button.dataset.names }) });
  button.replaceWith(Object.assign(document.createElement("b"), { textContent: await answer.text() }));
}

document.addEventListener("change", (event) => {
  if (event.target.type === "file") inTurn(() => handOver(event.target.files));
  else if (event.target.form?.id === "answers") sendSoon(event.target.form);
});
document.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  waiting = 0;
  inTurn(() => send(event.target, event.submitter));
});
document.addEventListener("click", (event) => {
  if (event.target.dataset?.names) inTurn(() => showNames(event.target));
});
