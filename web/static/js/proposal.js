// Unticking a move unticks what depends on it; ticking one ticks what it needs.

const boxes = new Map([...document.querySelectorAll("#moves input")].map((box) => [box.value, box]));
const needs = (box) => box.dataset.needs.split(" ").filter(Boolean);

function follow(box) {
  if (box.checked) {
    for (const key of needs(box)) {
      const other = boxes.get(key);
      if (other && !other.checked && !other.disabled) { other.checked = true; follow(other); }
    }
    return;
  }
  for (const other of boxes.values()) {
    if (other.checked && needs(other).includes(box.value)) { other.checked = false; follow(other); }
  }
}

document.getElementById("moves")?.addEventListener("change", (event) => follow(event.target));
