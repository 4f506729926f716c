// The page of a whole run: the whole on one screen, then the table of verdicts, and behind each verdict what it rests on.

// A verdict in full: "#/peterson.broken_acq_rel.mutual_exclusion.rc11", with "/step=5" at a step of its counterexample.
class Detail {
  constructor(verdict, artifact, backTo) {
    const key = encodeURIComponent(verdict.key);
    this.title = element("h1", { tabindex: -1 }, `${nameOf(verdict)}: ${words(verdict.property)}`);
    if (artifact) this.viewer = new Viewer(artifact, (step) => history.replaceState(null, "", `#/${key}/step=${step}`));
    const missing = verdict.verdict === "violated" && !artifact
      ? element("p", { class: "sentence" }, "Its counterexample was not recorded.") : null;
    this.element = element("article", {}, element("p", {}, element("a", { href: backTo, class: "back" }, "← All verdicts")), this.title,
      this.verdictLine(verdict), missing, this.viewer?.element, this.searches(verdict));
  }

  verdictLine(verdict) {
    const expected = verdict.expected === null ? "not compared: these bounds are not the contract's"
      : wrong(verdict) ? `expected ${outcomeText(verdict.expected, verdict.expected_kind)}` : "as expected";
    const parts = [`by ${verdict.engine} (${verdict.model})`, verdict.engine === "uniprocessor" ? null : boundsText(verdict), verdict.reason];
    return element("div", {},
      element("p", {}, element("strong", { class: `verdict ${verdict.verdict}` }, verdictText(verdict)), " ",
        element("span", { class: wrong(verdict) ? "note race" : "note" }, expected)),
      element("p", {}, `That is: ${meanings[verdict.verdict] ?? verdict.verdict}. ${kinds[verdict.kind] ? `Here: ${kinds[verdict.kind]}.` : ""}`),
      element("p", { class: "facts" }, parts.filter(Boolean).join(" · ")));
  }

  searches(verdict) {
    const heads = ["Client", "Rounds", "Search", "Executions", "Blocked", "Complete", "Seconds", "Result"]
      .map((title) => element("th", { scope: "col" }, title));
    const rows = verdict.runs.map((run) => element("tr", {}, [run.client, run.rounds, run.search, run.executions.toLocaleString("en"),
      run.blocked.toLocaleString("en"), run.complete ? "yes" : "no", run.seconds.toFixed(2), run.result].map((text) => element("td", {}, text))));
    const sum = `${counted(verdict.executions, "execution")}, ${verdict.blocked.toLocaleString("en")} of them blocked, in ${verdict.seconds.toFixed(2)} s; ` +
      (verdict.complete ? "everything inside the bounds." : "not everything inside the bounds.");
    return element("section", {}, element("h2", {}, "What was explored"), element("p", {}, sum), rows.length === 0 ? null
      : scrolling("Searches", element("table", { class: "plain searches" }, element("thead", {}, element("tr", {}, heads)), element("tbody", {}, rows))));
  }
}

class Report {
  constructor({ verdicts, kinds: sentences, counterexamples }) {
    learnKinds(sentences);
    const all = named(verdicts.verdicts);
    this.verdicts = new Map(all.map((verdict) => [verdict.key, verdict]));
    this.counterexamples = counterexamples;
    this.overview = new Overview(all);
    this.table = new VerdictTable(all);
    this.main = document.querySelector("main");
    this.heading = element("h1", { tabindex: -1 }, "Turnstile: all verdicts");
  }

  artifactOf(verdict) {
    const file = verdict.counterexample && baseName(verdict.counterexample);
    return file && Object.hasOwn(this.counterexamples, file) ? this.counterexamples[file] : null;
  }

  // Where the address leads. The place in the table is kept, for the way back.
  open(first) {
    const [, key] = /^#\/([^/]+)/.exec(location.hash) ?? [];
    const verdict = key && this.verdicts.get(decodeURIComponent(key));
    if (verdict) this.openVerdict(key, verdict);
    else this.openTable(first);
  }

  openVerdict(key, verdict) {
    if (this.key !== key) {
      if (!this.key) this.scrolled = scrollY;
      this.key = key;
      this.detail = new Detail(verdict, this.artifactOf(verdict), this.table.address());
      this.main.replaceChildren(this.detail.element);
      document.title = this.detail.title.textContent;
      scrollTo(0, 0);
      this.detail.title.focus({ preventScroll: true });
    }
    this.detail.viewer?.go(stepOf(location.hash), false);
  }

  openTable(first) {
    const from = this.key ? `#/${this.key}` : this.asked;
    const fromVerdict = Boolean(this.key);
    this.key = this.detail = null;
    this.table.ask(location.hash);
    this.asked = this.table.address();
    if (!this.overview.element.isConnected) this.main.replaceChildren(this.heading, this.overview.element, this.table.element);
    document.title = this.heading.textContent;
    if (fromVerdict) this.comeBack(from, this.scrolled);
    else if (this.asked !== "#/") this.goTo(this.table.heading);
    else if (!first) this.comeBack(from, 0);
  }

  // To the link that had led away.
  comeBack(from, scrolled) {
    scrollTo(0, scrolled ?? 0);
    const links = [...this.main.querySelectorAll("a")];
    const link = links.find((one) => one.getAttribute("href") === from && one.getClientRects().length > 0);
    (link ?? this.heading).focus({ preventScroll: scrolled !== 0 });
  }

  goTo(heading) {
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  }
}

{
  history.scrollRestoration = "manual";
  const report = new Report(readData());
  onKeys(() => report.detail?.viewer?.keys() ?? {});
  addEventListener("hashchange", () => report.open(false));
  report.open(true);
}
