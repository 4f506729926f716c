// The page of a whole run.
"use strict";
const { attack, verdicts, wholeRun } = require("./artifacts.js");
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

  // The whole on one screen, of a run of which some verdicts are doctored.
  const doctored = wholeRun();
  const isDoctored = ({ algorithm, variant, engine, property }) =>
    algorithm === "tsl" && variant === "correct_other" && engine === "rc11" && property === "progress";
  Object.assign(doctored.verdicts.find(isDoctored), { verdict: "violated", kind: "deadlock", as_contracted: false });
  const ofRun = (name, run) => {
    write(`${name}/verdicts.json`, run);
    return reportOf(name);
  };
  const wholeAddress = ofRun("whole", wholeRun());
  const doctoredAddress = ofRun("doctored", doctored);
  const halfOf = ({ variant }) => (variant.startsWith("broken_") ? "broken" : "right");
  const cellsOf = (page) => page.locator(".overview td").evaluateAll((all) => all.map((cell) => ({
    forms: cell.closest("table").dataset.forms, algorithm: cell.dataset.stem, property: cell.dataset.question, engine: cell.dataset.engine,
    heads: [...cell.closest("table").querySelectorAll("thead tr:last-child th")].length,
    text: cell.textContent, wrong: cell.classList.contains("wrong"), href: cell.querySelector("a")?.getAttribute("href") ?? null,
  })));
  const stemsOf = (page, half) => page.locator(`.overview [data-forms=${half}] tbody th`).allTextContents();

  return {
    "shows every verdict, and which is not as expected": () => inReport(desk, async (page) => {
      assert.match(await text(page, ".sentence"), /^1 verdict is not as expected/);
      assert.deepEqual(await page.locator(".matrix thead th").allInnerTexts(),
        ["form", "engine", "mutual exclusion", "progress", "bounded waiting", "bounds", "executions"]);
      const cells = (row) => page.locator(".matrix tbody tr").nth(row).locator("th, td").allInnerTexts();
      assert.match((await cells(0))[2], /unknown\s*expected violated: overlap/);
      assert.deepEqual(await cells(1), ["peterson/correct", "rc11", "holds", "", "not refuted, bypass 1", "2 threads × 2 rounds", "2,468"]);
      assert.equal((await cells(2))[2], "violated: overlap");
      assert.deepEqual(await cells(3), ["peterson/correct", "rc11", "holds", "holds", "", "3 threads × 1–4 rounds", "1,311"]);
      assert.equal((await cells(4))[0], `tsl${attack}/correct`);
      assert.match(await text(page, ".meanings"), /not refuted\s*nothing found in what was explored[^]*overlap\s*two threads/);
    }),

    "opens with a cell for every stem, question and engine": () => inPage(browser, wholeAddress, desk, async (page) => {
      const run = wholeRun().verdicts;
      const cells = await cellsOf(page);
      for (const forms of ["right", "broken"]) {
        for (const algorithm of ["turn", "tsl", "priority_inheritance"]) {
          for (const property of ["mutual_exclusion", "progress"]) {
            for (const engine of ["relacy", "rc11", "uniprocessor"]) {
              const found = cells.filter((cell) => cell.forms === forms && cell.algorithm === algorithm && cell.property === property && cell.engine === engine);
              assert.equal(found.length, 1, `${forms} ${algorithm} ${property} ${engine}`);
              const asked = run.filter((verdict) => halfOf(verdict) === forms && verdict.algorithm === algorithm
                && verdict.property === property && verdict.engine === engine);
              assert.equal(found[0].href === null, asked.length === 0);
              const counts = { holds: "✓", violated: "✗" };
              const signs = Object.entries(counts).map(([outcome, sign]) => [sign, asked.filter((one) => one.verdict === outcome).length]);
              assert.equal(found[0].text, asked.length === 0 ? "not asked" : signs.filter(([, count]) => count > 0).map((one) => one.join("")).join(""));
            }
          }
        }
      }
      assert.equal(cells.length, 2 * 3 * 2 * 3);
      assert.deepEqual(await stemsOf(page, "right"), ["turn", "tsl", "priority_inheritance"]);
      assert.equal(await page.locator(".overview th:not([scope])").count(), 0);
      const bottom = await page.evaluate(() => document.querySelector(".overview").getBoundingClientRect().bottom);
      assert.ok(bottom <= desk.viewport.height, `one screen: ${bottom}`);
    }),

    "leads from each cell to its rows, and back": () => inPage(browser, doctoredAddress, desk, async (page) => {
      const total = await visible(page);
      assert.equal(total, new Set(doctored.verdicts.map((one) => [one.algorithm, one.variant, one.engine, one.bounds.threads].join())).size);
      const cells = (await cellsOf(page)).filter(({ href }) => href);
      // All of them at once, which is quicker than to click.
      const shown = await page.evaluate(async (hrefs) => {
        const lists = [];
        for (const href of hrefs) {
          const followed = new Promise((resolve) => addEventListener("hashchange", resolve, { once: true }));
          location.hash = href;
          await followed;
          lists.push([...document.querySelectorAll(".matrix tbody tr:not([hidden])")].map((row) => `${row.cells[0].textContent} ${row.cells[1].textContent}`));
        }
        return lists;
      }, cells.map(({ href }) => href));
      cells.forEach((cell, i) => {
        const rows = doctored.verdicts.filter((one) => halfOf(one) === cell.forms && one.algorithm === cell.algorithm
          && one.property === cell.property && one.engine === cell.engine).map((one) => `${one.algorithm}/${one.variant} ${one.engine}`);
        assert.deepEqual(shown[i].sort(), rows.sort(), cell.href);
      });
      const { href } = cells.at(-1);
      await page.goto(doctoredAddress);
      await page.locator(`.overview a[href="${href}"]`).click();
      await page.waitForFunction(() => document.activeElement.tagName === "H2");
      assert.equal(await visible(page), 1);
      assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().top < innerHeight));
      await page.goBack();
      await page.waitForFunction((back) => document.activeElement.getAttribute("href") === back, href);
      assert.equal(await visible(page), total);
      assert.equal(await page.getByRole("combobox", { name: "question" }).inputValue(), "");
    }),

    "puts first what is not as expected": () => inPage(browser, doctoredAddress, desk, async (page) => {
      assert.deepEqual(await stemsOf(page, "right"), ["tsl", "turn", "priority_inheritance"]);
      assert.deepEqual(await stemsOf(page, "broken"), ["turn", "tsl", "priority_inheritance"]);
      const bad = (await cellsOf(page)).filter(({ wrong }) => wrong);
      assert.deepEqual(bad.map(({ forms, algorithm, property, engine, text: said }) => [forms, algorithm, property, engine, said]),
        [["right", "tsl", "progress", "rc11", "!1✓1✗1"]]);
      const names = await page.locator(".matrix tbody tr").evaluateAll((all) => all.map((row) => `${row.cells[0].textContent} ${row.cells[1].textContent}`));
      assert.equal(names[0], "tsl/correct_other rc11");
      assert.equal(names.length, 21);
      assert.equal(new Set(names).size, 21);
      await page.getByRole("link", { name: "Show it" }).click();
      await page.waitForFunction(() => document.activeElement.tagName === "H2");
      assert.equal(await visible(page), 1);
      await page.getByRole("link", { name: "show all" }).click();
      await page.waitForFunction(() => document.activeElement.textContent === "Show it");
      assert.equal(await visible(page), 21);
    }),

    "puts the broken forms first where only they are not as expected": async () => {
      const run = wholeRun();
      Object.assign(run.verdicts.at(-1), { verdict: "unknown", kind: null, as_contracted: false });
      await inPage(browser, ofRun("broken_first", run), desk, async (page) => {
        assert.deepEqual(await page.locator(".overview table").evaluateAll((all) => all.map((one) => one.dataset.forms)), ["broken", "right"]);
        assert.deepEqual(await stemsOf(page, "broken"), ["priority_inheritance", "turn", "tsl"]);
      });
    },

    "fits 600 pixels": async () => {
      for (const address of [wholeAddress, doctoredAddress]) {
        await inPage(browser, address, { viewport: { width: 600, height: 900 } }, async (page) => {
          assert.ok(!await widerThanWindow(page));
          const hidden = await page.locator(".overview .scroll").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length);
          assert.equal(hidden, 0, "nothing has to be scrolled for");
          const cut = await page.locator(".overview th, .overview td").evaluateAll((all) =>
            all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent));
          assert.deepEqual(cut, []);
        });
      }
    },

    "filters": () => inReport(desk, async (page) => {
      assert.equal(await visible(page), 5);
      await page.getByRole("combobox", { name: "engine" }).selectOption("relacy");
      assert.equal(await visible(page), 1);
      assert.equal(await text(page, "[role=status]"), "1 of 5 rows");
      await page.getByRole("combobox", { name: "engine" }).selectOption("all");
      await page.getByRole("combobox", { name: "verdict" }).selectOption("violated");
      assert.deepEqual(await page.locator(".matrix tbody tr:visible th").allInnerTexts(), ["peterson/broken_acq_rel"]);
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
      await page.locator(".matrix tbody tr", { hasText: "3 threads" }).getByRole("link").first().click();
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
      await page.locator(".matrix tbody tr", { hasText: "tsl" }).getByRole("link").click();
      await leadsTo(page, `tsl${attack}/correct: mutual exclusion`);
      assert.equal(await page.locator("img, main script").count(), 0);
    }),
  };
};
