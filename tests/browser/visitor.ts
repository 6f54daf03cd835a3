// A visitor of the page: opens it in a real browser, from a host that sends no special headers, and collects its errors
// and warnings.
import type { ConfigInput } from "larmor";
import type { Page } from "puppeteer-core";
import * as assert from "uvu/assert";
import { type Launched, launch, serve } from "./chromium.js";

/** Realisations of 48 directions over a short path: some hundredths of a second each. */
export const SMALL =
  "field.turbulence_level=[1]&particles.nside=2&transport.path_pc=4&transport.outputs=4&ensemble.realisations=6&view=sky&shown_level=1&gradient=literal";

/** The same for Node. */
export const SMALL_CONFIG: ConfigInput = {
  field: { turbulence_level: [1] },
  particles: { nside: 2 },
  transport: { path_pc: 4, outputs: 4 },
  ensemble: { realisations: 6 },
};

/** What Chromium says where the page asks whether there is a graphics processor. */
const NO_ADAPTER = /^(No available adapters\.|Failed to create WebGPU Context Provider)$/;

export interface Visitor {
  browser: Launched["browser"];
  origin: string;
  /** errors, warnings, violations of the policy, requests to elsewhere, dialogs since the last `open` */
  complaints: string[];
  /** A page of its own, in a browser that has kept nothing; or `beside` another one, with what that has kept. */
  open(hash?: string, prepare?: (page: Page) => Promise<void>, beside?: Page): Promise<Page>;
  leave(): Promise<void>;
}

export async function visitor(launched = launch()): Promise<Visitor> {
  const [{ browser, close }, host] = await Promise.all([launched, serve("dist/page")]);
  const complaints: string[] = [];
  return {
    browser,
    origin: host.origin,
    complaints,
    async open(hash = "", prepare, beside) {
      complaints.length = 0;
      const context = beside?.browserContext() ?? (await browser.createBrowserContext());
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (line) => {
        if ((line.type() === "error" || line.type() === "warn") && !NO_ADAPTER.test(line.text()))
          complaints.push(line.text());
      });
      page.on("dialog", async (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        await dialog.dismiss();
      });
      page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()}`));
      page.on("request", (request) => {
        if (!request.url().startsWith(host.origin) && !/^(blob|data):/.test(request.url()))
          complaints.push(request.url());
      });
      // what tsx wraps named functions with, also those that are evaluated in the page
      await page.evaluateOnNewDocument("globalThis.__name = (named) => named");
      await prepare?.(page);
      await page.goto(`${host.origin}/${hash === "" ? "" : `#${hash}`}`);
      await page.waitForFunction("document.querySelector('#tabs button') !== null", { timeout: 20_000 });
      return page;
    },
    async leave() {
      await close();
      host.close();
    },
  };
}

export const text = (page: Page, id: string) => page.$eval(`#${id}`, (element) => element.textContent ?? "");

export const until = (page: Page, id: string, pattern: RegExp) =>
  page.waitForFunction(
    (name, source) => new RegExp(source).test(document.getElementById(name)?.textContent ?? ""),
    { timeout: 20_000, polling: 20 },
    id,
    pattern.source,
  );

export const drawn = (page: Page) => page.waitForSelector("#figure > svg, #figure svg.live", { timeout: 20_000 });

/** The address follows a change after a moment. */
export const address = (page: Page, pattern: RegExp) =>
  page.waitForFunction(
    (source) => new RegExp(source).test(decodeURIComponent(location.hash)),
    { timeout: 5000 },
    pattern.source,
  );

/** Within a second no worker is left; Chromium lets a worker that is in the kernel go on for two seconds after its end. */
export async function idle(page: Page, most = 1000): Promise<void> {
  for (let waited = 0; page.workers().length > 0; waited += 20) {
    assert.ok(waited < most, `${page.workers().length} workers are left`);
    await pause(20);
  }
}

export const pause = (milliseconds: number) => new Promise((resume) => setTimeout(resume, milliseconds));
