// Draws the board anew from the server, and keeps what one is looking at.

import { prepare } from "./grid.js";
import { $, may, table, week } from "./here.js";

let query = new URLSearchParams(location.search);
let drawing = 0;
let newest = Promise.resolve();
const followers = [];

/** Return what the board's address asks for. */
export const asked = () => query;

/** Let the address say what is looked at. */
export function ask(next) {
  query = next;
  history.replaceState(null, "", `?${query}`);
}

/** Call a function after each drawing. */
export function whenDrawn(follow) {
  followers.push(follow);
}

/** Return a part of the page as HTML; where the server gives none, the page is loaded anew. */
export async function part(name) {
  const more = new URLSearchParams(query);
  more.set("part", name);
  const answer = await fetch(`${week.dataset.here}?${more}`, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) { location.reload(); return ""; }
  return answer.text();
}

/** Draw the board anew; of several at once only the last, which knows all edits, is shown, and all wait for it. */
export function refresh() {
  drawing += 1;
  newest = draw(drawing);
  return newest;
}

async function draw(mine) {
  const wanted = String(query);
  const html = await part("week");
  if (!html) return;
  if (mine !== drawing) { await newest; return; }
  if (wanted !== String(query)) { await refresh(); return; }
  const box = $(".board-box");
  const [left, top, stop] = [box.scrollLeft, box.scrollTop, $('td[tabindex="0"]')?.id];
  const focused = week.contains(document.activeElement);
  const inPanel = $("#panel").contains(document.activeElement);
  const loads = $("#loads")?.open;
  week.innerHTML = html;
  prepare(table(), stop, may);
  if (loads && $("#loads")) $("#loads").open = true;
  Object.assign($(".board-box"), { scrollLeft: left, scrollTop: top });
  if (inPanel) $("#panel").focus({ preventScroll: true });
  else if (focused) $('td[tabindex="0"]')?.focus({ preventScroll: true });
  followers.forEach((follow) => follow());
}
