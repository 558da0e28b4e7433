// While somebody is picked up: what putting them down in each cell would change, by the server's verifier.

import { make, say, send } from "./api.js";

const PART = 60;

/**
 * Write into cells what an edit would change, those in view first; a cell that takes nobody is marked so.
 * @param {{cell: HTMLElement, change: object}[]} plans
 * @param {() => boolean} carrying whether the same person is still picked up
 * @returns {Promise<boolean>} whether the draft has moved on since the board was drawn
 */
export async function showPrices(api, base, plans, carrying) {
  const order = [...plans.filter((p) => inView(p.cell)), ...plans.filter((p) => !inView(p.cell))];
  for (let at = 0; at < order.length; at += PART) {
    const some = order.slice(at, at + PART);
    const { status, body } = await send(`${api}/prices`, { base, edits: some.map((p) => p.change) });
    if (status !== 200 || !carrying()) return carrying() && body.code === "stale";
    some.forEach(({ cell }, n) => write(cell, body.prices[n]));
  }
  return false;
}

/** Return what a cell says of its price, or "". */
export function priceOf(cell) {
  return cell.querySelector(".price")?.textContent || "";
}

function inView(cell) {
  const box = cell.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}

function write(cell, price) {
  cell.classList.toggle("may", Boolean(price));
  if (!price) return;
  if (price.hard > 0) {
    cell.append(make("span", say("price_conflict"), { className: "price breaks" }));
    return;
  }
  const parts = [];
  if (price.hard) parts.push(say("price_settles"));
  if (price.open) parts.push(say("price_open", { n: signed(price.open_seats || price.open) }));
  if (price.soft) parts.push(say("price_cost", { n: signed(price.soft) }));
  const order = [price.hard, price.open, price.soft].find((n) => n) || 0;
  const tone = order > 0 ? "is-warn" : "is-ok";
  cell.append(make("span", parts.join(say("comma")) || say("price_none"), { className: `price ${tone}` }));
}

function signed(n) {
  return n > 0 ? `+${n}` : `−${-n}`;
}
