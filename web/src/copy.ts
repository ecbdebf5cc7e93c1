// Buttons that copy the text of the element that data-copy names; without a clipboard they stay hidden.

const clipboard = navigator.clipboard as Clipboard | undefined;

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  const text = document.getElementById(button.dataset.copy ?? "");
  if (!clipboard || !text) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    void clipboard.writeText(text.textContent ?? "").then(() => {
      button.textContent = button.dataset.done ?? "";
      button.setAttribute("aria-live", "polite");
    });
  });
}
