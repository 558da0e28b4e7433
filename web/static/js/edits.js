// Changes the draft: one request each, verified by the server at once.

import { announce, hideToast, make, say, send, toast } from "./api.js";
import { refresh } from "./draw.js";
import { api, base, moved } from "./here.js";

/** Undo or redo one change. */
export async function step(kind) {
  const { status, body } = await send(`${api}/${kind}`, { base: base() });
  if (status === 200) await settled(body, say(kind === "undo" ? "undone" : "redone"));
  else await failed(status, body, () => step(kind));
}

/** Change the draft; a conflict asks for a reason, and what fails can be tried again. */
export async function edit(change, done = say("done")) {
  document.body.classList.add("checking");
  const { status, body } = await send(`${api}/edit`, { base: base(), ...change });
  document.body.classList.remove("checking");
  if (status === 200) await settled(body, done);
  else if (body.code === "conflict") askReason(change, body, done);
  else await failed(status, body, () => edit(change, done));
}

async function settled(body, done) {
  moved(body.number);
  const drawn = refresh();
  const better = body.better.map((f) => f.sentence);
  const worse = body.worse.map((f) => f.sentence);
  const parts = [make("p", `${done} ${body.status}`)];
  if (worse.length) parts.push(listed("worse", worse));
  if (better.length) parts.push(listed("better", better));
  if (!worse.length && !better.length) parts.push(make("p", say("same"), { className: "hint" }));
  toast(parts, { bad: worse.length > 0 });
  announce([done, body.status, ...parts.slice(1).map((p) => p.textContent)].join(" "));
  await drawn;
}

function listed(key, sentences) {
  const shown = sentences.slice(0, 5);
  const text = say(key, { list: shown.join(" ") }) + (sentences.length > 5 ? " …" : "");
  return make("p", text, { className: key === "worse" ? "is-warn" : "is-ok" });
}

function askReason(change, body, done) {
  const input = make("input", "", { maxLength: 500, required: true, id: "reason" });
  const keep = make("button", say("keep"));
  const leave = make("button", say("leave"), { type: "button", className: "plain" });
  const form = make("form", "", {}, make("label", say("reason"), { htmlFor: "reason" }), input,
    make("p", "", { className: "row" }, keep, leave));
  const list = make("ul", "", {}, ...(body.detail.findings || []).map((f) => make("li", f.sentence)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!input.value.trim()) return;
    hideToast();
    edit({ ...change, reason: input.value.trim() }, done);
  });
  leave.addEventListener("click", hideToast);
  toast([make("p", say("conflict")), list, form], { bad: true, stays: true });
  announce(`${say("conflict")} ${list.textContent}`);
  input.focus();
}

async function failed(status, body, again) {
  const parts = [make("p", body.error)];
  if (body.code === "stale") {
    await refresh();
    parts.push(make("p", say("stale")), meanwhile(body.detail.current));
  }
  if (body.code === "signed_out") {
    parts.push(make("p", "", {}, make("a", say("sign_in"), { href: "/sign-in", target: "_blank" })));
  }
  if (["stale", "signed_out"].includes(body.code) || status === 0) {
    const button = make("button", say("again"), { type: "button" });
    const leave = make("button", say("leave"), { type: "button", className: "plain" });
    button.addEventListener("click", () => { hideToast(); again(); });
    leave.addEventListener("click", hideToast);
    parts.push(make("p", "", { className: "row" }, button, leave));
  }
  toast(parts, { bad: true, stays: parts.length > 1 });
  announce(parts.map((p) => p.textContent).join(" "));
}

/** List what somebody else has changed since the board was drawn. */
function meanwhile({ removed = [], added = [] }) {
  const days = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", day: "numeric", timeZone: "UTC" });
  const line = (key, seat) => make("li", say(key, {
    who: seat.name, what: seat.title === "standby" ? say("standby") : seat.title,
    day: days.format(new Date(`${seat.from.slice(0, 10)}T00:00Z`)), time: seat.from.slice(11, 16),
  }));
  return make("ul", "", {}, ...removed.map((seat) => line("left", seat)), ...added.map((seat) => line("came", seat)));
}

/** Draw the board that somebody else has changed, and say so before anything is put down on the old one. */
export async function outdated() {
  await refresh();
  toast([make("p", say("outdated"))], { bad: true });
  announce(say("outdated"));
}
