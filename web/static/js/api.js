// Talks to the JSON API of a week, and says what came of it.

const words = JSON.parse(document.getElementById("words")?.textContent || "{}");
const TOKEN = 'meta[name="csrf-token"]';
let token = document.querySelector(TOKEN).content;

/** Return a sentence of the page's language with its values filled in. */
export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

/** Send a change; resolve to {status, body}, status 0 where the server does not answer. */
export async function send(address, body) {
  try {
    const said = await post(address, body);
    if (said.body.code !== "forged") return said;
    if (await renewed()) return await post(address, body);
    return { status: 401, body: { code: "signed_out", error: say("signed_out") } };
  } catch {
    return { status: 0, body: { error: say("offline") } };
  }
}

async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

/** After signing in again in another tab: take over the protection against forged forms; false where nobody is signed in. */
async function renewed() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  token = page.querySelector(TOKEN).content;
  document.querySelectorAll('input[name="csrf_token"]').forEach((input) => { input.value = token; });
  return true;
}

/** Make an element with text (never HTML) and children. */
export function make(tag, text = "", options = {}, ...children) {
  const element = Object.assign(document.createElement(tag), options);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
}

/** Let screen readers say a sentence. */
export function announce(text) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

let fading = 0;

/** Show what happened above the page's foot. `stays` keeps it until it is closed. */
export function toast(parts, { bad = false, stays = false } = {}) {
  const box = document.getElementById("toast");
  clearTimeout(fading);
  box.classList.toggle("bad", bad);
  box.replaceChildren(...parts);
  box.hidden = false;
  if (!stays) fading = setTimeout(() => { box.hidden = true; }, 9000);
  return box;
}

/** Take the message away. */
export function hideToast() {
  document.getElementById("toast").hidden = true;
}
