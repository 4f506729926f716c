// Runs the tests of the pages, in one browser: node run.js [PART OF A NAME]. TURNSTILE is the program that makes the
// pages, FAKE_GRADER one that grades without a compiler (coursework/tests), NODE_MODULES where playwright-core is.
"use strict";
const { launch } = require("./support.js");

async function main() {
  const browser = await launch();
  const failures = [];
  let passed = 0;
  for (const part of ["page", "report", "grades"]) {
    for (const [name, test] of Object.entries(require(`./${part}_test.js`).tests(browser))) {
      if (!`${part} ${name}`.includes(process.argv[2] ?? "")) continue;
      const start = Date.now();
      const error = await test().then(() => null, (reason) => reason);
      console.log(`${error ? "FAILED" : "ok    "} ${part} ${name} (${Date.now() - start} ms)`);
      if (error) failures.push(`${part} ${name}: ${error.stack}`);
      else ++passed;
    }
  }
  await browser.close();
  for (const failure of failures) console.log(`\n${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

main().then((status) => process.exit(status), (error) => {
  console.error(error);
  process.exit(1);
});
