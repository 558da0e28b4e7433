// Picks somebody up and puts them down elsewhere: by click, key, drag or touch, all the same way.

const DAY = 1440;

/** Return the seat that an element of the board shows, or null. */
export function seatOf(element) {
  const item = element.closest(".item");
  if (!item || item.classList.contains("free")) return null;
  const mine = item.closest("tr").querySelector("th[data-p]");
  const holder = mine || element.closest(".who");
  if (!holder) return null;
  const name = holder.querySelector("bdi, .title").textContent.trim();
  return { work: item.dataset.w, person: holder.dataset.p, start: startOf(item), name };
}

/** Return the day of a cell, as its column says. */
export function dayOf(cell) {
  return cell.closest("table").tHead.rows[0].cells[cell.cellIndex].dataset.day;
}

/** Return the mark that shows a seat, or undefined. */
export function markOf(root, seat) {
  return [...root.querySelectorAll(".who, .people .item")].find((mark) => {
    const there = seatOf(mark);
    return there && there.work === seat.work && there.person === seat.person && there.start === seat.start;
  });
}

/** Return the seats of a cell, in order. */
export function seatsIn(cell) {
  const people = cell.closest("table").classList.contains("people");
  return [...cell.querySelectorAll(people ? ".item" : ".who")].map(seatOf).filter(Boolean);
}

function startOf(item) {
  return item.dataset.w.startsWith("visits/") && item.dataset.s ? Number(item.dataset.s) : null;
}

function said(seat) {
  return { work: seat.work, person: seat.person, start: seat.start };
}

/** Return the seat that somebody would have at another piece of work. */
function moved(seat, work, start) {
  return { work, person: seat.person, start };
}

/**
 * Return what putting a seat down does: {change} for the API, or {no: key of a sentence}.
 * @param {object} seat who is carried, from which cell
 * @param {HTMLElement} cell where to
 * @param {HTMLElement} exact what was hit in it
 */
export function plan(view, seat, cell, exact) {
  if (view === "people") return planPeople(seat, cell, exact);
  const item = exact?.closest(".item:not(.free)") || cell.querySelector(".item:not(.free)");
  if (view === "homes" && !item) return planVisit(seat, cell);
  if (!item) return { no: "no_post" };
  const start = startOf(item);
  if (item.dataset.w === seat.work && start === seat.start) return { no: "back" };
  const free = Number(item.dataset.f || 0);
  const hit = exact?.closest(".who");
  const others = [...item.querySelectorAll(".who")].map(seatOf);
  if (others.some((other) => other.person === seat.person)) return { no: "there" };
  const change = { remove: [said(seat)], add: [moved(seat, item.dataset.w, start)] };
  if ((hit || free <= 0) && others.length) {
    const other = hit ? seatOf(hit) : others[0];
    change.remove.push(said(other));
    change.add.push(moved(other, seat.work, seat.start));
  }
  return { change };
}

function planPeople(seat, cell, exact) {
  const person = cell.closest("tr").querySelector("th[data-p]")?.dataset.p;
  if (!person) return { no: "no_post" };
  if (dayOf(cell) !== seat.day) return { no: "same_day" };
  if (person === seat.person) return { no: "back" };
  const change = { remove: [said(seat)], add: [{ work: seat.work, person, start: seat.start }] };
  const hit = exact?.closest(".item");
  if (hit) {
    const other = seatOf(hit);
    change.remove.push(said(other));
    change.add.push({ work: other.work, person: seat.person, start: other.start });
  }
  return { change };
}

/** A whole visit goes to another day of its home, at the same time. */
function planVisit(seat, cell) {
  if (cell.dataset.home !== seat.work || cell.classList.contains("none")) return { no: "no_post" };
  const days = Math.round((Date.parse(dayOf(cell)) - Date.parse(seat.day)) / 86400000);
  const start = seat.start + days * DAY;
  return {
    change: { remove: seat.together.map(said), add: seat.together.map((s) => moved(s, s.work, start)) },
  };
}
