// The board: focus, panel, picking up and putting down, undo and redo.

import { announce, hideToast, say } from "./api.js";
import { dayOf, markOf, plan, seatOf, seatsIn } from "./carry.js";
import { editor } from "./edits.js";
import { focusCell, next, prepare } from "./grid.js";
import { priceOf, showPrices } from "./prices.js";

const week = document.getElementById("week");
const may = week.dataset.may === "yes";
let query = new URLSearchParams(location.search);
let carried = null;
let finding = -1;
let drawing = 0;

const $ = (selector) => week.querySelector(selector);
const table = () => $("table.board");
const view = () => $(".layout").dataset.view;
const moved = (number) => { $(".layout").dataset.base = number; };
const { edit, step, outdated } = editor(week.dataset.api, () => Number($(".layout").dataset.base), refresh, moved);

async function part(name, asked) {
  const more = new URLSearchParams(asked);
  more.set("part", name);
  const answer = await fetch(`${week.dataset.here}?${more}`, { headers: { Accept: "text/html" } });
  if (answer.redirected || !answer.ok) { location.reload(); return ""; }
  return answer.text();
}

/** Draw the board anew; of several at once only the last, which knows all edits, is shown. */
async function refresh() {
  drawing += 1;
  const mine = drawing;
  const html = await part("week", query);
  if (!html || mine !== drawing) return;
  const box = $(".board-box");
  const [left, top, stop] = [box.scrollLeft, box.scrollTop, $('td[tabindex="0"]')?.id];
  const focused = week.contains(document.activeElement);
  const inPanel = $("#panel").contains(document.activeElement);
  week.innerHTML = html;
  carried = null;
  prepare(table(), stop, may);
  Object.assign($(".board-box"), { scrollLeft: left, scrollTop: top });
  if (inPanel) $("#panel").focus({ preventScroll: true });
  else if (focused) $('td[tabindex="0"]')?.focus({ preventScroll: true });
}

async function showCell(asked, focus = false) {
  query = new URLSearchParams(asked);
  if (!query.get("view")) query.set("view", view());
  history.replaceState(null, "", `?${query}`);
  const html = await part("panel", query);
  $("#cell-here").innerHTML = html;
  $("#findings").hidden = Boolean(html.trim());
  week.querySelectorAll("td.selected").forEach((cell) => cell.classList.remove("selected"));
  $('td[tabindex="0"]')?.classList.add("selected");
  const below = innerWidth <= 1072;
  if (focus) $("#panel").focus({ preventScroll: !below });
  if (below && html.trim()) $("#panel").scrollIntoView({ block: "start" });
}

function closeCell() {
  if (!$("#cell-here").innerHTML.trim()) return;
  query = new URLSearchParams({ view: view() });
  history.replaceState(null, "", `?${query}`);
  $("#cell-here").innerHTML = "";
  $("#findings").hidden = false;
  week.querySelectorAll("td.selected").forEach((cell) => cell.classList.remove("selected"));
  $('td[tabindex="0"]')?.focus({ preventScroll: true });
}

// Picking up and putting down

function pick(seat, cell, mark) {
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
  const base = Number($(".layout").dataset.base);
  showPrices(week.dataset.api, base, plans.filter((p) => p.change), () => carried === mine)
    .then((stale) => { if (stale) outdated(); });
}

function drop(key) {
  if (!carried) return false;
  week.querySelectorAll(".price").forEach((price) => price.remove());
  week.querySelectorAll(".from, .up, .may, .over").forEach((e) => e.classList.remove("from", "up", "may", "over"));
  table().classList.remove("carrying");
  carried = null;
  if (key) announce(say(key));
  return true;
}

function put(cell, exact) {
  const { change, no } = plan(view(), carried, cell, exact);
  drop(no);
  focusCell(cell);
  if (change) edit(change);
}

/** Pick up the first of a cell; again: the next one. */
function pickNext(cell) {
  const seats = seatsIn(cell);
  if (!seats.length) { announce(say("nothing")); return; }
  const same = carried?.cell === cell ? seats.findIndex((s) => s.person === carried.person && s.work === carried.work) : -1;
  const seat = seats[(same + 1) % seats.length];
  const mark = markOf(cell, seat);
  pick(seat, cell, mark);
}

// Clicks

week.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.button) return;
  const target = event.target;
  const act = target.closest("[data-act]");
  if (act) { event.preventDefault(); acted(act); return; }
  if (target.closest("[data-close]")) { event.preventDefault(); closeCell(); return; }
  if (target.closest("[data-keys]")) { document.getElementById("keys").showModal(); return; }
  const link = target.closest("a[data-panel]");
  if (link) { event.preventDefault(); showCell(link.search, true); return; }
  const jump = target.closest("a[data-jump]");
  if (jump) { if (jumpTo(jump)) event.preventDefault(); return; }
  const cell = target.closest("td.cell");
  if (!cell) return;
  if (target.closest(".open-row")) return;
  event.preventDefault();
  if (carried) { put(cell, target); return; }
  focusCell(cell);
  openCell(cell, target);
});

function openCell(cell, target, focus = false) {
  const item = target?.closest?.(".item") || cell.querySelector(".item");
  if (!item) { closeCell(); return; }
  const asked = new URLSearchParams(item.search);
  const who = target?.closest?.(".who");
  if (who) asked.set("person", who.dataset.p);
  showCell(asked, focus);
}

week.addEventListener("submit", (event) => {
  const kind = event.target.dataset.step;
  if (!kind) return;
  event.preventDefault();
  step(kind);
});

