// The widget of `larmor.show` in a real browser, its model mocked by anywidget's documented interface; jupyterlab.long.ts has the rest.
import { existsSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { launch, serve } from "./chromium.js";

const test = suite("browser: the sky in a notebook");

const R = [
  [-3, 0, 0],
  [0, -0.02, 0.01],
  [0.03, 0, -0.02],
];
const rr = [
  [200, 0, 0],
  [0, 3, 0],
  [0, 0, 3],
];
const records = [0, 1, 2, 3].map((realisation) => ({
  turbulence_level: 0.1,
  rigidity_TV: 1000,
  realisation,
  path_pc: [200, 400],
  response_pc: [R, R],
  displacement_pc2: [rr, rr.map((row) => row.map((x) => 2 * x))],
}));
const state = {
  records,
  gradient_deg: [60, 0],
  per_kpc: 0.14,
  kind: null,
  direction: "momentum",
  regular: [0, 0],
  rigidity: 1000,
  level: 0.1,
};

/** Makes a model like anywidget's, whose `save_changes` counts, and shows the widget with it. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>cell</title><div id="cell" style="width: 700px"></div><script type="module">
import widget from "./sky.js";
const state = ${JSON.stringify(state)}, listeners = new Map();
globalThis.model = {
  saved: 0,
  get: (name) => state[name],
  set(name, value) { state[name] = value; for (const listener of listeners.get("change:" + name) ?? []) listener(); },
  save_changes() { this.saved++; },
  on(event, listener) { listeners.set(event, [...(listeners.get(event) ?? []), listener]); },
  off(event, listener) { listeners.set(event, (listeners.get(event) ?? []).filter((other) => other !== listener)); },
};
globalThis.listeners = listeners;
globalThis.clear = widget.render({ model, el: document.getElementById("cell") });
</script>`;

interface Shown {
  model: { saved: number; get(name: string): unknown; set(name: string, value: unknown): void };
  listeners: Map<string, unknown[]>;
  clear(): void;
}

(existsSync("python/src/larmor/sky.js") ? test : test.skip)(
  "the star that is dragged is the model's gradient, and the model moves the star",
  async () => {
    const server = await serve("python/src/larmor", { "/cell": PAGE });
    const { browser, close } = await launch();
    try {
      const page = await browser.newPage();
      const errors: unknown[] = [];
      page.on("pageerror", (error) => errors.push(error));
      await page.goto(`${server.origin}/cell`);
      const star = await page.waitForSelector("larmor-sky >>> [data-drag]");
      const gradient = () => page.$eval("larmor-sky", (sky) => (sky as HTMLElement & { gradient: number[] }).gradient);
      const sentence = () => page.$eval("larmor-sky", (sky) => (sky as HTMLElement & { sentence: string }).sentence);
      assert.equal(await gradient(), [60, 0]);
      const before = await sentence();
      assert.match(before, /\d/);
      await star?.focus();
      await page.keyboard.press("ArrowUp");
      const [l, b] = await gradient();
      assert.ok(l === 60 && b > 0, `${l} ${b}`);
      const dragged = await page.evaluate(() => [
        (globalThis as unknown as Shown).model.get("gradient_deg"),
        (globalThis as unknown as Shown).model.saved,
      ]);
      assert.equal(dragged, [[l, b], 1]);
      await page.evaluate(() => (globalThis as unknown as Shown).model.set("gradient_deg", [120, -30]));
      assert.equal(await gradient(), [120, -30]);
      assert.is.not(await sentence(), before);
      const left = await page.evaluate(() => {
        const { clear, listeners, model } = globalThis as unknown as Shown;
        clear();
        return [
          document.querySelectorAll("larmor-sky").length,
          listeners.get("change:gradient_deg")?.length,
          model.saved,
        ];
      });
      assert.equal(left, [0, 0, 1]);
      assert.equal(errors, []);
    } finally {
      await close();
      server.close();
    }
  },
);

test.run();
