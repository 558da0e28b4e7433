// The board as a grid: one Tab stop, arrows between cells.

/** Return the cells of the board by row. */
export function rows(table) {
  return [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td.cell")]).filter((r) => r.length);
}

/** Let a cell be the grid's Tab stop, and focus it. */
export function focusCell(cell, { quietly = false } = {}) {
  const table = cell.closest("table");
  table.querySelectorAll('td[tabindex="0"]').forEach((other) => { other.tabIndex = -1; });
  cell.tabIndex = 0;
  if (!quietly) {
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

/** Make every cell reachable by arrows, and what is inside by click only. */
export function prepare(table, stop, may) {
  table.querySelectorAll("td.cell").forEach((cell) => { cell.tabIndex = -1; });
  table.querySelectorAll("td a").forEach((link) => { link.tabIndex = -1; });
  table.querySelectorAll(".item").forEach((item) => {
    const asked = new URLSearchParams(item.search);
    item.dataset.w = asked.get("work");
    if (asked.has("start")) item.dataset.s = asked.get("start");
  });
  table.querySelectorAll(".who, .people .item").forEach((mark) => { mark.draggable = may; });
  const cell = (stop && document.getElementById(stop)) || table.querySelector("td.selected") || rows(table)[0]?.[0];
  if (cell) focusCell(cell, { quietly: true });
}

/** Return the cell that a key leads to from another, or null where the key leads nowhere. */
export function next(cell, event) {
  const all = rows(cell.closest("table"));
  const y = all.findIndex((row) => row.includes(cell));
  const x = all[y].indexOf(cell);
  const last = all[y].length - 1;
  switch (event.key) {
    case "ArrowLeft": return all[y][Math.max(0, x - 1)];
    case "ArrowRight": return all[y][Math.min(last, x + 1)];
    case "ArrowUp": return all[Math.max(0, y - 1)][x];
    case "ArrowDown": return all[Math.min(all.length - 1, y + 1)][x];
    case "PageUp": return all[Math.max(0, y - 8)][x];
    case "PageDown": return all[Math.min(all.length - 1, y + 8)][x];
    case "Home": return event.ctrlKey ? all[0][x] : all[y][0];
    case "End": return event.ctrlKey ? all[all.length - 1][x] : all[y][last];
    default: return null;
  }
}
