// What an artifact's events say, step by step: step 0 is the beginning, step n comes after event n (counted from one).

const place = (event) => (event.file ? `${baseName(event.file)}:${event.line}` : "");

const isMark = (event) => event.operation === "mark";
const performed = (event) => !event.races && !event.ended;
const readsOf = (event) => event.read !== undefined && performed(event);
const writesOf = (event) => event.written !== undefined && performed(event);
// A value in words, where the number says little.
const readBy = (event) => event.read_as ?? event.read;
const writtenBy = (event) => event.written_as ?? event.written;

// "turn := 1": the program says it, as in its other views.
const phrase = (event) => event.phrase;
// The phrase of a fence has it.
const orderOf = (event) => (event.operation === "fence" ? null : event.order);

// The section that each thread is in after each event.
function sectionsOf(events, lanes) {
  const now = new Map(lanes.map((lane) => [lane, "remainder"]));
  return events.map((event) => {
    if (event.section && !event.text) now.set(event.thread, event.section);
    return new Map(now);
  });
}

class Execution {
  constructor(artifact) {
    this.artifact = artifact;
    this.events = artifact.events;
    this.last = this.events.length;
    this.noun = "Step";
    const threads = Array.from({ length: artifact.bounds.threads }, (_, thread) => thread);
    this.lanes = this.events.some((event) => event.thread < 0) ? [-1, ...threads] : threads;
    // A client of one's own has a main that runs beside its threads.
    this.mainTakesPart = artifact.client === null && !artifact.schedule;
    this.sections = sectionsOf(this.events, this.lanes);
    this.culprits = new Set(artifact.culprits);
    this.happensBefore = artifact.happens_before || [];
    this.readsFrom = this.events.flatMap((event, i) => (Number.isInteger(event.reads_from) ? [[event.reads_from, i]] : []));
  }

  nameOf(thread) {
    const { readers } = this.artifact.bounds;
    if (thread < 0) return "main";
    return `${readers === 0 ? "thread" : thread < readers ? "reader" : "writer"} ${thread}`;
  }

  event(step) {
    return this.events[step - 1];
  }

  switchesAt(index) {
    if (index === 0) return false;
    const [before, now] = [this.events[index - 1].thread, this.events[index].thread];
    return before !== now && (this.mainTakesPart || (before >= 0 && now >= 0));
  }

  // Each variable with the last of the writes so far in modification order, which need not be the last one performed.
  values(step) {
    return this.artifact.variables.map((variable) => {
      let [value, writer, position] = [variable.initial_as ?? variable.initial, null, -1];
      for (let i = 0; i < step; ++i) {
        const event = this.events[i];
        if (event.variable !== variable.name || !writesOf(event)) continue;
        const found = variable.coherence.indexOf(i);
        const at = found < 0 ? position : found;
        if (at >= position) [value, writer, position] = [writtenBy(event), i, at];
      }
      return { name: variable.name, value, writer };
    });
  }

  origin(event) {
    if (!Number.isInteger(event.reads_from)) return "the initial value";
    return `step ${event.reads_from + 1} of ${this.nameOf(this.events[event.reads_from].thread)}`;
  }

  // What a read missed.
  newest(step) {
    const event = this.event(step);
    return this.values(step - 1).find((variable) => variable.name === event.variable)?.value;
  }

  // What is said of an event besides its phrase: [class, text].
  notes(index) {
    const event = this.events[index];
    const notes = [];
    if (event.stale) notes.push(["stale", `stale, from ${this.origin(event)}; by now ${this.newest(index + 1)}`]);
    if (Number.isInteger(event.placed_before)) {
      notes.push(["early", `takes its place before step ${event.placed_before + 1} in modification order`]);
    }
    if (event.races) notes.push(["race", "not ordered with an earlier access"]);
    if (event.ended) notes.push(["race", "not performed"]);
    if (event.blocked) notes.push(["blocked", "waits for ever"]);
    else if (event.waits) notes.push(["waits", "must wait"]);
    if (event.times > 1) notes.push(["times", `× ${event.times}`]);
    return notes;
  }

  // A step in words, for the eye and the ear.
  words(step, withOrder) {
    if (step === 0) return `Before the first step: every variable has its initial value. ${counted(this.last, "step")} follow.`;
    const event = this.event(step);
    const who = this.nameOf(event.thread);
    const parts = [`Step ${step} of ${this.last}, ${who}: ${phrase(event)}`];
    if (orderOf(event)) parts[0] += ` (${orderOf(event)})`;
    if (readsOf(event) && !event.stale) parts.push(`read from ${this.origin(event)}`);
    for (const [kind, text] of this.notes(step - 1)) parts.push(kind === "times" ? `the round comes ${event.times} times in a row` : text);
    if (this.switchesAt(step - 1)) parts.push("context switch");
    if (this.artifact.cycle === step - 1) parts.push("from here on it goes round for ever");
    if (withOrder) parts.push(...this.orderedAfter(step - 1));
    if (event.file) parts.push(`${baseName(event.file)} line ${event.line}`);
    return `${parts.join("; ")}.`;
  }

  orderedAfter(index) {
    return this.happensBefore
      .filter(([, later]) => later === index)
      .map(([earlier]) => `step ${earlier + 1} of ${this.nameOf(this.events[earlier].thread)} happens before it`);
  }

  source(step) {
    const event = this.event(step) || this.events.find((candidate) => candidate.file);
    return event && event.file ? { file: event.file, line: step === 0 ? 0 : event.line } : null;
  }
}
