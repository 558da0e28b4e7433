// The board: clicks, and everything else that makes it move.

import { inHand, put } from "./carrying.js";
import { listenToDrag } from "./drag.js";
import { asked } from "./draw.js";
import { step } from "./edits.js";
import { goToPerson, jumpTo } from "./findings.js";
import { focusCell, prepare } from "./grid.js";
import { may, table, week } from "./here.js";
import { listenToKeys } from "./keys.js";
import { acted, closeCell, openCell, showCell } from "./panel.js";

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
  if (!cell || target.closest(".open-row")) return;
  event.preventDefault();
  if (inHand()) { put(cell, target); return; }
  focusCell(cell);
  openCell(cell, target);
});

week.addEventListener("submit", (event) => {
  const kind = event.target.dataset.step;
  if (!kind) return;
  event.preventDefault();
  step(kind);
});

// A cell that is focused in any other way is where the board is left and entered by Tab, and where a drawing comes back to.
week.addEventListener("focusin", (event) => {
  if (event.target.matches("td.cell")) focusCell(event.target, { quietly: true });
});

listenToDrag();
listenToKeys();
prepare(table(), null, may);
if (asked().get("of")) goToPerson(asked().get("of"));