function acted(button) {
  const box = week.querySelector("[data-cell]");
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
      if (remove.length) query.set("person", seat.person);
      return edit({ remove, add: [seat] });
    }
    case "retime": {
      const [hour, minute] = week.querySelector("#visit-time").value.split(":").map(Number);
      const wanted = start - Number(button.dataset.clock) + hour * 60 + minute;
      if (!Number.isFinite(wanted) || wanted === start) return undefined;
      const people = button.dataset.people.split(" ");
      query.set("start", wanted);
      return edit({
        remove: people.map((person) => ({ work, person, start })),
        add: people.map((person) => ({ work, person, start: wanted })),
      });
    }
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

/** Go to the cell that a finding is about; false where another view shows it. */
function jumpTo(link) {
  const { w, s, p, day } = link.dataset;
  let cell = null;
  if (w) {
    const items = [...table().querySelectorAll(`.item[data-w="${CSS.escape(w)}"]`)];
    cell = (items.find((i) => s === undefined || i.dataset.s === s) || items[0])?.closest("td");
  } else if (p) {
    const row = table().querySelector(`th[data-p="${CSS.escape(p)}"]`)?.closest("tr");
    cell = [...(row?.querySelectorAll("td.cell") || [])].find((c) => !day || dayOf(c) === day);
  }
  if (!cell) return false;
  week.querySelectorAll(".finding.now").forEach((e) => e.classList.remove("now"));
  link.closest(".finding")?.classList.add("now");
  focusCell(cell);
  cell.scrollIntoView({ block: "center", inline: "nearest" });
  if (w) showCell(link.search);
  else announce(link.closest(".finding")?.querySelector("p").textContent || "");
  return true;
}

function nextFinding(by) {
  const links = [...week.querySelectorAll("#findings a[data-jump]")];
  if (!links.length) { announce(say("none_found")); return; }
  finding = (finding + by + links.length) % links.length;
  if (!jumpTo(links[finding])) links[finding].click();
  announce(links[finding].closest(".finding").querySelector("p").textContent);
}

// Drag

week.addEventListener("dragstart", (event) => {
  const mark = event.target.closest?.(".who, .item");
  const seat = mark && seatOf(mark);
  if (!may || !seat) { event.preventDefault(); return; }
  event.dataTransfer.setData("text/plain", seat.name);
  event.dataTransfer.effectAllowed = "move";
  pick(seat, mark.closest("td"), mark);
});
week.addEventListener("dragover", (event) => {
  const cell = event.target.closest?.("td.cell.may");
  week.querySelectorAll(".over").forEach((e) => e.classList.toggle("over", e === cell));
  if (!cell || !carried) return;
  event.preventDefault();
  cell.classList.add("over");
});
week.addEventListener("drop", (event) => {
  const cell = event.target.closest?.("td.cell");
  if (!cell || !carried) return;
  event.preventDefault();
  put(cell, event.target);
});
week.addEventListener("dragend", () => drop());

// Keys

const single = document.getElementById("single-keys");
try { single.checked = localStorage.getItem("single-keys") !== "off"; } catch { /* no storage: as it is */ }
single.addEventListener("change", () => {
  try { localStorage.setItem("single-keys", single.checked ? "on" : "off"); } catch { /* forgotten on leaving */ }
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog")) {
    if (event.key === "Escape" && event.target.closest("#toast")) hideToast();
    return;
  }
  const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
  if (undo && may) {
    event.preventDefault();
    step(event.shiftKey ? "redo" : "undo");
    return;
  }
  const cell = document.activeElement?.closest?.("td.cell");
  if (cell && onCell(cell, event)) { event.preventDefault(); return; }
  if (event.key === "Escape") {
    document.getElementById("toast").hidden = true;
    if (!drop("back")) closeCell();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !single.checked) return;
  const views = { 1: "posts", 2: "people", 3: "homes" };
  if (views[event.key]) week.querySelector(`a[data-view="${views[event.key]}"]`).click();
  else if (event.key === "[") $("#week-before").click();
  else if (event.key === "]") $("#week-after").click();
  else if (event.key === "?") document.getElementById("keys").showModal();
  else if (event.key.toLowerCase() === "f") nextFinding(event.shiftKey ? -1 : 1);
  else return;
  event.preventDefault();
});

/** Do what a key means on a cell; return whether it means anything. */
function onCell(cell, event) {
  const to = next(cell, event);
  if (to) {
    focusCell(to);
    if (carried && priceOf(to)) announce(priceOf(to));
    return true;
  }
  if (event.key === "Enter" || event.key === " ") {
    if (carried) put(cell);
    else if (cell.closest(".open-row")) cell.querySelector("a")?.click();
    else openCell(cell, null, true);
    return true;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !single.checked || !may) return false;
  const seat = carried?.cell === cell ? carried : seatsIn(cell)[0];
  const bare = seat && { work: seat.work, person: seat.person, start: seat.start };
  switch (event.key) {
    case "m": case "M": pickNext(cell); return true;
    case "s": case "S": openCell(cell, cell.querySelector(".who") || cell.querySelector(".item"), true); return true;
    case "p": case "P": {
      if (!bare) return true;
      const mark = markOf(cell, seat);
      const pinned = Boolean(mark?.closest(".pinned") || mark?.querySelector('use[href$="#pin"]'));
      edit(pinned ? { unpin: [bare] } : { pin: [bare] }, say(pinned ? "unpin" : "pin"));
      return true;
    }
    case "Delete": if (bare) edit({ remove: [bare] }); return true;
    default: return false;
  }
}

prepare(table(), null, may);
const of = query.get("of");
if (of) jumpTo({ dataset: { p: of }, closest: () => null });
