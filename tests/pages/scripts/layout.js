// What is wrong with the place and paint of things on the page as it stands: a list of sentences, empty where all is well.
// Open shadow roots are looked into, as if what they hold stood in the page.
() => {
  const found = [];
  const above = (element) => element.parentElement ?? element.getRootNode().host;
  const styles = new Map();
  const style = (element) => {
    if (!styles.has(element)) styles.set(element, getComputedStyle(element));
    return styles.get(element);
  };
  const name = (element) => {
    const classes = element.getAttribute("class");
    const own = element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "");
    return own + (classes ? `.${classes.trim().split(/\s+/).join(".")}` : "");
  };
  const quote = (text) => JSON.stringify(text.trim().replace(/\s+/g, " ").slice(0, 50));
  const cuts = (value) => value === "hidden" || value === "clip";
  const scrolls = (value) => value === "auto" || value === "scroll";

  const over = document.documentElement.scrollWidth - innerWidth;
  if (over > 0) found.push(`the page is ${over} px wider than the window`);

  // Every line of text that can be seen: its box, as far as scrolling boxes around it show it.
  const lines = [];
  const range = document.createRange();
  const textsIn = function* (root) {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (node.shadowRoot) yield* textsIn(node.shadowRoot);
      else if (node.nodeType === Node.TEXT_NODE) yield node;
    }
  };
  for (const node of textsIn(document.body)) {
    if (!node.data.trim()) continue;
    const parent = node.parentElement;
    if (["SCRIPT", "STYLE", "TEXTAREA", "OPTION", "TITLE", "NOSCRIPT"].includes(parent.tagName)) continue;
    if (!parent.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true })) continue;
    const { stroke, paintOrder } = style(parent);
    if (parent.closest("svg") && stroke !== "none" && !paintOrder.startsWith("stroke")) {
      found.push(`${quote(node.data)} is painted over by its own outline`);
    }
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      let { left, right, top, bottom } = box;
      let put = style(parent).position;
      for (let around = parent; around && around !== document.documentElement; around = above(around)) {
        const { overflowX, overflowY, position } = style(around);
        const inline = style(around).display === "inline";
        if (inline || (put === "absolute" && position === "static") || put === "fixed") continue;
        if (position !== "static") put = position;
        if (overflowX === "visible" && overflowY === "visible") continue;
        const room = around.getBoundingClientRect();
        if (style(around).clipPath.startsWith("inset(50%")) {
          right = left; // for those who listen
          break;
        }
        const lost = Math.max(room.left - left, right - room.right, room.top - top, bottom - room.bottom);
        const sideways = Math.max(room.left - left, right - room.right);
        const upright = Math.max(room.top - top, bottom - room.bottom);
        if ((cuts(overflowX) && sideways > 1.5) || (cuts(overflowY) && upright > box.height / 3)) {
          found.push(`${quote(node.data)} is cut by ${name(around)} (${Math.round(lost)} px)`);
        }
        left = Math.max(left, room.left);
        right = Math.min(right, room.right);
        top = Math.max(top, room.top);
        bottom = Math.min(bottom, room.bottom);
        if (scrolls(overflowX) && around.scrollWidth > around.clientWidth + 1 && around.tabIndex < 0) {
          const inside = around.querySelector("a[href], button, input, select, textarea, [tabindex='0']");
          if (!inside) found.push(`${name(around)} scrolls, but not by the keyboard`);
        }
      }
      if (right - left < 2 || bottom - top < 2) continue;
      if (right > innerWidth + 1 || left < -1) found.push(`${quote(node.data)} in ${name(parent)} is off the window`);
      lines.push({ node, parent, left, right, top, bottom });
    }
  }

  // Texts that lie upon one another: the middle half of their heights meets.
  const middle = (line) => {
    const quarter = (line.bottom - line.top) / 4;
    return [line.top + quarter, line.bottom - quarter];
  };
  lines.sort((one, other) => one.top - other.top);
  for (let first = 0; first < lines.length; first += 1) {
    const one = lines[first];
    const [top, bottom] = middle(one);
    for (let second = first + 1; second < lines.length && lines[second].top < one.bottom; second += 1) {
      const other = lines[second];
      if (other.node === one.node) continue;
      const [above, below] = middle(other);
      const tall = Math.min(bottom, below) - Math.max(top, above);
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      if (tall > 1 && wide > 2) found.push(`${quote(one.node.data)} and ${quote(other.node.data)} lie upon one another`);
    }
  }
  return [...new Set(found)].slice(0, 25);
}
