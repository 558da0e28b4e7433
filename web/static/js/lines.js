// A mistake's link puts the cursor on its line.

const text = document.getElementById("text");
for (const link of document.querySelectorAll("[data-line]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const lines = text.value.split("\n");
    const wanted = Math.min(Number(link.dataset.line), lines.length);
    const start = lines.slice(0, wanted - 1).reduce((sum, line) => sum + line.length + 1, 0);
    text.focus();
    text.setSelectionRange(start, start + (lines[wanted - 1] || "").length);
    text.scrollTop = (wanted - 5) * parseFloat(getComputedStyle(text).lineHeight);
  });
}
