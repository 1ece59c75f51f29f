import type { Page } from "playwright-core";

/** The narrowest window that every view is made for: a small telephone. */
export const NARROW = { width: 360, height: 740 };

/**
 * Runs in the page: names what of it nobody can read. The page must not scroll sideways; nothing may stand beyond an
 * edge, unless its box can be scrolled there or says with an ellipsis that it goes on.
 */
const LOOK = `(() => {
  const width = document.documentElement.clientWidth;
  const found = [];
  const told = (element, why) => found.push(why + ': ' + element.outerHTML.slice(0, 120));
  if (document.documentElement.scrollWidth > width) found.push('the page scrolls sideways: ' + document.documentElement.scrollWidth + ' of ' + width);
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const boxes = [];
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    if (node.data.trim() === '' || !seen(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    boxes.push([node.parentElement, range.getBoundingClientRect()]);
  }
  for (const element of document.querySelectorAll('button, input, select, textarea, canvas, svg, meter, progress'))
    if (seen(element)) boxes.push([element, element.getBoundingClientRect()]);
  next: for (const [element, box] of boxes) {
    if (box.width === 0 || element.closest('.hidden, .skip') !== null) continue;
    let { left, right } = box;
    for (let around = element; around !== null && around !== document.documentElement; around = around.parentElement) {
      const style = getComputedStyle(around);
      if (style.overflowX === 'visible') continue;
      const edges = around.getBoundingClientRect();
      if (style.overflowX !== 'auto' && style.overflowX !== 'scroll' && style.textOverflow !== 'ellipsis') {
        if (right > edges.right + 1 || left < edges.left - 1) { told(element, 'cut'); continue next; }
      }
      left = Math.max(left, edges.left);
      right = Math.min(right, edges.right);
    }
    if (right > width + 0.5 || left < -0.5) told(element, 'beyond the edge');
  }
  return [...new Set(found)];
})()`;

/** What of the page is cut off or out of reach; empty when all of it can be read. */
export async function cutIn(page: Page): Promise<string[]> {
  return (await page.evaluate(LOOK)) as string[];
}
