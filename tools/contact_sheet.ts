// Pictures of the built page, of each view and each step of its story, at several widths, light and dark, on one sheet to be
// looked at:  node --import tsx tools/contact_sheet.ts OUT.png [WIDTHS] [SCHEMES] [NAMES]
import { writeFileSync } from "node:fs";
import type { Browser } from "puppeteer-core";
import { launch, serve } from "../tests/browser/chromium.js";

/** px of the window. */
const SIZES: Record<string, [number, number]> = {
  360: [360, 740],
  768: [768, 1024],
  1280: [1280, 800],
  1920: [1920, 1080],
};
const SCHEMES = ["light", "dark"];
/** Height of a picture on the sheet. */
const HEIGHT = 420;
const SMALL =
  "field.turbulence_level=[0.1]&particles.nside=2&transport.path_pc=40&transport.outputs=4&ensemble.realisations=6&shown_level=0.1";
/** What stands behind the # of the address; "!" starts the work that is asked for. */
const VIEWS: Record<string, string> = {
  sky: "",
  turbulence: "view=sky&shown_level=1",
  energy: "view=energy",
  amplitude: "view=amplitude",
  angle: "view=angle",
  convergence: "view=convergence",
  arrival: `!${SMALL}&view=arrival&map_nside=8`,
  paths: `!${SMALL}&view=paths`,
  ...Object.fromEntries([1, 2, 3, 4, 5].map((step) => [`story ${step}`, `${step === 2 ? "!" : ""}story=${step}`])),
};

const list = (text: string | undefined, all: string[]) => (text ? text.split(",") : all);

async function picture(browser: Browser, address: string, size: [number, number], scheme: string): Promise<string> {
  const page = await browser.newPage();
  await page.setViewport({ width: size[0], height: size[1] });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  const [host, hash] = address.split("#");
  await page.goto(`${host}#${hash.replace("!", "")}`);
  await page.waitForSelector("#figure svg, #follow, #story svg, #story button", { timeout: 60_000 });
  if (hash.startsWith("!")) {
    await (await page.waitForSelector("#follow, #story-follow", { visible: true, timeout: 60_000 }))?.click();
    await page.waitForFunction(
      "document.querySelector('#follow') === null || !document.querySelector('#follow').offsetParent",
      {
        timeout: 120_000,
      },
    );
    await new Promise((resume) => setTimeout(resume, 4000));
  }
  await new Promise((resume) => setTimeout(resume, 1800));
  const png = await page.screenshot({ encoding: "base64" });
  await page.close();
  return png;
}

const [out = "contact_sheet.png", widths, schemes, names] = process.argv.slice(2);
const [{ browser, close }, host] = await Promise.all([launch("webgl"), serve("dist/page")]);
let html =
  "<style>body{margin:8px;font:14px sans-serif;background:#888}figure{display:inline-block;margin:4px}img{display:block}</style>";
for (const name of list(names, Object.keys(VIEWS)))
  for (const width of list(widths, Object.keys(SIZES)))
    for (const scheme of list(schemes, SCHEMES)) {
      const png = await picture(browser, `${host.origin}/#${VIEWS[name]}`, SIZES[width], scheme);
      html += `<figure>${name}, ${width} px, ${scheme}<img height="${HEIGHT}" src="data:image/png;base64,${png}"></figure>`;
    }
const sheet = await browser.newPage();
await sheet.setViewport({ width: 2200, height: 800 });
await sheet.setContent(html);
writeFileSync(out, await sheet.screenshot({ fullPage: true }));
await close();
host.close();
