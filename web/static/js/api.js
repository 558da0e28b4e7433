// Talks to the JSON API of a week, and says what came of it.

const words = JSON.parse(document.getElementById("words")?.textContent || "{}");
const token = document.querySelector('meta[name="csrf-token"]').content;

/** Return a sentence of the page's language with its values filled in. */
export function say(key, values = {}) {
  return words[key].replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

/** Send a change; resolve to {status, body}, status 0 where the server does not answer. */
export async function send(address, body) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    return { status: 0, body: { error: say("offline") } };
  }
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
