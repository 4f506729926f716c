// A whole run on one screen: what is to be known first, then a table of the right forms and one of the broken ones, a row a
// stem, a column a question that is put to an engine. A cell counts verdicts, and leads to their rows in the list.

const signs = { holds: "✓", not_refuted: "○", violated: "✗", unknown: "?", not_applicable: "–" };
const halves = { right: "Right forms", broken: "Broken forms" };
const halfOf = (verdict) => ((verdict.variant ?? "").startsWith("broken_") ? "broken" : "right");
const firstThose = (items, wanted) => [...items.filter(wanted), ...items.filter((item) => !wanted(item))];
const distinct = (items) => [...new Set(items)];

// The address of the list with only those rows: "#/?algorithm=peterson&engine=rc11".
function addressOf(asked) {
  const parts = new URLSearchParams(Object.entries(asked).filter(([, value]) => value)).toString();
  return parts ? `#/?${parts}` : "#/";
}

class Overview {
  constructor(verdicts) {
    this.verdicts = verdicts;
    this.stems = distinct(verdicts.map((verdict) => verdict.algorithm));
    this.questions = properties.filter((property) => verdicts.some((verdict) => verdict.property === property));
    this.engines = distinct(verdicts.map((verdict) => verdict.engine));
    const badHalf = (half) => verdicts.some((verdict) => halfOf(verdict) === half && wrong(verdict));
    this.element = element("section", { class: "overview" }, this.summary(), this.key(),
      element("div", { class: "halves" }, firstThose(Object.keys(halves), badHalf).map((half) => this.half(half))));
  }

  summary() {
    const compared = this.verdicts.filter((verdict) => verdict.expected !== null);
    const bad = this.verdicts.filter(wrong).length;
    const text = bad > 0 ? [`${counted(bad, "verdict is", "verdicts are")} not as expected. `,
      element("a", { href: addressOf({ unexpected: "only" }) }, bad === 1 ? "Show it" : "Show them")]
      : `All ${counted(compared.length, "compared verdict is", "compared verdicts are")} as expected, also those of broken forms, which must be found violated.`;
    const models = distinct(this.verdicts.map((verdict) => `${verdict.engine}: ${verdict.model}`));
    const executions = this.verdicts.reduce((sum, verdict) => sum + verdict.executions, 0);
    return element("div", {}, element("p", { class: bad > 0 ? "sentence" : "sentence fine" }, text),
      element("p", { class: "facts" }, `${counted(this.verdicts.length, "verdict")}, ${counted(executions, "execution")}. ${models.join(". ")}.`));
  }

  key() {
    const seen = Object.keys(signs).filter((outcome) => this.verdicts.some((verdict) => verdict.verdict === outcome));
    return element("ul", { class: "key", "aria-label": "Signs" },
      seen.map((outcome) => element("li", {}, element("span", { class: `verdict ${outcome}` }, signs[outcome]), ` ${words(outcome)}`)),
      this.verdicts.some(wrong) ? element("li", {}, element("span", { class: "alarm" }, "!"), " not what was expected") : null,
      element("li", {}, "a number: so many verdicts; an empty cell: nobody asked"));
  }

  half(half) {
    const verdicts = this.verdicts.filter((verdict) => halfOf(verdict) === half);
    const forms = distinct(verdicts.map(nameOf)).length;
    const isWrong = (stem) => verdicts.some((verdict) => verdict.algorithm === stem && wrong(verdict));
    const engines = this.engines.map((engine) => element("th", { scope: "col", class: "engine" }, element("span", {}, engine)));
    return scrolling(halves[half], element("table", { "data-forms": half },
      element("caption", {}, halves[half], element("span", {}, ` ${counted(forms, "form")}, ${counted(verdicts.length, "verdict")}`)),
      element("colgroup", {}, element("col")), this.questions.map(() => element("colgroup", { span: this.engines.length })),
      element("thead", {},
        element("tr", {}, element("th", { scope: "col", rowspan: 2 }, "algorithm"),
          this.questions.map((question) => element("th", { scope: "colgroup", colspan: this.engines.length }, words(question)))),
        element("tr", {}, this.questions.map(() => engines.map((engine) => engine.cloneNode(true))))),
      element("tbody", {}, firstThose(this.stems, isWrong).map((stem) => this.row(half, stem, verdicts)))));
  }

  row(half, stem, verdicts) {
    const [first, ...more] = stem.split("_");
    return element("tr", {}, element("th", { scope: "row" }, first, more.map((part) => [element("wbr"), `_${part}`])),
      this.questions.map((question) => this.engines.map((engine) =>
        this.cell({ algorithm: stem, forms: half, question, engine }, verdicts.filter((verdict) =>
          verdict.algorithm === stem && verdict.property === question && verdict.engine === engine)))));
  }

  cell(asked, verdicts) {
    const place = { "data-stem": asked.algorithm, "data-question": asked.question, "data-engine": asked.engine };
    if (verdicts.length === 0) return element("td", place, element("span", { class: "only-heard" }, "not asked"));
    const bad = verdicts.filter(wrong).length;
    const counts = Object.keys(signs).map((outcome) => ({ outcome, count: verdicts.filter((verdict) => verdict.verdict === outcome).length }))
      .filter(({ count }) => count > 0);
    const said = [...(bad > 0 ? [`${bad} unexpected`] : []), ...counts.map(({ outcome, count }) => `${count} ${words(outcome)}`)].join(", ");
    const name = `${asked.algorithm}, ${words(asked.question)}, ${asked.engine}, ${halves[asked.forms].toLowerCase()}: ${said}`;
    return element("td", { ...place, class: bad > 0 ? "wrong" : null },
      element("a", { href: addressOf(asked), "aria-label": name, title: said },
        bad > 0 ? element("span", { class: "alarm" }, `!${bad}`) : null,
        counts.map(({ outcome, count }) => element("span", { class: `verdict ${outcome}` }, `${signs[outcome]}${count}`))));
  }
}
