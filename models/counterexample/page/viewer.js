// One counterexample: the sentence, the buttons, the threads, the values and the source, all at the same step.

// The values of all variables at a step.
class Values {
  constructor(execution) {
    this.execution = execution;
    this.body = element("tbody");
    const heads = ["Variable", "Value", "Since"].map((title) => element("th", { scope: "col" }, title));
    this.element = element("section", { "aria-labelledby": "values-title" }, element("h2", { id: "values-title" }, "Values"),
      scrolling("Values of the variables", element("table", { class: "plain values" }, element("thead", {}, element("tr", {}, heads)), this.body)));
  }

  show(step) {
    const before = step > 0 ? this.execution.values(step - 1) : [];
    const event = this.execution.event(step);
    this.body.replaceChildren(...this.execution.values(step).map((variable, i) => this.row(variable, before[i], event, step)));
  }

  row(variable, before, event, step) {
    const changed = variable.writer === step - 1 && step > 0;
    const read = event && event.variable === variable.name && readsOf(event);
    const notes = [];
    if (changed) notes.push(element("span", { class: "note changed" }, `was ${before.value}`));
    if (read && event.stale) notes.push(element("span", { class: "note stale" }, `read as ${readBy(event)}: stale`));
    else if (read && !changed) notes.push(element("span", { class: "note" }, "read"));
    const since = variable.writer === null ? "the beginning"
      : `step ${variable.writer + 1}, ${this.execution.nameOf(this.execution.events[variable.writer].thread)}`;
    return element("tr", { class: changed ? "changed" : read ? "read" : null, "data-variable": variable.name },
      element("th", { scope: "row" }, variable.name), element("td", {}, element("b", {}, String(variable.value)), notes), element("td", {}, since));
  }
}

// The text of a file, with the line of the current step marked.
class SourceText {
  constructor(sources) {
    this.sources = sources;
    this.title = element("h2", { id: "source-title" }, "Source");
    this.list = element("ol", { class: "source" });
    this.pane = element("div", { class: "source-pane", role: "region", "aria-labelledby": "source-title", tabindex: 0 }, this.list);
    this.element = element("section", {}, this.title, this.pane);
  }

  show(at) {
    if (at && at.file !== this.file) this.open(at.file);
    this.list.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const line = at && this.list.children[at.line - 1];
    if (!line) return;
    line.setAttribute("aria-current", "true");
    this.pane.scrollTop = line.offsetTop - this.pane.clientHeight / 2;  // of the pane alone: the page stays where it is
  }

  open(file) {
    this.file = file;
    const text = this.sources.find((source) => source.file === file)?.text ?? "";
    this.title.textContent = file;
    const lines = text.replace(/\n$/, "").split("\n");
    this.list.replaceChildren(...lines.map((line) => element("li", {}, element("code", {}, line || " "))));
    this.list.setAttribute("data-digits", String(lines.length).length);
  }
}

const helpRows = [
  ["← or k, → or j", "one step back, forward"],
  ["Home, End", "the beginning, the violation"],
  ["r", "arrows for reads-from: from a write to what read it"],
  ["h", "arrows for happens-before"],
  ["?", "this help"],
];

function helpDialog() {
  const rows = helpRows.map(([keys, meaning]) => element("tr", {}, element("th", { scope: "row" }, keys), element("td", {}, meaning)));
  const close = element("button", { type: "button" }, "Close");
  const dialog = element("dialog", { "aria-labelledby": "help-title" }, element("h2", { id: "help-title" }, "Keys"),
    element("table", { class: "plain" }, element("tbody", {}, rows)), close);
  close.addEventListener("click", () => dialog.close());
  return dialog;
}

