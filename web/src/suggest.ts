// Suggestions below every search box: an editable combobox with a list (WAI-ARIA Authoring Practices, "Editable Combobox
// With List Autocomplete"). The form says where to ask and in which words to tell; without this module it is a plain form.

type Answer = [string, string[], string[], string[], { "dorsale:path": string[] }];
interface Suggestion {
  name: string;
  about: string;
  path: string;
}

const WAIT = 90; // milliseconds without a key before the server is asked
const asked = new Map<string, Promise<Suggestion[]>>();

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-suggest]")) {
  const input = form.querySelector<HTMLInputElement>("input[type=search]");
  if (input) combobox(form, input);
}

function combobox(form: HTMLFormElement, input: HTMLInputElement): void {
  const list = document.createElement("ul");
  const told = document.createElement("p");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset["suggestName"] ?? "");
  told.className = "hidden";
  told.setAttribute("role", "status");
  form.append(list, told);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ] as const) {
    input.setAttribute(name, value);
  }

  let shown: Suggestion[] = [];
  let active = -1;
  let timer = 0;

  const close = () => {
    window.clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const choose = (index: number) => {
    active = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = list.children[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };
  const show = (found: Suggestion[]) => {
    const chosen = shown[active]?.path; // with a key that came before this list: what it meant stays chosen
    shown = found;
    list.replaceChildren(...found.map((one, at) => option(one, `${list.id}-${at}`)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(found.findIndex((one) => one.path === chosen));
    const { suggestNone, suggestOne, suggestOther } = form.dataset;
    const words = found.length === 0 ? suggestNone : found.length === 1 ? suggestOne : suggestOther;
    told.textContent = (words ?? "").replace("{number}", String(found.length));
  };
  const look = async () => {
    const text = input.value.trim();
    if (!text) {
      told.textContent = "";
      close();
      return;
    }
    const found = await suggestions(form.dataset["suggest"] ?? "", text);
    if (text === input.value.trim() && document.activeElement === input) show(found);
  };

  input.addEventListener("input", () => {
    choose(-1);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void look(), WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = shown.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) void look();
      else if (event.key === "ArrowDown") choose(active === last ? -1 : active + 1);
      else choose(active === -1 ? last : active - 1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      open(shown[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Home" || event.key === "End" || event.key === "ArrowLeft" || event.key === "ArrowRight") {
      choose(-1);
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // so that the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    if (option) open(shown[[...list.children].indexOf(option)]);
  });
}

function option(one: Suggestion, id: string): HTMLLIElement {
  const item = document.createElement("li");
  const about = document.createElement("small");
  item.id = id;
  item.setAttribute("role", "option");
  about.textContent = one.about;
  item.append(one.name, " ", about);
  return item;
}

function open(one: Suggestion | undefined): void {
  if (one) window.location.assign(one.path);
}

/** What the server suggests for a text; nothing where it does not answer. Each text is asked for once a page. */
function suggestions(address: string, text: string): Promise<Suggestion[]> {
  const known = asked.get(text);
  if (known) return known;
  const found = fetch(`${address}?q=${encodeURIComponent(text)}`)
    .then(async (response) => {
      if (!response.ok) throw new Error(response.statusText);
      const [, names, abouts, , { "dorsale:path": paths }] = (await response.json()) as Answer;
      return names.map((name, at) => ({ name, about: abouts[at] ?? "", path: paths[at] ?? "" }));
    })
    .catch(() => {
      asked.delete(text);
      return [];
    });
  asked.set(text, found);
  return found;
}
