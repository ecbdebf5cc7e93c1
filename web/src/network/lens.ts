// What of a drawing is seen: its viewBox, brought closer by wheel, two fingers or keys, and moved by dragging.

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const CLOSEST = 8;
const MARGIN = 40; // around what is shown, in the units of the drawing
const STILL = 4; // pixels that a pointer may move and still click

export class Lens {
  private readonly svg: SVGSVGElement;
  readonly #all: Box;
  readonly #fingers = new Map<number, { x: number; y: number }>();
  #box: Box;
  #dragged = false;

  constructor(svg: SVGSVGElement) {
    this.svg = svg;
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.#all = { x, y, width, height };
    this.#box = this.#all;
    svg.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 300), this.#at(event.clientX, event.clientY));
      },
      { passive: false },
    );
    svg.addEventListener("pointerdown", (event) => {
      this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.#dragged = false;
    });
    svg.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel", "pointerleave"] as const) {
      svg.addEventListener(end, (event) => this.#fingers.delete(event.pointerId));
    }
    svg.addEventListener("dragstart", (event) => event.preventDefault()); // links can be dragged by themselves
    svg.addEventListener(
      "click",
      (event) => {
        if (this.#dragged) event.preventDefault();
        this.#dragged = false;
      },
      { capture: true },
    );
  }

  get closer(): boolean {
    return this.#box.width < this.#all.width - 0.5;
  }

  whole(): void {
    this.#set(this.#all);
  }

  zoom(factor: number, at: { x: number; y: number } = this.#middle()): void {
    const width = this.#width(this.#box.width / factor);
    const share = width / this.#box.width;
    const { x, y } = this.#box;
    const height = this.#box.height * share;
    this.#set({ x: at.x - (at.x - x) * share, y: at.y - (at.y - y) * share, width, height });
  }

  /** As close as it can be with all of `box` in sight. */
  show(box: Box): void {
    const shape = this.#all.width / this.#all.height;
    const width = this.#width(Math.max(box.width + 2 * MARGIN + 80, (box.height + 2 * MARGIN) * shape));
    const height = width / shape;
    this.#set({ x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height });
  }

  /** Moves just so far that a place is in sight. */
  follow(at: { x: number; y: number }): void {
    const { width, height } = this.#box;
    const into = (from: number, room: number, to: number) =>
      Math.min(Math.max(from, to + MARGIN - room), to - MARGIN);
    this.#set({ x: into(this.#box.x, width, at.x), y: into(this.#box.y, height, at.y), width, height });
  }

  #move(event: PointerEvent): void {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const scale = this.#box.width / this.svg.clientWidth;
    if (this.#fingers.size === 2) {
      const other = [...this.#fingers].find(([finger]) => finger !== event.pointerId)?.[1] ?? before;
      const apart = (one: { x: number; y: number }) => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      this.zoom(apart(now) / apart(before), this.#at((now.x + other.x) / 2, (now.y + other.y) / 2));
      this.#dragged = true;
    } else if (event.pointerType !== "touch" || this.closer) {
      if (!this.#dragged && Math.hypot(now.x - before.x, now.y - before.y) < STILL) return;
      this.#dragged = true;
      const { x, y, width, height } = this.#box;
      this.#set({ x: x - (now.x - before.x) * scale, y: y - (now.y - before.y) * scale, width, height });
    }
    this.#fingers.set(event.pointerId, now);
  }

  #at(clientX: number, clientY: number): { x: number; y: number } {
    const seen = this.svg.getBoundingClientRect();
    const { x, y, width, height } = this.#box;
    return {
      x: x + ((clientX - seen.left) / seen.width) * width,
      y: y + ((clientY - seen.top) / seen.height) * height,
    };
  }

  #middle(): { x: number; y: number } {
    return { x: this.#box.x + this.#box.width / 2, y: this.#box.y + this.#box.height / 2 };
  }

  #width(asked: number): number {
    return Math.min(Math.max(asked, this.#all.width / CLOSEST), this.#all.width);
  }

  #set({ x, y, width, height }: Box): void {
    const all = this.#all;
    const within = (from: number, size: number, start: number, room: number) =>
      Math.min(Math.max(from, start), start + room - size);
    this.#box = { x: within(x, width, all.x, all.width), y: within(y, height, all.y, all.height), width, height };
    this.svg.setAttribute("viewBox", [this.#box.x, this.#box.y, width, height].map((one) => one.toFixed(1)).join(" "));
    this.svg.classList.toggle("closer", this.closer);
  }
}
