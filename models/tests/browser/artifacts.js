// Data of the tests, besides the counterexample in peterson.json.
"use strict";

const schedule = (base) => ({
  ...base,
  algorithm: "priority_inheritance",
  variant: "broken_no_chain",
  property: "bounded_waiting",
  kind: "inheritance",
  engine: "uniprocessor",
  model: "simulated processor",
  client: null,
  sentence: "L has effective priority 2, but a task of priority 3 waits for it.",
  culprits: [],
  variables: [],
  events: [],
  happens_before: [],
  sources: [],
  schedule: {
    locks: 2,
    tasks: [
      { name: "L", priority: 1, arrival: 0, script: "lock a, run 3, unlock a, run 1", ticks: "#+^+" },
      { name: "M", priority: 2, arrival: 1, script: "lock b, run 1, lock a, run 1", ticks: ".#w+" },
      { name: "H", priority: 3, arrival: 3, script: "lock b, run 3, unlock b, run 1", ticks: "...w" },
    ],
  },
});

// Thread 0 waits for ever; thread 1 goes round, and its round comes nine times.
function livelock(base) {
  const at = { file: base.sources[0].file, line: 36, source: "" };
  const load = (thread, read, reads_from, more) =>
    ({ thread, operation: "load", section: "waiting", variable: "turn", read, order: "acquire", ...at, reads_from, stale: false, waits: true, ...more });
  return {
    ...base,
    property: "progress",
    kind: "livelock",
    culprits: [1],
    variables: [{ name: "turn", type: "integer", initial: 0, coherence: [0, 2] }],
    events: [
      { thread: -1, operation: "store", section: "remainder", variable: "turn", written: 1, order: "seq_cst", ...at },
      load(0, 1, 0, { blocked: true }),
      { thread: 1, operation: "store", section: "waiting", variable: "turn", written: 2, order: "release", ...at },
      load(1, 2, 2, { times: 9 }),
    ],
    happens_before: [[0, 1], [0, 2]],
    cycle: 2,
  };
}

// More threads than a phone is wide.
const crowd = (base) => ({
  ...base,
  bounds: { threads: 8, rounds: [1, 1, 1, 1, 1, 1, 1, 1], readers: 0 },
  events: base.events.map((event, i) => (i < base.events.length - 1 ? event : { ...event, thread: 7 })),
});

// Everything that a file can say, said by somebody who would like it to be read as markup.
const attack = "</script><img src=x onerror=\"document.title='caught'\"><!--<script>'\u2028&amp;@DATA@\\";
function hostile(base) {
  const name = `turn${attack}`;
  const file = `algorithms/${attack}.hpp`;
  return {
    ...base,
    algorithm: attack,
    variant: attack,
    model: attack,
    sentence: attack,
    variables: base.variables.map((v) => (v.name === "turn" ? { ...v, name } : v)),
    events: base.events.map((e) => ({
      ...e,
      ...(e.variable === "turn" ? { variable: name } : {}),
      ...(e.file ? { file, source: attack } : {}),
      ...(e.operation === "mark" ? { text: attack } : {}),
    })),
    sources: [{ file, text: `${attack}\n`.repeat(60) }],
  };
}

const verdict = (more) => ({
  algorithm: "peterson",
  variant: "correct",
  property: "mutual_exclusion",
  engine: "rc11",
  model: "RC11",
  verdict: "holds",
  kind: null,
  expected: "holds",
  expected_kind: null,
  as_contracted: true,
  bounds: { threads: 2, rounds: 2, mix: null },
  executions: 1234,
  blocked: 5,
  complete: true,
  seconds: 0.5,
  bypass: null,
  counterexample: null,
  reason: null,
  runs: [{ client: "occupancy", rounds: "2,2", search: "full", executions: 1234, blocked: 5, complete: true, seconds: 0.5, result: "passed" }],
  ...more,
});
const broken = { variant: "broken_acq_rel", verdict: "violated", kind: "overlap", expected: "violated", expected_kind: "overlap" };
const verdicts = {
  schema: "turnstile.verdicts/1",
  verdicts: [
    verdict({}),
    verdict({ property: "bounded_waiting", verdict: "not_refuted", expected: null,
      bypass: { thread: { bound: 1, exact: false, by_rounds: { 1: 1, 2: 1 } } }, complete: false }),
    verdict({ ...broken, counterexample: "elsewhere/peterson.json" }),
    verdict({ ...broken, engine: "relacy", verdict: "unknown", kind: null, as_contracted: false, reason: "out of budget" }),
    verdict({ variant: "correct", bounds: { threads: 3, rounds: 1, mix: null }, executions: 77 }),
    verdict({ variant: "correct", property: "progress", bounds: { threads: 3, rounds: 4, mix: null } }),
    verdict({ algorithm: `tsl${attack}`, model: attack, reason: attack }),
  ],
};

// A run of three stems, the forms of which are asked in different ways.
const wholeRun = () => ({
  schema: "turnstile.verdicts/1",
  verdicts: ["turn", "tsl", "priority_inheritance"].flatMap((algorithm) => [
    ...["correct", "correct_other", "broken_lost"].flatMap((variant) => ["relacy", "rc11"].flatMap((engine) =>
      ["mutual_exclusion", "progress"].map((property) => verdict({ algorithm, variant, engine, property })))),
    verdict({ ...broken, algorithm, engine: "uniprocessor", property: "progress", bounds: { threads: 3, rounds: 0, mix: null } }),
  ]),
});

module.exports = { attack, crowd, hostile, livelock, schedule, verdicts, wholeRun };
