// The board by keyboard.

import { announce, hideToast, say } from "./api.js";
import { markOf, seatsIn } from "./carry.js";
import { drop, inHand, pickNext, put } from "./carrying.js";
import { edit, step } from "./edits.js";
import { nextFinding } from "./findings.js";
import { focusCell, next } from "./grid.js";
import { $, may } from "./here.js";
import { closeCell, openCell } from "./panel.js";
import { priceOf } from "./prices.js";

const VIEWS = { 1: "posts", 2: "people", 3: "homes" };
const single = document.getElementById("single-keys");

/** Let keys act on the board; single letters only as long as somebody wants them to. */
export function listenToKeys() {
  try { single.checked = localStorage.getItem("single-keys") !== "off"; } catch { /* no storage: as it is */ }
  single.addEventListener("change", () => {
    try { localStorage.setItem("single-keys", single.checked ? "on" : "off"); } catch { /* forgotten on leaving */ }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, dialog")) {
      if (event.key === "Escape" && event.target.closest("#toast")) hideToast();
      return;
    }
    const cell = document.activeElement?.closest?.("td.cell");
    if (undone(event) || (cell && onCell(cell, event)) || onBoard(event)) event.preventDefault();
  });
}

const held = (event) => event.ctrlKey || event.metaKey || event.altKey;

function undone(event) {
  if (!may || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return false;
  step(event.shiftKey ? "redo" : "undo");
  return true;
}

/** Do what a key means wherever one is; return whether the browser shall not do anything more. */
function onBoard(event) {
  if (event.key === "Escape") {
    hideToast();
    if (!drop("back")) closeCell();
    return false;
  }
  if (held(event) || !single.checked) return false;
  if (VIEWS[event.key]) $(`a[data-view="${VIEWS[event.key]}"]`).click();
  else if (event.key === "[") $("#week-before").click();
  else if (event.key === "]") $("#week-after").click();
  else if (event.key === "?") document.getElementById("keys").showModal();
  else if (event.key.toLowerCase() === "f") nextFinding(event.shiftKey ? -1 : 1);
  else return false;
  return true;
}

/** Do what a key means on a cell; return whether it means anything. */
function onCell(cell, event) {
  const to = next(cell, event);
  if (to) {
    focusCell(to);
    if (inHand() && priceOf(to)) announce(priceOf(to));
    return true;
  }
  if (event.key === "Enter" || event.key === " ") {
    if (inHand()) put(cell);
    else if (cell.closest(".open-row")) cell.querySelector("a")?.click();
    else openCell(cell, null, true);
    return true;
  }
  if (held(event) || !single.checked || !may) return false;
  switch (event.key) {
    case "m": case "M": pickNext(cell); return true;
    case "s": case "S": openCell(cell, cell.querySelector(".who") || cell.querySelector(".item"), true); return true;
    case "p": case "P": pinOrNot(cell); return true;
    case "Delete": leaveOpen(cell); return true;
    default: return false;
  }
}

/** Return the seat of a cell that a letter acts on, as the API says it: the one picked up, else the first. */
function seatHere(cell) {
  const seat = inHand()?.cell === cell ? inHand() : seatsIn(cell)[0];
  return seat && { work: seat.work, person: seat.person, start: seat.start };
}

function pinOrNot(cell) {
  const seat = seatHere(cell);
  if (!seat) return;
  const mark = markOf(cell, seat);
  const pinned = Boolean(mark?.closest(".pinned") || mark?.querySelector('use[href$="#pin"]'));
  edit(pinned ? { unpin: [seat] } : { pin: [seat] }, say(pinned ? "unpin" : "pin"));
}

function leaveOpen(cell) {
  const seat = seatHere(cell);
  if (seat) edit({ remove: [seat] });
}
