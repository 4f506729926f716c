// A counterexample of the simulated processor: what each task did in each tick.

const ticksMean = {
  "=": "runs",
  "#": "runs, holds a lock",
  "^": "runs, holds a lock, boosted",
  "!": "runs, boosted, holds no lock",
  "-": "is ready",
  "+": "is ready, holds a lock",
  w: "waits for a lock",
  ".": "is not here yet",
  " ": "is done",
};

class Timeline {
  constructor(artifact) {
    this.tasks = [...artifact.schedule.tasks].sort((a, b) => b.priority - a.priority);
    this.last = Math.max(1, ...this.tasks.map((task) => task.ticks.length)) - 1;
    this.noun = "Tick";
  }

  mark(task, tick) {
    return task.ticks[tick] ?? " ";
  }

  words(tick) {
    const all = this.tasks.map((task) => {
      const now = this.mark(task, tick);
      const changed = tick > 0 && this.mark(task, tick - 1) !== now ? " now" : "";
      return `${task.name}${changed} ${ticksMean[now] ?? now}`;
    });
    return `Tick ${tick} of ${this.last}: ${all.join("; ")}.`;
  }

  source() {
    return null;
  }
}

class TimelineTable {
  constructor(timeline, go) {
    this.timeline = timeline;
    this.element = element("section", { "aria-label": "Tasks" }, scrolling("Tasks by tick", this.table(go)), this.legend(), this.scripts());
  }

  table(go) {
    const ticks = Array.from({ length: this.timeline.last + 1 }, (_, tick) => tick);
    this.heads = ticks.map((tick) => this.head(tick, go));
    this.columns = ticks.map(() => []);
    const rows = this.timeline.tasks.map((task) =>
      element("tr", {}, element("th", { scope: "row" }, task.name), ticks.map((tick) => this.cell(task, tick))));
    return element("table", { class: "ticks" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Task"), this.heads)), element("tbody", {}, rows));
  }

  head(tick, go) {
    const button = element("button", { type: "button", tabindex: -1, "aria-label": `tick ${tick}` }, String(tick));
    button.addEventListener("click", () => go(tick));
    return element("th", { scope: "col" }, button);
  }

  cell(task, tick) {
    const mark = this.timeline.mark(task, tick);
    const cell = element("td", { "data-mark": mark, title: ticksMean[mark] ?? mark },
      element("span", { "aria-hidden": "true" }, mark), element("span", { class: "only-heard" }, ticksMean[mark] ?? mark));
    this.columns[tick].push(cell);
    return cell;
  }

  legend() {
    const items = Object.entries(ticksMean).filter(([mark]) => mark !== " ")
      .map(([mark, meaning]) => element("li", {}, element("b", { "data-mark": mark }, mark), ` ${meaning}`));
    return element("ul", { class: "legend ticks-legend", "aria-label": "Legend" }, items);
  }

  scripts() {
    const rows = this.timeline.tasks.map((task) =>
      element("tr", {}, element("th", { scope: "row" }, task.name), element("td", {}, String(task.priority)),
        element("td", {}, String(task.arrival)), element("td", {}, task.script)));
    const heads = ["Task", "Priority", "Arrives at", "Does"].map((title) => element("th", { scope: "col" }, title));
    return element("section", {}, element("h2", {}, "Tasks"),
      scrolling("What each task does", element("table", { class: "plain" }, element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows))));
  }

  show(tick, byUser) {
    this.columns.forEach((cells, at) => cells.forEach((cell) => {
      cell.classList.toggle("now", at === tick);
      cell.classList.toggle("future", at > tick);
    }));
    this.heads.forEach((head, at) => {
      head.classList.toggle("now", at === tick);
      head.firstChild.setAttribute("tabindex", at === tick ? 0 : -1);
      if (at === tick) head.setAttribute("aria-current", "step");
      else head.removeAttribute("aria-current");
    });
    if (byUser) this.heads[tick].scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
