// Picking up and putting down by drag.

import { seatOf } from "./carry.js";
import { drop, inHand, pick, put } from "./carrying.js";
import { may, week } from "./here.js";

/** Let people be dragged from cell to cell. */
export function listenToDrag() {
  week.addEventListener("dragstart", (event) => {
    const mark = event.target.closest?.(".who, .item");
    const seat = mark && seatOf(mark);
    if (!may || !seat) { event.preventDefault(); return; }
    event.dataTransfer.setData("text/plain", seat.name);
    event.dataTransfer.effectAllowed = "move";
    pick(seat, mark.closest("td"), mark, true);
  });
  week.addEventListener("dragover", (event) => {
    const cell = event.target.closest?.("td.cell.may");
    week.querySelectorAll(".over").forEach((e) => e.classList.toggle("over", e === cell));
    if (!cell || !inHand()) return;
    event.preventDefault();
    cell.classList.add("over");
  });
  week.addEventListener("drop", (event) => {
    const cell = event.target.closest?.("td.cell");
    if (!cell || !inHand()) return;
    event.preventDefault();
    put(cell, event.target);
  });
  week.addEventListener("dragend", () => drop());
}
