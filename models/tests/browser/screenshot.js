// Takes the picture of docs/counterexamples.md: node screenshot.js FILE.json OUT.png, with TURNSTILE and NODE_MODULES as
// for run.js.
"use strict";
const fs = require("node:fs");
const { inPage, launch, pageOf, press } = require("./support.js");

async function main(file, output) {
  const artifact = JSON.parse(fs.readFileSync(file, "utf8"));
  const browser = await launch();
  // At the first stale read: there it goes wrong.
  const step = artifact.events.findIndex((event) => event.stale) + 1;
  const kind = { viewport: { width: 1160, height: 790 } };
  await inPage(browser, `${pageOf("screenshot", artifact)}#step=${step}`, kind, async (page) => {
    await press(page, "r");
    await page.screenshot({ path: output });
  });
  await browser.close();
}

main(...process.argv.slice(2)).then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
