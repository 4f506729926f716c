// The verdicts of a run as a table: a row a form and an engine, a column a property. What is not as expected comes first.

const properties = ["mutual_exclusion", "progress", "bounded_waiting", "linearizability"];

// What the words mean (docs/definitions.md, docs/verdicts.md).
const meanings = {
  holds: "every execution inside the bounds was explored, in the stated memory model, and none violates it",
  not_refuted: "nothing found in what was explored, which is not everything",
  violated: "there is a counterexample, of the kind that is named",
  unknown: "the engine could not decide; this is no pass",
  not_applicable: "the property makes no sense here",
};
// Those of the kinds come with the data: the sentences that every explanation begins from, here as clauses.
const kinds = {};
function learnKinds(sentences) {
  for (const [kind, sentence] of Object.entries(sentences)) kinds[kind] = sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

const outcomeText = (outcome, kind) => [outcome, kind].filter(Boolean).map(words).join(": ");
const nameOf = (verdict) => [verdict.algorithm, verdict.variant].filter(Boolean).join("/");

// Each verdict with the name that an address gives it. Where the bounds alone tell two apart, it has the threads, too.
function named(verdicts) {
  const taken = new Set();
  return verdicts.map((verdict) => {
    const parts = [verdict.algorithm, verdict.variant, verdict.property, verdict.engine, verdict.bounds.mix].filter(Boolean);
    let key = parts.join(".");
    if (taken.has(key)) key += `.${verdict.bounds.threads}_threads`;
    while (taken.has(key)) key += "+";
    taken.add(key);
    return { ...verdict, key };
  });
}

// "not refuted, bypass 1"; where it grows, what was seen with one, two, three rounds.
function bypassText(verdict) {
  if (verdict.property !== "bounded_waiting" || !verdict.bypass) return "";
  const classes = Object.entries(verdict.bypass).map(([name, { bound, by_rounds: seen }]) =>
    `${Object.keys(verdict.bypass).length > 1 ? `${name} ` : ""}${bound ?? Object.values(seen).join(" ")}`);
  return `bypass ${classes.join(", ")}`;
}
const verdictText = (verdict) =>
  [outcomeText(verdict.verdict, verdict.kind === "bypass" ? null : verdict.kind), bypassText(verdict)].filter(Boolean).join(", ");
// Of the verdicts of a row, which can differ in their rounds.
function boundsText(...verdicts) {
  const [{ engine, bounds: { threads, mix } }] = verdicts;
  if (engine === "uniprocessor") return counted(threads, "task");
  const rounds = verdicts.map((verdict) => verdict.bounds.rounds);
  const [least, most] = [Math.min(...rounds), Math.max(...rounds)];
  return `${mix ? `${mix}, ` : ""}${counted(threads, "thread")} × ${least === most ? "" : `${least}–`}${counted(most, "round")}`;
}
const wrong = (verdict) => !verdict.as_contracted;

function rowsOf(verdicts) {
  const rows = new Map();
  for (const verdict of verdicts) {
    const key = JSON.stringify([nameOf(verdict), verdict.engine, verdict.bounds.mix, verdict.bounds.threads]);
    if (!rows.has(key)) rows.set(key, []);
    rows.get(key).push(verdict);
  }
  return firstThose([...rows.values()], (cells) => cells.some(wrong));
}

class VerdictTable {
  constructor(verdicts) {
    this.verdicts = verdicts;
    this.columns = properties.filter((property) => verdicts.some((verdict) => verdict.property === property));
    this.rows = rowsOf(verdicts).map((cells) => ({ cells, element: this.row(cells) }));
    this.count = element("p", { role: "status", "aria-live": "polite", class: "facts" });
    this.heading = element("h2", { tabindex: -1 }, "Every verdict");
    this.element = element("section", { "aria-label": "Every verdict" }, this.heading, this.filters(), this.count, this.table(), this.legend());
    this.filter();
  }

  filters() {
    const values = { algorithm: (verdict) => verdict.algorithm, forms: halfOf, question: (verdict) => verdict.property,
      engine: (verdict) => verdict.engine, verdict: (verdict) => verdict.verdict };
    this.selects = Object.entries(values).map(([name, valueOf]) => {
      const options = distinct(this.verdicts.map(valueOf)).map((value) => element("option", { value }, words(value)));
      return { name, valueOf, select: element("select", { id: `filter-${name}` }, element("option", { value: "" }, "all"), options) };
    });
    this.onlyWrong = element("input", { type: "checkbox", id: "filter-wrong" });
    this.all = element("a", { href: "#/" }, "show all");
    const form = element("form", { class: "filters", role: "search", "aria-label": "Filter" },
      this.selects.map(({ name, select }) => element("label", {}, element("span", {}, words(name)), select)),
      element("label", { class: "toggle" }, this.onlyWrong, element("span", {}, "not as expected")), this.all);
    form.addEventListener("change", () => {
      this.filter();
      history.replaceState(null, "", this.address());
    });
    return form;
  }

  // The address says what is asked for, so that it can be led to, and come back to.
  address() {
    return addressOf({ ...Object.fromEntries(this.selects.map(({ name, select }) => [name, select.value])),
      unexpected: this.onlyWrong.checked ? "only" : "" });
  }
  ask(address) {
    const asked = new URLSearchParams(/^#\/\?(.*)$/s.exec(address)?.[1]);
    for (const { name, select } of this.selects) {
      const wanted = asked.get(name);
      select.selectedIndex = Math.max(0, [...select.options].findIndex((option) => option.value === wanted));
    }
    this.onlyWrong.checked = asked.get("unexpected") === "only";
    this.filter();
  }

  // A row stays if one of its verdicts is asked for.
  filter() {
    const asked = (verdict) => this.selects.every(({ select, valueOf }) => !select.value || valueOf(verdict) === select.value)
      && (!this.onlyWrong.checked || wrong(verdict));
    let shown = 0;
    for (const { cells, element: row } of this.rows) {
      row.hidden = !cells.some(asked);
      shown += row.hidden ? 0 : 1;
    }
    this.all.hidden = this.address() === "#/";
    this.count.textContent = `${shown} of ${counted(this.rows.length, "row")}`;
  }

  // Roles said aloud, since on a phone the rows become cards and no table is left for the browser to see.
  table() {
    const heads = ["form", "engine", ...this.columns.map(words), "bounds", "executions"]
      .map((title) => element("th", { scope: "col", role: "columnheader" }, title));
    return element("table", { class: "matrix", role: "table", "aria-label": "Verdicts" },
      element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, heads)),
      element("tbody", { role: "rowgroup" }, this.rows.map((row) => row.element)));
  }

  row(cells) {
    const [first] = cells;
    const executions = cells.reduce((sum, verdict) => sum + verdict.executions, 0);
    const plain = (title, text) => element("td", { role: "cell", "data-title": title }, text);
    const name = `${nameOf(first)}${first.bounds.mix ? ` ${first.bounds.mix}` : ""}`;
    return element("tr", { role: "row" }, element("th", { scope: "row", role: "rowheader" }, name), plain("engine", first.engine),
      this.columns.map((property) => this.cell(property, cells.find((verdict) => verdict.property === property))),
      plain("bounds", boundsText(...cells)), plain("executions", executions.toLocaleString("en")));
  }

  cell(property, verdict) {
    const cell = element("td", { role: "cell", "data-title": words(property) });
    if (!verdict) return cell;
    const expected = wrong(verdict) && verdict.expected ? `expected ${outcomeText(verdict.expected, verdict.expected_kind)}` : "not as expected";
    cell.append(element("a", { href: `#/${encodeURIComponent(verdict.key)}`, class: `verdict ${verdict.verdict}` }, verdictText(verdict)));
    if (wrong(verdict)) cell.append(element("span", { class: "note race" }, expected));
    return cell;
  }

  legend() {
    const list = (title, entries) => element("section", {}, element("h2", {}, title),
      element("dl", {}, Object.entries(entries).map(([name, meaning]) => [element("dt", {}, words(name)), element("dd", {}, meaning)])));
    const seen = Object.fromEntries(Object.entries(kinds).filter(([kind]) => this.verdicts.some((verdict) => verdict.kind === kind)));
    return element("details", { class: "meanings", open: true }, element("summary", {}, "What the words mean"),
      list("Verdicts", meanings), list("Kinds of violation", seen),
      element("p", {}, "bypass: how often a waiting thread was overtaken; one number is a bound, several are what was seen with more and more rounds. ",
        "1R2W: one reader, two writers. A verdict leads to what it rests on, and a violated one to its counterexample."));
  }
}