class Viewer {
  // `moved` is told each step that a person goes to.
  constructor(artifact, moved) {
    this.moved = moved;
    this.artifact = artifact;
    this.story = artifact.schedule ? new Timeline(artifact) : new Execution(artifact);
    const go = (step) => this.go(step);
    this.lanes = artifact.schedule ? new TimelineTable(this.story, go) : new Lanes(this.story, go);
    this.values = artifact.schedule ? null : new Values(this.story);
    this.source = artifact.sources?.length ? new SourceText(artifact.sources) : null;
    this.now = element("p", { id: "now", role: "status", "aria-live": "polite" });
    this.help = helpDialog();
    const side = element("div", { class: "side" }, this.values?.element, this.source?.element);
    this.element = element("div", { class: "viewer" }, element("p", { class: "sentence" }, artifact.sentence), this.facts(),
      this.controls(), element("div", { class: side.children.length ? "beside" : "" }, this.lanes.element, side), this.help);
    this.step = 0;
  }

  facts() {
    const { artifact } = this;
    const parts = [`${words(artifact.property)} violated: ${words(artifact.kind)}`, `found by ${artifact.engine}`, artifact.model];
    if (artifact.claim) parts.push(`claimed: overtaken at most ${artifact.claim.at_most} times, each ${artifact.claim.of_class}`);
    if (artifact.size && !artifact.schedule) {
      parts.push(counted(artifact.bounds.threads, "thread"), counted(artifact.size.events, "event"),
        counted(artifact.size.context_switches, "context switch", "context switches"));
    }
    return element("p", { class: "facts" }, parts.filter(Boolean).join(" · "));
  }

  controls() {
    const button = (text, label, action) => {
      const made = element("button", { type: "button", "aria-label": label, title: label }, text);
      made.addEventListener("click", action);
      return made;
    };
    this.back = [button("Start", "Start: before the first step", () => this.go(0)), button("◀ Back", "Back one step", () => this.go(this.step - 1))];
    this.forward = [button("Next ▶", "Next step", () => this.go(this.step + 1)), button("End", "End: the violation", () => this.go(this.story.last))];
    const boxes = this.artifact.schedule ? [] : [this.box("rf", "reads-from"), this.box("hb", "happens-before")];
    const help = button("?", "Keys", () => this.help.showModal());
    return element("div", { class: "controls", role: "group", "aria-label": "Steps" }, this.now,
      element("div", { class: "buttons" }, this.back, this.forward, boxes, help));
  }

  box(kind, text) {
    const input = element("input", { type: "checkbox", id: `show-${kind}` });
    input.addEventListener("change", () => {
      this.lanes.arrows.toggle(kind, input.checked);
      this.say();
    });
    this[kind] = input;
    return element("label", { class: `toggle ${kind}` }, input, element("span", {}, text));
  }

  say() {
    this.now.textContent = this.story.words(this.step, this.hb?.checked);
  }

  go(step, byUser = true) {
    const focused = document.activeElement?.closest(".event, .ticks th");
    this.step = Math.min(Math.max(Number.isInteger(step) ? step : 0, 0), this.story.last);
    for (const button of this.back) button.setAttribute("aria-disabled", this.step === 0);
    for (const button of this.forward) button.setAttribute("aria-disabled", this.step === this.story.last);
    this.say();
    this.lanes.show(this.step, byUser);
    this.values?.show(this.step);
    this.source?.show(this.story.source(this.step));
    if (focused && byUser) this.element.querySelector(".lanes button[tabindex='0'], .ticks button[tabindex='0']")?.focus({ preventScroll: true });
    if (byUser) this.moved(this.step);
  }

  keys() {
    const [forward, back] = [() => this.go(this.step + 1), () => this.go(this.step - 1)];
    return {
      ArrowRight: forward, j: forward, ArrowLeft: back, k: back,
      Home: () => this.go(0), End: () => this.go(this.story.last),
      r: () => this.rf?.click(), h: () => this.hb?.click(),
      "?": () => this.help.showModal(),
    };
  }
}

// The step that an address asks for: "#step=5".
const stepOf = (hash) => Number(/(?:^|[#/?&])step=(\d{1,6})$/.exec(hash)?.[1] ?? 0);
