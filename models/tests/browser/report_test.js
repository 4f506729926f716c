// The page of a whole run.
"use strict";
const { attack, verdicts } = require("./artifacts.js");
const { tooFaint } = require("./page_test.js");
const { assert, desk, inPage, peterson, phone, press, reportOf, text, widerThanWindow, write } = require("./support.js");

exports.tests = (browser) => {
  write("run/verdicts.json", verdicts);
  write("run/peterson.json", peterson());
  const address = reportOf("run");
  const inReport = (kind, work, hash = "") => inPage(browser, address + hash, kind, work);
  // An address is followed a moment after the click.
  const leadsTo = (page, title) => page.waitForFunction((wanted) => document.querySelector("h1").textContent === wanted, title);
  const visible = (page) => page.locator(".matrix tbody tr:visible").count();

  return {
    "shows every verdict, and which is not as expected": () => inReport(desk, async (page) => {
      assert.match(await text(page, ".sentence"), /^1 verdict is not as expected/);
      assert.deepEqual(await page.locator("thead th").allInnerTexts(),
        ["form", "engine", "mutual exclusion", "progress", "bounded waiting", "bounds", "executions"]);
      const cells = (row) => page.locator("tbody tr").nth(row).locator("th, td").allInnerTexts();
      assert.deepEqual(await cells(0), ["peterson/correct", "rc11", "holds", "", "not refuted, bypass 1", "2 threads × 2 rounds", "2,468"]);
      assert.equal((await cells(1))[2], "violated: overlap");
      assert.match((await cells(2))[2], /unknown\s*expected violated: overlap/);
      assert.deepEqual(await cells(3), ["peterson/correct", "rc11", "holds", "holds", "", "3 threads × 1–4 rounds", "1,311"]);
      assert.equal((await cells(4))[0], `tsl${attack}/correct`);
      assert.match(await text(page, ".meanings"), /not refuted\s*nothing found in what was explored[^]*overlap\s*two threads/);
    }),

    "filters": () => inReport(desk, async (page) => {
      assert.equal(await visible(page), 5);
      await page.getByRole("combobox", { name: "engine" }).selectOption("relacy");
      assert.equal(await visible(page), 1);
      assert.equal(await text(page, "[role=status]"), "1 of 5 rows");
      await page.getByRole("combobox", { name: "engine" }).selectOption("all");
      await page.getByRole("combobox", { name: "verdict" }).selectOption("violated");
      assert.deepEqual(await page.locator("tbody tr:visible th").allInnerTexts(), ["peterson/broken_acq_rel"]);
      await page.getByRole("combobox", { name: "verdict" }).selectOption("all");
      await page.getByRole("combobox", { name: "algorithm" }).selectOption("peterson");
      assert.equal(await visible(page), 4);
      await page.getByLabel("not as expected").check();
      assert.equal(await visible(page), 1);
    }),

    "leads to a counterexample and back": () => inReport(desk, async (page) => {
      await page.getByRole("combobox", { name: "verdict" }).selectOption("violated");
      await page.getByRole("link", { name: "violated: overlap" }).click();
      await leadsTo(page, "peterson/broken_acq_rel: mutual exclusion");
      assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
      assert.equal(await text(page, ".sentence"), peterson().sentence);
      assert.match(await text(page, "article"), /as expected[^]*Here: two threads are in the critical section at once[^]*by rc11/);
      assert.match(await text(page, ".searches"), /occupancy\s*2,2\s*full\s*1,234\s*5\s*yes\s*0\.50\s*passed/);
      await press(page, "End");
      assert.match(await text(page, "#now"), /^Step 14 of 14/);
      assert.equal(new URL(page.url()).hash, "#/peterson.broken_acq_rel.mutual_exclusion.rc11/step=14");
      await page.goBack();
      await leadsTo(page, "Turnstile: all verdicts");
      assert.equal(await visible(page), 1);
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "violated: overlap");
      await press(page, "Enter");
      await leadsTo(page, "peterson/broken_acq_rel: mutual exclusion");
      await page.getByRole("link", { name: "All verdicts" }).click();
      await leadsTo(page, "Turnstile: all verdicts");
      await press(page, "ArrowRight");
    }),

    "opens at the address of a step": () => inReport(desk, async (page) => {
      assert.match(await text(page, "#now"), /^Step 12 of 14.*stale/);
    }, "#/peterson.broken_acq_rel.mutual_exclusion.rc11/step=12"),

    "says what was explored where there is no counterexample": () => inReport(desk, async (page) => {
      assert.match(await text(page, "article"), /unknown\s*expected violated: overlap[^]*this is no pass[^]*out of budget[^]*1,234 executions/);
      assert.equal(await page.locator(".viewer").count(), 0);
    }, "#/peterson.broken_acq_rel.mutual_exclusion.relacy"),

    "tells verdicts apart that differ in their bounds": () => inReport(desk, async (page) => {
      await page.locator("tbody tr", { hasText: "3 threads" }).getByRole("link").first().click();
      await leadsTo(page, "peterson/correct: mutual exclusion");
      assert.match(await text(page, ".facts"), /3 threads × 1 round$/);
      assert.match(await text(page, "article"), /77 executions/);
    }),

    "shows an unknown address as the table": () => inReport(desk, async (page) => {
      assert.equal(await visible(page), 5);
    }, "#/constructor"),

    "fits a phone, and has contrast": async () => {
      for (const hash of ["", "#/peterson.broken_acq_rel.mutual_exclusion.rc11", "#/peterson.broken_acq_rel.mutual_exclusion.relacy"]) {
        await inReport(phone, async (page) => {
          assert.ok(!await widerThanWindow(page), hash);
          assert.equal(await page.locator("h1").count(), 1);
          for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme });
            assert.deepEqual(await page.evaluate(tooFaint), [], colorScheme);
          }
        }, hash);
      }
    },

    "shows hostile text as text": () => inReport(desk, async (page) => {
      assert.equal(await page.locator("img, main script").count(), 0);
      await page.locator("tbody tr", { hasText: "tsl" }).getByRole("link").click();
      await leadsTo(page, `tsl${attack}/correct: mutual exclusion`);
      assert.equal(await page.locator("img, main script").count(), 0);
    }),
  };
};
