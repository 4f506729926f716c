// The page of one counterexample.
"use strict";
const { attack, crowd, hostile, livelock, schedule } = require("./artifacts.js");
const { assert, currentLine, desk, inPage, pageOf, peterson, phone, press, text, valueOf, widerThanWindow } = require("./support.js");

const nowSays = async (page, pattern) => assert.match(await text(page, "#now"), pattern);

exports.tests = (browser) => {
  const address = pageOf("peterson_page", peterson());
  const inPeterson = (kind, work, hash = "") => inPage(browser, address + hash, kind, work);

  return {
    "says what is wrong on top": () => inPeterson(desk, async (page) => {
      assert.equal(await page.title(), "peterson/broken_acq_rel: overlap");
      assert.equal(await text(page, ".sentence"), peterson().sentence);
      assert.match(await text(page, ".facts"), /mutual exclusion violated: overlap · found by rc11 .* 8 events · 1 context switch$/);
      await nowSays(page, /^Before the first step/);
    }),

    "goes to the violation with the button, values and line with it": () => inPeterson(desk, async (page) => {
      const next = page.getByRole("button", { name: "Next step" });
      assert.equal(await valueOf(page, "interested[0]"), "false");
      await next.click();
      await nowSays(page, /^Step 1 of 14, thread 0: enters the doorway/);
      await next.click();
      await nowSays(page, /thread 0: interested\[0\] := true \(release\); broken_acq_rel.hpp line 27/);
      assert.equal(await valueOf(page, "interested[0]"), "true");
      assert.match(await currentLine(page), /interested_\[self\]\.store\(true, release\)/);
      for (let step = 3; step <= 12; ++step) await next.click();
      await nowSays(page, /^Step 12 of 14, thread 1: interested\[0\] is false \(acquire\); stale, from the initial value; by now true/);
      assert.match(await currentLine(page), /return !interested_\[other\]\.load\(acquire\)/);
      assert.match(await text(page, "[data-variable='interested[0]']"), /true\s*read as false: stale/);
      await next.click();
      await next.click();
      assert.match(await currentLine(page), /inside_\.fetch_add/);
      assert.match(await text(page, "section > h2:text-matches('mutual_exclusion')"), /models\/clients\/mutual_exclusion.hpp/);
      assert.equal(await valueOf(page, "inside"), "2");
      assert.equal(await next.getAttribute("aria-disabled"), "true");
      await press(page, "ArrowRight");
      await nowSays(page, /^Step 14 of 14/);
      assert.ok(await page.locator(".source li[aria-current]").evaluate((line) => {
        const [inner, outer] = [line, line.closest(".source-pane")].map((node) => node.getBoundingClientRect());
        return inner.top >= outer.top && inner.bottom <= outer.bottom;
      }), "the line is not in view");
      await page.getByRole("button", { name: "Back one step" }).click();
      await nowSays(page, /^Step 13 of 14/);
    }),

    "keeps values and line in sight of a long execution": () => inPeterson({ viewport: { width: 1280, height: 560 } }, async (page) => {
      await press(page, "End");
      assert.ok(await page.evaluate(() => scrollY > 100));
      for (const part of ["tr[aria-current] .event", ".source li[aria-current]", "[data-variable='inside']"]) {
        const { top, bottom } = await page.locator(part).evaluate((node) => node.getBoundingClientRect());
        assert.ok(top >= 0 && bottom <= 560, `${part}: ${top} to ${bottom}`);
      }
    }),

    // turn := 0 is older in modification order than turn := 1, though it comes after it here.
    "shows what stands last in modification order": () => inPeterson(desk, async (page) => {
      assert.equal(await valueOf(page, "turn"), "1");
      assert.match(await text(page, "[data-variable='turn']"), /step 3, thread 0/);
      await nowSays(page, /takes its place before step 3 in modification order/);
      assert.match(await text(page, ".lanes tr[aria-current]"), /turn := 0[^]*takes its place before step 3 in modification order/);
    }, "#step=10"),

    "shows threads side by side, with bars, switches and culprits": () => inPeterson(desk, async (page) => {
      assert.deepEqual(await page.locator(".lanes thead th").allInnerTexts(), ["Step", "thread 0", "thread 1"]);
      assert.equal(await page.locator(".lanes tbody tr").count(), 14);
      const last = page.locator(".lanes tbody tr").nth(13).locator("td");
      assert.deepEqual(await last.evaluateAll((cells) => cells.map((cell) => cell.dataset.section)), ["critical", "critical"]);
      const rows = (selector) => page.locator(selector).evaluateAll((all) => all.map((row) => row.rowIndex));
      assert.deepEqual(await rows("tr.switch"), [8]);
      assert.deepEqual(await rows("tr.culprit"), [2, 12, 14]);
      await page.locator(".event", { hasText: "turn := 0" }).click();
      await nowSays(page, /^Step 10 of 14/);
    }),

    "is used with the keys alone": () => inPeterson(desk, async (page) => {
      await press(page, "ArrowRight", "j", "j", "ArrowLeft");
      await nowSays(page, /^Step 2 of 14/);
      await press(page, "End");
      await nowSays(page, /^Step 14/);
      assert.equal(new URL(page.url()).hash, "#step=14");
      await press(page, "k", "Home", "ArrowLeft");
      await nowSays(page, /^Before the first step/);
      await press(page, "?");
      assert.ok(await page.getByRole("dialog", { name: "Keys" }).isVisible());
      await press(page, "ArrowRight", "Escape");
      await nowSays(page, /^Before the first step/);
      await press(page, "Tab", "Tab", "Tab", "Enter", "Space");
      await nowSays(page, /^Step 2 of 14/);
      await press(page, "Tab", "Tab");
      assert.equal(await page.evaluate(() => document.activeElement.id), "show-rf");
      await press(page, "Space", "ArrowRight");
      assert.ok(await page.locator("#show-rf").isChecked());
      await nowSays(page, /^Step 3 of 14/);
      await press(page, "Control+ArrowRight");
      await nowSays(page, /^Step 3 of 14/);
      await page.locator(".event[tabindex='0']").focus();
      await press(page, "ArrowRight");
      assert.match(await page.evaluate(() => document.activeElement.textContent), /begins to wait/);
    }),

    "switches arrows on and off": () => inPage(browser, pageOf("livelock", livelock(peterson())), desk, async (page) => {
      const arrows = (kind) => page.locator(`.arrows > path.${kind}`)
        .evaluateAll((all) => all.map((path) => [Number(path.dataset.from), Number(path.dataset.to)]));
      assert.deepEqual([await arrows("rf"), await arrows("hb")], [[], []]);
      await press(page, "End", "r");
      assert.deepEqual([await arrows("rf"), await arrows("hb")], [[[0, 1], [2, 3]], []]);
      assert.equal(await page.locator(".arrows > path.near").count(), 1);
      await page.getByLabel("happens-before").check();
      assert.deepEqual(await arrows("hb"), [[0, 1], [0, 2]]);
      await press(page, "ArrowLeft");
      await nowSays(page, /step 1 of main happens before it/);
      await press(page, "r", "h");
      assert.deepEqual([await arrows("rf"), await arrows("hb")], [[], []]);
      // Each arrow ends where its event is.
      await press(page, "r");
      const [tip, box] = await page.evaluate(() => {
        const path = document.querySelector(".arrows > path[data-to='1']");
        const end = path.getPointAtLength(path.getTotalLength()).matrixTransform(path.getScreenCTM());
        const { left, top, bottom } = document.querySelectorAll(".event")[1].getBoundingClientRect();
        return [{ x: end.x, y: end.y }, { left, top, bottom }];
      });
      assert.ok(Math.abs(tip.x - box.left) < 2 && tip.y > box.top && tip.y < box.bottom, JSON.stringify([tip, box]));
    }),

    "shows rounds, cycles and who waits for ever": () => inPage(browser, pageOf("livelock", livelock(peterson())), desk, async (page) => {
      assert.deepEqual(await page.locator(".lanes thead th").allInnerTexts(), ["Step", "main", "thread 0", "thread 1"]);
      assert.match(await text(page, "tr.culprit"), /turn is 1\s*acquire\s*waits for ever/);
      assert.match(await text(page, "tbody.cycle"), /from here on it goes round for ever[^]*turn is 2[^]*× 9/);
      await press(page, "End");
      await nowSays(page, /the round comes 9 times in a row/);
      await press(page, "ArrowLeft");
      await nowSays(page, /context switch; from here on it goes round for ever/);
    }),

    "opens at the step of the address": () => inPeterson(desk, async (page) => {
      await nowSays(page, /^Step 5 of 14/);
      await page.evaluate(() => { location.hash = "#step=7"; });
      await page.waitForFunction(() => document.getElementById("now").textContent.startsWith("Step 7"));
      await page.evaluate(() => { location.hash = "#step=999"; });
      await page.waitForFunction(() => document.getElementById("now").textContent.startsWith("Step 14"));
    }, "#step=5"),

    "fits a phone": () => inPeterson(phone, async (page) => {
      assert.ok(!await widerThanWindow(page));
      await page.getByRole("button", { name: "End: the violation" }).tap();
      const inView = (selector) => page.locator(selector).evaluate((node) => {
        const { top, bottom } = node.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      });
      assert.ok(await inView("tr[aria-current] .event") && await inView(".controls"));
      const sizes = await page.locator(".controls button").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
      assert.ok(Math.min(...sizes) >= 32, `buttons are ${sizes} high`);
      assert.ok(!await widerThanWindow(page));
    }),

    "scrolls many threads by themselves": () => inPage(browser, pageOf("crowd", crowd(peterson())), phone, async (page) => {
      assert.ok(!await widerThanWindow(page));
      assert.ok(await page.locator(".scroll").first().evaluate((part) => part.scrollWidth > part.clientWidth));
      await page.getByRole("button", { name: "End: the violation" }).tap();
      const { left, right } = await page.locator("tr[aria-current] .event").evaluate((event) => event.getBoundingClientRect());
      assert.ok(left >= 0 && right <= phone.viewport.width, `${left} to ${right}`);
    }),

    "has contrast, in light and dark": () => inPeterson(desk, async (page) => {
      const grounds = [];
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
        assert.deepEqual(await page.evaluate(tooFaint), [], colorScheme);
      }
      assert.notEqual(...grounds);
    }, "#step=12"),

    "says to a screen reader what it shows": () => inPeterson(desk, async (page) => {
      assert.equal(await page.locator("html").getAttribute("lang"), "en");
      assert.equal(await page.locator("h1").count(), 1);
      assert.equal(await page.locator("main").count(), 1);
      assert.equal(await page.getByRole("status").getAttribute("aria-live"), "polite");
      const unnamed = await page.locator("button, input, select, [role=region], dialog").evaluateAll((all) => all.filter((one) =>
        !(one.getAttribute("aria-label") || one.getAttribute("aria-labelledby") || one.textContent.trim() || one.labels?.length)).length);
      assert.equal(unnamed, 0);
      assert.equal(await page.locator(".lanes th:not([scope])").count(), 0);
      assert.equal(await page.locator("svg:not([aria-hidden=true])").count(), 0);
      await press(page, "End");
      assert.equal(await page.locator("[aria-current=step]").count(), 1);
      assert.equal(await page.locator(".lanes button[tabindex='0']").count(), 1);
      const ids = await page.locator("[id]").evaluateAll((all) => all.map((one) => one.id));
      assert.equal(new Set(ids).size, ids.length);
    }),

    "shows hostile text as text": () => inPage(browser, pageOf("hostile", hostile(peterson())), desk, async (page) => {
      assert.equal(await text(page, "h1"), `${attack}/${attack}`);
      assert.equal(await page.locator(".sentence").textContent(), attack);
      for (let step = 0; step < 14; ++step) await press(page, "ArrowRight");
      assert.match(await currentLine(page), /^<\/script><img src=x/);
      assert.equal(await page.locator("img, main script").count(), 0);
      assert.equal(await page.locator("script").count(), 2);
      assert.equal(await page.title(), `${attack}/${attack}: overlap`);
    }),

    "runs no script but its own": () => inPeterson(desk, async (page) => {
      const refused = await page.evaluate(() => new Promise((resolve) => {
        setTimeout(resolve, 1000, "nothing");
        addEventListener("securitypolicyviolation", (event) => { event.preventDefault(); resolve(event.effectiveDirective); });
        document.body.append(Object.assign(document.createElement("script"), { textContent: "document.title = 'caught'" }));
      }));
      assert.match(refused, /^script-src/);
      assert.notEqual(await page.title(), "caught");
    }).catch((error) => assert.match(error.message, /console: .*Content Security Policy/)),

    "steps through a schedule by tick": () => inPage(browser, pageOf("schedule", schedule(peterson())), desk, async (page) => {
      await nowSays(page, /^Tick 0 of 3: H is not here yet; M is not here yet; L runs, holds a lock\.$/);
      await press(page, "End");
      await nowSays(page, /^Tick 3 of 3: H now waits for a lock; M now is ready, holds a lock; L now is ready, holds a lock\.$/);
      await press(page, "k", "Home", "ArrowRight", "r", "h");
      await nowSays(page, /^Tick 1 of 3/);
      await page.getByRole("button", { name: "tick 2" }).click();
      await nowSays(page, /^Tick 2 of 3.*L now runs, holds a lock, boosted/);
      assert.equal(await page.locator(".ticks td.now").count(), 3);
      assert.match(await text(page, ".legend"), /runs, holds a lock, boosted/);
      assert.match(await text(page, "section:has(> h2)"), /lock a, run 3, unlock a, run 1/);
    }),
  };
};

// Runs inside the page: texts with less contrast to their ground than 4.5 to 1 (WCAG 2.2, 1.4.3).
function tooFaint() {
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = numbers(colour).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (numbers(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const hasText = (node) => [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim());
  const faint = [];
  for (const node of document.querySelectorAll("main *")) {
    if (!hasText(node) || node.getClientRects().length === 0) continue;
    const [a, b] = [luminance(getComputedStyle(node).color), luminance(ground(node))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) faint.push(`${node.tagName}.${node.className} "${node.textContent.slice(0, 30)}" ${contrast.toFixed(2)}`);
  }
  return faint;
}
exports.tooFaint = tooFaint;
