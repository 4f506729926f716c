"use strict";
// The page is built from elements and text alone: whatever an artifact says is shown and never read as markup.

const svgNamespace = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null) node.append(child);  // a string becomes text
  }
  return node;
}

const element = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const drawing = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(svgNamespace, tag), attributes, children);

// A part that is wider than a phone scrolls by itself, with the keyboard too; the page does not.
const scrolling = (label, ...children) =>
  element("div", { class: "scroll", role: "region", "aria-label": label, tabindex: 0 }, ...children);

const words = (name) => name.replaceAll("_", " ");
const baseName = (path) => path.slice(path.lastIndexOf("/") + 1);
const counted = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
// Integers of 64 bits that a number of JavaScript cannot hold stay as they are written.
const exactly = (_, value, context) => (Number.isInteger(value) && !Number.isSafeInteger(value) ? context?.source ?? value : value);
const readData = () => JSON.parse(document.getElementById("data").textContent, exactly);

// Keys that step, unless they mean something where the focus is.
function onKeys(actions) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.target.closest("select, textarea, dialog, input:not([type=checkbox])")) return;
    const action = actions()[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
