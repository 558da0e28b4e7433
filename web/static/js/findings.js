// From a finding to its cell.

import { announce, say } from "./api.js";
import { dayOf } from "./carry.js";
import { focusCell } from "./grid.js";
import { table, week } from "./here.js";
import { showCell } from "./panel.js";

let finding = -1;

/** Go to the cell that a finding is about; false where another view shows it. */
export function jumpTo(link) {
  const { w, s, p, day } = link.dataset;
  let cell = null;
  if (w) {
    const items = [...table().querySelectorAll(`.item[data-w="${CSS.escape(w)}"]`)];
    cell = (items.find((i) => s === undefined || i.dataset.s === s) || items[0])?.closest("td");
  } else if (p) {
    cell = cellOf(p, day);
  }
  if (!cell) return false;
  week.querySelectorAll(".finding.now").forEach((e) => e.classList.remove("now"));
  link.closest(".finding")?.classList.add("now");
  goTo(cell);
  if (w) showCell(link.search);
  else announce(link.closest(".finding")?.querySelector("p").textContent || "");
  return true;
}

/** Go to somebody's row. */
export function goToPerson(person) {
  const cell = cellOf(person);
  if (cell) goTo(cell);
}

/** Go to the next finding, or the one before; in another view if it is shown there. */
export function nextFinding(by) {
  const links = [...week.querySelectorAll("#findings a[data-jump]")];
  if (!links.length) { announce(say("none_found")); return; }
  finding = (finding + by + links.length) % links.length;
  if (!jumpTo(links[finding])) links[finding].click();
  announce(links[finding].closest(".finding").querySelector("p").textContent);
}

function cellOf(person, day) {
  const row = table().querySelector(`th[data-p="${CSS.escape(person)}"]`)?.closest("tr");
  return [...(row?.querySelectorAll("td.cell") || [])].find((c) => !day || dayOf(c) === day);
}

function goTo(cell) {
  focusCell(cell);
  cell.scrollIntoView({ block: "center", inline: "nearest" });
}
