// The picture of a network made easier to explore: hover and focus light a group up with its neighbours, arrow keys go
// from group to group, a field finds one, and the picture can be brought closer and moved. It works on the drawing that the
// server has sent and adds nothing to it; without this module every shape and wedge is a link all the same.

import { type Box, Lens } from "./network/lens";
import { folded, nearest, type Spot } from "./network/spots";

const KEYS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

type Tell = (name: string, out: number, into: number) => void;

class Explorer {
  readonly svg: SVGSVGElement;
  readonly #tell: Tell;
  readonly #lens: Lens;
  readonly #spots: Spot[];
  readonly #ties: { element: SVGElement; ends: readonly [string, string] }[];
  #lit = "";
  #measured = false;

  constructor(svg: SVGSVGElement, tell: Tell) {
    this.svg = svg;
    this.#tell = tell;
    this.#lens = new Lens(svg);
    this.#spots = [...svg.querySelectorAll<SVGAElement>("[data-node]")].map((element) => {
      const name = element.querySelector("title")?.textContent ?? "";
      return { element, node: element.dataset["node"] ?? "", name, x: 0, y: 0 };
    });
    this.#ties = [...svg.querySelectorAll<SVGElement>("[data-ends]")].map((element) => {
      const [support = "", dependent = ""] = (element.dataset["ends"] ?? "").split(" ");
      return { element, ends: [support, dependent] as const };
    });
    this.#rove();
    svg.classList.add("explorable");
    svg.addEventListener("pointerover", (event) => this.#light(this.#of(event.target)?.node ?? ""));
    svg.addEventListener("pointerleave", () => this.#light(this.#of(document.activeElement)?.node ?? ""));
    // Chromium makes a stop of Tab of any SVG element that listens to the focus; what stands around it is none.
    svg.parentElement?.addEventListener("focusin", (event) => {
      const spot = this.#of(event.target);
      if (spot) this.#arrive(spot);
    });
    svg.parentElement?.addEventListener("focusout", () => this.#light(""));
    svg.addEventListener("keydown", (event) => this.#press(event));
  }

  get shown(): boolean {
    return this.svg.getClientRects().length > 0;
  }

  get names(): string[] {
    return [...new Set(this.#spots.map((spot) => spot.name))];
  }

  zoom(factor: number): void {
    this.#measure();
    const spot = this.#of(document.activeElement);
    this.#lens.zoom(factor, spot);
  }

  whole(): void {
    this.#lens.whole();
  }

  /** A drawing that is not shown has no sizes, so that places are read when they are first needed. */
  #measure(): void {
    if (this.#measured) return;
    this.#measured = true;
    const field = this.svg.querySelector<SVGGElement>(".field")?.transform.baseVal.consolidate()?.matrix;
    for (const spot of this.#spots) {
      const mark = spot.element.querySelector<SVGGraphicsElement>(".mark") ?? spot.element;
      const { x, y, width, height } = mark.getBBox();
      spot.x = x + width / 2 + (field?.e ?? 0);
      spot.y = y + height / 2 + (field?.f ?? 0);
    }
  }

  /** Goes to the group whose name begins with a text, or else holds it. */
  find(text: string): boolean {
    const wanted = folded(text);
    this.#measure();
    const spot =
      this.#spots.find((one) => folded(one.name) === wanted) ??
      this.#spots.find((one) => folded(one.name).startsWith(wanted)) ??
      this.#spots.find((one) => folded(one.name).includes(wanted));
    if (!wanted || !spot) return false;
    this.#lens.show(this.#around(spot));
    spot.element.focus({ preventScroll: true });
    return true;
  }

  #of(target: EventTarget | null): Spot | undefined {
    const element = target instanceof Element ? target.closest("[data-node]") : null;
    return element ? this.#spots.find((spot) => spot.element === element) : undefined;
  }

  /** One group at a time can be reached by Tab, so that the picture is one stop. */
  #rove(spot = this.#spots[0]): void {
    for (const one of this.#spots) one.element.setAttribute("tabindex", one === spot ? "0" : "-1");
  }

  #arrive(spot: Spot): void {
    this.#rove(spot);
    this.#light(spot.node);
    const others = (at: 0 | 1) =>
      new Set(this.#ties.filter(({ ends }) => ends[1 - at] === spot.node).map(({ ends }) => ends[at])).size;
    this.#tell(spot.name, others(0), others(1));
  }

  #light(node: string): void {
    if (node === this.#lit) return;
    this.#lit = node;
    const near = new Set([node]);
    for (const { element, ends } of this.#ties) {
      const own = ends[0] === node || ends[1] === node;
      element.classList.toggle("lit", own);
      if (own) for (const end of ends) near.add(end);
    }
    for (const spot of this.#spots) spot.element.classList.toggle("lit", near.has(spot.node));
    this.svg.classList.toggle("dimmed", node !== "");
  }

  #around(spot: Spot): Box {
    const near = new Set([spot.node]);
    for (const { ends } of this.#ties) if (ends[0] === spot.node || ends[1] === spot.node) ends.forEach((end) => near.add(end));
    const all = this.#spots.filter((one) => near.has(one.node));
    const [xs, ys] = [all.map((one) => one.x), all.map((one) => one.y)];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const spot = this.#of(event.target);
    const way = KEYS[event.key];
    if (way && spot) {
      this.#measure();
      nearest(spot, this.#spots, way)?.element.focus({ preventScroll: true });
      const now = this.#of(document.activeElement);
      if (now) this.#lens.follow(now);
    } else if (event.key === "+" || event.key === "=") this.zoom(1.4);
    else if (event.key === "-") this.zoom(1 / 1.4);
    else if (event.key === "0") this.whole();
    else if (event.key === "Escape") this.#light("");
    else return;
    event.preventDefault();
  }
}

function button(text: string, label: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "quiet";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.title = label;
  made.addEventListener("click", act);
  return made;
}

for (const figure of document.querySelectorAll<HTMLElement>("figure[data-explore]")) {
  const words = figure.dataset;
  const told = document.createElement("p");
  told.className = "told";
  told.setAttribute("role", "status");
  const tell: Tell = (name, out, into) => {
    const filled = (words["ties"] ?? "").replace("{name}", name).replace("{out}", String(out));
    told.textContent = filled.replace("{in}", String(into));
  };
  const explorers = [...figure.querySelectorAll<SVGSVGElement>("svg.picture")]
    .filter((svg) => svg.querySelector("[data-node]"))
    .map((svg) => new Explorer(svg, tell));
  if (explorers.length === 0) continue;
  const current = () => explorers.find((one) => one.shown) ?? explorers[0];

  const tools = document.createElement("div");
  const label = document.createElement("label");
  const field = document.createElement("input");
  const names = document.createElement("datalist");
  tools.className = "tools";
  names.id = "network-names";
  field.type = "search";
  field.id = "network-find";
  field.setAttribute("list", names.id);
  label.htmlFor = field.id;
  label.textContent = words["find"] ?? "";
  const every = [...new Set(explorers.flatMap((one) => one.names))].sort((one, other) => one.localeCompare(other));
  names.append(...every.map((name) => Object.assign(document.createElement("option"), { value: name })));
  const look = () => {
    if (field.value.trim() && !current()?.find(field.value)) told.textContent = words["none"] ?? "";
  };
  field.addEventListener("change", look);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") look();
  });
  tools.append(
    label,
    field,
    names,
    button("+", words["closer"] ?? "", () => current()?.zoom(1.4)),
    button("−", words["further"] ?? "", () => current()?.zoom(1 / 1.4)),
    button("⤢", words["whole"] ?? "", () => current()?.whole()),
  );
  const help = document.createElement("p");
  help.className = "hint";
  help.textContent = words["help"] ?? "";
  figure.prepend(tools, told);
  figure.querySelector("figcaption")?.append(help);
}
