// Evaluated in a page: see accessibility.ts.
(() => {
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const describe = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const issues = [];

  const nameOf = (element) =>
    element.getAttribute("aria-label") ??
    (element.getAttribute("aria-labelledby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join("") +
      [...(element.labels ?? [])].map(({ textContent }) => textContent).join("") +
      (element.textContent ?? "") +
      (element.getAttribute("title") ?? "");
  for (const element of document.querySelectorAll("button, a, input, select, textarea, canvas, dialog[open], [role]"))
    if (
      isShown(element) &&
      element.getAttribute("aria-hidden") !== "true" &&
      !element.closest("[aria-hidden=true]") &&
      nameOf(element).trim() === "" &&
      element.getAttribute("role") !== "status"
    )
      issues.push(`has no name: ${describe(element)}`);
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const id of new Set(ids.filter((each, i) => ids.indexOf(each) !== i))) issues.push(`id occurs twice: ${id}`);
  if (document.querySelectorAll("main").length !== 1) issues.push("there is not one main element");
  if (document.documentElement.lang === "") issues.push("the page names no language");
  if (document.documentElement.scrollWidth > innerWidth) issues.push("the page is wider than its window");

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (front, back) => [0, 1, 2].map((i) => front[i] * front[3] + back[i] * (1 - front[3]));
  const backOf = (element) => {
    if (element === null) return [255, 255, 255];
    const color = rgba(getComputedStyle(element).backgroundColor);
    return color[3] === 1 ? color.slice(0, 3) : over(color, backOf(element.parentElement));
  };
  const luminance = (color) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
      const value = color[i] / 255;
      return sum + weight * (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    }, 0);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const element = node.parentElement;
    if (node.textContent.trim() === "" || !isShown(element) || element.closest(":disabled, option, [aria-hidden=true]"))
      continue;
    if (element.closest(".overlay, .viewport, svg")) continue; // over an image
    const style = getComputedStyle(element);
    const back = backOf(element);
    const [a, b] = [luminance(over(rgba(style.color), back)), luminance(back)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const isLarge = Number.parseFloat(style.fontSize) >= 24;
    if (contrast < (isLarge ? 3 : 4.5))
      issues.push(`contrast ${contrast.toFixed(2)}: ${node.textContent.trim().slice(0, 40)} in ${describe(element)}`);
  }
  return [...new Set(issues)];
})();
