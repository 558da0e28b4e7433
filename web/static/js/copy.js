// A button copies the text beside it. The old way works without HTTPS, as in a village hall.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    const text = document.getElementById(button.dataset.copy);
    text.focus();
    text.select();
    if (document.execCommand("copy")) {
      button.textContent = button.dataset.done;
      button.focus();
    }
  });
}
