// The query form: Ctrl-Enter (Cmd-Enter on a Mac) in the text asks the endpoint.

const text = document.querySelector<HTMLTextAreaElement>("form.query textarea");

text?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    text.form?.requestSubmit();
  }
});
