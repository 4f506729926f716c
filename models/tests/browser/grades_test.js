// The pages of a class: turnstile grade --html.
"use strict";
const { tooFaint } = require("./page_test.js");
const { assert, desk, gradesOf, inPage, phone, text, widerThanWindow, write } = require("./support.js");

const attack = "<img src=x onerror=alert(1)>";
const bob = `class Lock { void lock(int); };
// violated
${attack}</code></script><script>alert(2)</script>
${"long ".repeat(60)}
`;

exports.tests = (browser) => {
  write("class/alice.hpp", "// holds\n");
  write("class/bob.hpp", bob);
  write("class/carol.hpp", "int does_not_compile;\n");
  write("class/dave.hpp", "int also, does_not_compile;\n");
  write(`class/${attack}.hpp`, "long not_refuted;\n");
  const pages = gradesOf("class");
  const inClass = (kind, work) => inPage(browser, `${pages}/index.html`, kind, work);
  const inBob = (kind, work) => inPage(browser, `${pages}/bob.html`, kind, work);
  // A link leads to a page with this title. It is opened by itself: no page here may leave by itself.
  const targetOf = (page, name) => page.getByRole("link", { name }).evaluate((link) => link.href);

  return {
    "shows a class as a table": () => inClass(desk, async (page) => {
      assert.equal(await text(page, "h1"), "Assignment fake");
      assert.match(await text(page, ".facts"), /^5 submissions; every property asked holds in 1/);
      assert.deepEqual(await page.locator("thead th").allInnerTexts(),
        ["submission", "points", "mutual exclusion", "progress", "bounded waiting", "notes"]);
      const cells = (row) => page.locator("tbody tr").nth(row).locator("th, td").allInnerTexts();
      assert.deepEqual(await cells(0), [`${attack}.hpp`, "10 of 100", "not refuted", "holds", "holds", ""]);
      assert.deepEqual(await cells(1), ["alice.hpp", "100 of 100", "holds", "holds", "holds", ""]);
      assert.deepEqual(await cells(2), ["bob.hpp", "10 of 100", "violated: overlap", "holds", "holds", ""]);
      assert.match((await cells(3))[5], /^does not compile$/);
    }),

    "leads to each student, and from there to the counterexample": () => inClass(desk, async (page) => {
      assert.equal(await targetOf(page, "bob.hpp"), `${pages}/bob.html`);
    }).then(() => inBob(desk, async (page) => {
      assert.equal(await targetOf(page, "Step through the counterexample"), `${pages}/bob.mutual_exclusion.rc11.html`);
    })).then(() => inPage(browser, `${pages}/bob.mutual_exclusion.rc11.html`, desk, async (page) => {
      assert.match(await text(page, ".sentence"), /It says so/);
    })),

    "shows a student what was found, and where": () => inBob(desk, async (page) => {
      assert.equal(await text(page, "h1"), "fake: bob.hpp");
      assert.match(await text(page, ".matrix"), /mutual exclusion\s*0 of 50\s*violated: overlap\s*It says so \(line 1\)/);
      assert.equal(await page.locator(".source li").count(), 4);
      assert.match(await text(page, ".source li.named"), /^class Lock/);
      assert.equal(await page.getByRole("link", { name: "line 1" }).getAttribute("href"), "#line-1");
    }),

    "shows a student what the compiler says": () => inPage(browser, `${pages}/carol.html`, desk, async (page) => {
      assert.match(await text(page, ".messages"), /^carol.hpp:1:1: error: it says so/);
    }),

    "shows hostile text as text": () => inBob(desk, async (page) => {
      assert.match(await text(page, ".source li:nth-child(3)"), /^<img src=x onerror=alert\(1\)><\/code><\/script>/);
      assert.equal(await page.locator("img, script").count(), 0);
    }),

    "fits a phone": () => inClass(phone, async (page) => assert.ok(!await widerThanWindow(page)))
      .then(() => inBob(phone, async (page) => {
        assert.ok(!await widerThanWindow(page));
        assert.match(await page.locator("tbody td").nth(0).evaluate((cell) => getComputedStyle(cell, "::before").content), /points/);
      })),

    "has contrast, in light and dark": () => inClass(desk, async (page) => {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await page.evaluate(tooFaint), [], colorScheme);
      }
    }).then(() => inBob(desk, async (page) => {
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await page.evaluate(tooFaint), [], colorScheme);
      }
    })),

    "says to a screen reader what it shows": () => inBob(desk, async (page) => {
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
      assert.equal(await page.locator("h1").count(), 1);
      assert.equal(await page.locator("main").count(), 1);
      assert.equal(await page.locator("th:not([scope])").count(), 0);
      const ids = await page.locator("[id]").evaluateAll((all) => all.map((one) => one.id));
      assert.equal(new Set(ids).size, ids.length);
    }),
  };
};
