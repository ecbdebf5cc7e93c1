// Where the focus is: which of the elements that Tab reaches (-1: none of them), and what a reader misses there.
// Open shadow roots are looked into, as if what they hold stood in the page.
() => {
  const within = (root) =>
    [...root.querySelectorAll("*")].flatMap((one) => (one.shadowRoot ? [one, ...within(one.shadowRoot)] : [one]));
  const above = (element) => element.parentElement ?? element.getRootNode().host;
  const holds = (element, other) => {
    for (let around = other; around; around = above(around)) if (around === element) return true;
    return false;
  };
  const deepest = (find) => {
    let found = find(document);
    for (let inner = found; inner; inner = inner.shadowRoot && find(inner.shadowRoot)) found = inner;
    return found;
  };
  window.reached ??= within(document).filter(
    (element) =>
      element.matches("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable='true']") &&
      (element.tabIndex >= 0 || element.contentEditable === "true") && !element.disabled && element.type !== "hidden" &&
      element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }),
  );
  const element = deepest((root) => root.activeElement);
  if (!element || element === document.body || element === document.documentElement) return { at: -1, missed: "" };
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const missed = [];
  let marked = false;
  for (let around = element; around && around !== document.body && !marked; around = above(around)) {
    const { outlineStyle, outlineWidth } = getComputedStyle(around);
    marked = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  }
  if (!marked) missed.push("the focus is not marked");
  const [x, y] = [
    Math.min(Math.max((box.left + box.right) / 2, box.left), innerWidth - 1),
    (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2,
  ];
  if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) {
    missed.push("the focus is out of sight");
  } else {
    const seen = deepest((root) => root.elementFromPoint(x, y));
    const drawn = element instanceof SVGElement; // its box is not its shape
    if (!drawn && seen && !holds(element, seen) && !holds(seen, element)) missed.push("something hides the focus");
  }
  const text = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 40);
  const what = `${element.tagName.toLowerCase()} ${JSON.stringify(text || element.name || element.className)}`;
  return { at: window.reached.indexOf(element), missed: missed.length ? `${what}: ${missed.join(", ")}` : "", what };
}
