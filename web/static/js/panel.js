// The panel beside the board: one cell with its stand-ins, and what its buttons do.

import { say } from "./api.js";
import { markOf, seatOf } from "./carry.js";
import { pick } from "./carrying.js";
import { ask, asked, part } from "./draw.js";
import { edit } from "./edits.js";
import { focusCell } from "./grid.js";
import { $, table, view, week } from "./here.js";

let showing = 0;

/** Show in the panel what an address asks for; of several at once the last. */
export async function showCell(search, focus = false) {
  const next = new URLSearchParams(search);
  if (!next.get("view")) next.set("view", view());
  ask(next);
  showing += 1;
  const mine = showing;
  const html = await part("panel");
  if (mine !== showing) return;
  $("#cell-here").innerHTML = html;
  $("#findings").hidden = Boolean(html.trim());
  select($('td[tabindex="0"]'));
  const below = innerWidth <= 1072;
  if (focus) $("#panel").focus({ preventScroll: !below });
  if (below && html.trim()) $("#panel").scrollIntoView({ block: "start" });
}

/** Show the findings again. */
export function closeCell() {
  showing += 1;
  if (!$("#cell-here").innerHTML.trim()) return;
  ask(new URLSearchParams({ view: view() }));
  $("#cell-here").innerHTML = "";
  $("#findings").hidden = false;
  select(null);
  $('td[tabindex="0"]')?.focus({ preventScroll: true });
}

/** Show a cell, and of it what was hit. */
export function openCell(cell, target, focus = false) {
  const item = target?.closest?.(".item") || cell.querySelector(".item");
  if (!item) { closeCell(); return; }
  const search = new URLSearchParams(item.search);
  const who = target?.closest?.(".who");
  if (who) search.set("person", who.dataset.p);
  showCell(search, focus);
}

function select(cell) {
  week.querySelectorAll("td.selected").forEach((other) => other.classList.remove("selected"));
  cell?.classList.add("selected");
}

/** Do what a button of the panel says. */
export function acted(button) {
  const box = $("[data-cell]");
  const work = box.dataset.cell;
  const visit = work.startsWith("visits/");
  const start = visit && box.dataset.start !== undefined ? Number(box.dataset.start) : null;
  const seat = { work, person: button.dataset.p, start };
  switch (button.dataset.act) {
    case "pin": return edit({ pin: [seat] }, say("pin"));
    case "unpin": return edit({ unpin: [seat] }, say("unpin"));
    case "remove": return edit({ remove: [seat] });
    case "take": {
      const remove = button.dataset.holder ? [{ ...seat, person: button.dataset.holder }] : [];
      if (remove.length) asked().set("person", seat.person);
      return edit({ remove, add: [seat] });
    }
    case "retime": return retime(button, work, start);
    case "pick": {
      const mark = markOf(table(), seat);
      if (!mark) return undefined;
      const cell = mark.closest("td");
      focusCell(cell);
      return pick(seatOf(mark), cell, mark);
    }
    default: return undefined;
  }
}

/** Let a visit with all its visitors begin at another time of its day. */
function retime(button, work, start) {
  const [hour, minute] = $("#visit-time").value.split(":").map(Number);
  const wanted = start - Number(button.dataset.clock) + hour * 60 + minute;
  if (!Number.isFinite(wanted) || wanted === start) return undefined;
  const people = button.dataset.people.split(" ");
  asked().set("start", wanted);
  return edit({
    remove: people.map((person) => ({ work, person, start })),
    add: people.map((person) => ({ work, person, start: wanted })),
  });
}
