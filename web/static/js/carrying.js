// Who is picked up at the moment, and putting them down.

import { announce, say } from "./api.js";
import { dayOf, markOf, plan, seatOf, seatsIn } from "./carry.js";
import { whenDrawn } from "./draw.js";
import { edit, outdated } from "./edits.js";
import { focusCell } from "./grid.js";
import { api, base, table, view, week } from "./here.js";
import { showPrices } from "./prices.js";

let carried = null;

/** Return the seat that is picked up, or null. */
export const inHand = () => carried;

/**
 * Pick up a seat from a cell; each cell then says what putting it down there would cost.
 * @param {boolean} dragged by drag: it ends where it is let go, whatever others do meanwhile; the server tells then
 */
export function pick(seat, cell, mark, dragged = false) {
  drop();
  const item = mark?.closest(".item");
  carried = { ...seat, day: dayOf(cell), cell, together: item ? [...item.querySelectorAll(".who")].map(seatOf) : [] };
  cell.classList.add("from");
  (mark?.closest(".who") || item)?.classList.add("up");
  table().classList.add("carrying");
  const mine = carried;
  const plans = [...table().querySelectorAll("td.cell")].map((other) => ({ cell: other, change: plan(view(), mine, other).change }));
  plans.forEach((p) => p.cell.classList.toggle("may", Boolean(p.change)));
  announce(say("picked", { who: seat.name }));
  showPrices(api, base(), plans.filter((p) => p.change), () => carried === mine).then((stale) => {
    if (!stale || dragged) return;
    drop();
    outdated();
  });
}

/** Put back who is picked up; return whether anybody was. */
export function drop(key) {
  if (!carried) return false;
  week.querySelectorAll(".price").forEach((price) => price.remove());
  week.querySelectorAll(".from, .up, .may, .over").forEach((e) => e.classList.remove("from", "up", "may", "over"));
  table().classList.remove("carrying");
  carried = null;
  if (key) announce(say(key));
  return true;
}

/** Put down who is picked up in a cell. */
export function put(cell, exact) {
  const { change, no } = plan(view(), carried, cell, exact);
  drop(no);
  focusCell(cell);
  if (change) edit(change);
}

/** Pick up the first of a cell; again: the next one. */
export function pickNext(cell) {
  const seats = seatsIn(cell);
  if (!seats.length) { announce(say("nothing")); return; }
  const same = carried?.cell === cell ? seats.findIndex((s) => s.person === carried.person && s.work === carried.work) : -1;
  const seat = seats[(same + 1) % seats.length];
  pick(seat, cell, markOf(cell, seat));
}

/** A drawing takes nobody out of one's hand: who was picked up meanwhile is picked up on the new board. */
whenDrawn(() => {
  if (!carried) return;
  const mark = markOf(table(), carried);
  if (mark) pick(seatOf(mark), mark.closest("td"), mark);
  else drop("back");
});
