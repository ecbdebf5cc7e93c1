// Takes out of a page all but the first few of neighbours that are alike: of one name, class and role, with children of the
// same names. That leaves every sort of block; rows of tables, items of lists and shapes of pictures are many of one sort.
() => {
  const FEW = 4;
  const like = (element) => {
    const inside = [...new Set([...element.children].map((one) => one.tagName))].sort();
    return [element.tagName, element.getAttribute("class"), element.getAttribute("role"), ...inside].join(" ");
  };
  const thin = (parent) => {
    const seen = new Map();
    for (const child of [...parent.children]) {
      const number = (seen.get(like(child)) ?? 0) + 1;
      seen.set(like(child), number);
      if (number > FEW) child.remove();
      else thin(child);
    }
  };
  thin(document.body);
}
