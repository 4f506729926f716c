// What the tests of the pages share: one browser for all of them, pages made by the program, and the data they are of.
"use strict";
const assert = require("node:assert/strict");
const { execFileSync, spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const chromium = process.env.CHROMIUM || "/usr/bin/chromium";
const { TURNSTILE, FAKE_GRADER, NODE_MODULES } = process.env;

const skipped = 77;  // CTest's word for it (cmake/build.cmake)
function skip(reason) {
  console.log(`skipped: ${reason}`);
  process.exit(skipped);
}

// The driver, or a test that says why it was skipped.
function driver() {
  if (Number.parseInt(process.versions.node, 10) < 20) skip(`playwright-core needs node 20, and this is ${process.version}`);
  if (!fs.existsSync(chromium)) skip(`there is no ${chromium}`);
  try {
    return require(require.resolve("playwright-core", { paths: [NODE_MODULES] }));
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    return skip(`playwright-core is not in ${NODE_MODULES} (ci/test installs it)`);
  }
}

const launch = () => driver().chromium.launch({
  executablePath: chromium,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "turnstile-pages-"));
process.on("exit", () => fs.rmSync(directory, { recursive: true, force: true }));

const peterson = () => JSON.parse(fs.readFileSync(path.join(__dirname, "peterson.json"), "utf8"));
const turnstile = (...args) => execFileSync(TURNSTILE, args, { encoding: "utf8" });

function write(name, content) {
  const file = path.join(directory, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

// The address of the page that shows an artifact, or the report of a directory.
function pageOf(name, artifact) {
  const file = write(`${name}.json`, artifact);
  turnstile("show", file, "--format", "html", "-o", `${file}.html`);
  return pathToFileURL(`${file}.html`).href;
}
// The pages of a class that was handed in there.
function gradesOf(name) {
  const output = path.join(directory, `${name}-pages`);
  const { status, stderr } = spawnSync(FAKE_GRADER, ["grade", "fake", path.join(directory, name), "--html", output], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return pathToFileURL(output).href;
}
function reportOf(name) {
  const output = path.join(directory, `${name}.html`);
  turnstile("report", path.join(directory, name), "-o", output);
  return pathToFileURL(output).href;
}

const desk = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

// One window of each kind for all tests: to open one takes longer than most of them.
const windows = new Map();
async function windowOf(browser, kind) {
  if (!windows.has(kind)) windows.set(kind, await (await browser.newContext({ ...kind, reducedMotion: "reduce" })).newPage());
  const page = windows.get(kind);
  page.setDefaultTimeout(10_000);
  await page.goto("about:blank");
  await page.emulateMedia({ colorScheme: "light" });
  return page;
}

// Opens an address. Whatever goes wrong inside, or leaves the page, fails `work`.
async function inPage(browser, address, kind, work) {
  const page = await windowOf(browser, kind);
  const trouble = [];
  const watched = {
    console: (message) => trouble.push(`console: ${message.text()}`),
    pageerror: (error) => trouble.push(`error: ${error.message}`),
    dialog: (dialog) => {
      trouble.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    },
    request: (request) => {
      if (request.url().split("#")[0] !== address.split("#")[0]) trouble.push(`request: ${request.url()}`);
    },
  };
  for (const [event, listener] of Object.entries(watched)) page.on(event, listener);
  try {
    await page.goto(address);
    await work(page);
    assert.deepEqual(trouble, []);
  } finally {
    for (const [event, listener] of Object.entries(watched)) page.off(event, listener);
  }
}

const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
const text = (page, selector) => page.locator(selector).innerText();
const currentLine = (page) => page.locator(".source li[aria-current]").innerText();
const valueOf = (page, variable) => page.locator(`[data-variable="${variable}"] b`).innerText();
// A phone zooms out until a page that is too wide fits, so that innerWidth would not tell.
const widerThanWindow = async (page) => await page.evaluate(() => document.documentElement.scrollWidth) > page.viewportSize().width;

module.exports = {
  assert, currentLine, desk, gradesOf, inPage, launch, pageOf, peterson, phone, press, reportOf, text, valueOf, widerThanWindow, write,
};
