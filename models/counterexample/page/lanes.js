// The events as a table: a row an event, a column a thread, read downwards; and the arrows over it.

class Lanes {
  constructor(execution, go) {
    this.execution = execution;
    this.buttons = [];
    this.rows = [];
    this.frame = element("div", { class: "frame" }, this.table(go));
    this.element = element("section", { "aria-label": "Threads" }, scrolling("Events by thread", this.frame), this.legend());
    this.arrows = new Arrows(execution, this.frame, this.buttons);
  }

  table(go) {
    const { lanes, events, artifact } = this.execution;
    const head = element("tr", {}, element("th", { scope: "col" }, "Step"),
      lanes.map((lane) => element("th", { scope: "col" }, this.execution.nameOf(lane))));
    const cut = artifact.cycle ?? events.length;
    this.rows = events.map((_, index) => this.row(index, go));
    const bodies = [element("tbody", {}, this.rows.slice(0, cut))];
    if (cut < events.length) {
      const title = element("th", { class: "cycle-title", colspan: lanes.length + 1, scope: "rowgroup" }, "↻ from here on it goes round for ever");
      bodies.push(element("tbody", { class: "cycle" }, element("tr", {}, title), this.rows.slice(cut)));
    }
    return element("table", { class: "lanes" }, element("thead", {}, head), bodies);
  }

  row(index, go) {
    const { execution } = this;
    const event = execution.events[index];
    const marks = [execution.switchesAt(index) ? "switch" : "", execution.culprits.has(index) ? "culprit" : ""];
    const cells = execution.lanes.map((lane) => {
      const section = execution.sections[index].get(lane);
      return element("td", { "data-section": section }, lane === event.thread ? this.button(index, go) : null);
    });
    return element("tr", { class: marks.join(" ").trim() || null }, element("th", { scope: "row" }, String(index + 1)), cells);
  }

  button(index, go) {
    const event = this.execution.events[index];
    const notes = this.execution.notes(index).map(([kind, text]) => element("span", { class: `note ${kind}` }, text));
    const order = orderOf(event) ? element("span", { class: "order" }, orderOf(event)) : null;
    // One stop of the tab key for all of them: the current one.
    const button = element("button", { type: "button", class: `event ${isMark(event) ? "mark" : ""}`, tabindex: -1 },
      element("span", { class: "what" }, phrase(event)), order, notes);
    button.addEventListener("click", () => go(index + 1));
    this.buttons.push(button);
    return button;
  }

  legend() {
    const items = [["doorway", "in the doorway"], ["waiting", "waits"], ["critical", "in the critical section"]]
      .map(([section, text]) => element("li", { "data-section": section }, text));
    const marks = [["switch", "context switch above this line"], ["culprit", "named in the sentence on top"]]
      .map(([kind, text]) => element("li", { class: `key-${kind}` }, text));
    return element("ul", { class: "legend", "aria-label": "Legend" }, items, marks);
  }

  show(step, byUser) {
    this.rows.forEach((row, index) => {
      row.classList.toggle("future", index >= step);
      if (index + 1 === step) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    });
    this.buttons.forEach((button, index) => button.setAttribute("tabindex", index + 1 === step ? 0 : -1));
    const row = this.rows[step - 1] || this.frame.querySelector("thead");
    if (byUser && row) row.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.arrows.show(step);
  }
}

// Reads-from and happens-before, drawn over the table. What they say is also said in words.
class Arrows {
  constructor(execution, frame, buttons) {
    Object.assign(this, { frame, buttons, step: 0 });
    this.edges = { rf: execution.readsFrom, hb: execution.happensBefore };
    this.shown = { rf: false, hb: false };
    this.layer = drawing("svg", { class: "arrows", "aria-hidden": "true", focusable: "false" });
    frame.append(this.layer);
    new ResizeObserver(() => this.draw()).observe(frame);
  }

  toggle(kind, on) {
    this.shown[kind] = on;
    this.draw();
  }

  show(step) {
    this.step = step;
    this.draw();
  }

  draw() {
    const markers = ["rf", "hb"].map((kind) =>
      drawing("marker", { id: `head-${kind}`, class: kind, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" },
        drawing("path", { d: "M0 0 L8 4 L0 8 z" })));
    const paths = Object.keys(this.edges).filter((kind) => this.shown[kind])
      .flatMap((kind) => this.edges[kind].map(([from, to]) => this.path(kind, from, to)));
    this.layer.replaceChildren(drawing("defs", {}, markers), ...paths);
  }

  path(kind, from, to) {
    const origin = this.frame.getBoundingClientRect();
    const [a, b] = [from, to].map((index) => this.buttons[index].getBoundingClientRect());
    const shift = kind === "hb" ? 5 : -2;  // both may join the same two events
    const rightwards = a.left < b.left;
    const x1 = (rightwards || a.left === b.left ? a.right : a.left) - origin.left;
    const x2 = (rightwards ? b.left : b.right) - origin.left;
    const [y1, y2] = [a, b].map((box) => (box.top + box.bottom) / 2 - origin.top + shift);
    const bend = a.left === b.left ? 28 : (rightwards ? 1 : -1) * Math.max(24, Math.abs(x2 - x1) / 2);
    const end = a.left === b.left ? x2 + bend : x2 - bend;
    const near = from + 1 === this.step || to + 1 === this.step ? " near" : "";
    return drawing("path", { class: `${kind}${near}`, "data-from": from, "data-to": to, "marker-end": `url(#head-${kind})`,
      d: `M${x1} ${y1} C${x1 + bend} ${y1} ${end} ${y2} ${x2} ${y2}` });
  }
}
