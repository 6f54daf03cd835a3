// A real Chromium and a static server for it, for the tests of the browser build and of the page.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import chromium from "@sparticuz/chromium";
import puppeteer, { type Browser } from "puppeteer-core";

const NO_GPU = "--disable-gpu";
// not the flags that @sparticuz/chromium proposes: these switch the web's security off, which is part of what is tested
const FLAGS = [
  "--headless",
  "--no-sandbox",
  NO_GPU,
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

const TYPES: Record<string, string> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** WebGL, or WebGPU, without a graphics card. */
const SOFTWARE = {
  webgl: ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  webgpu: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
};

export interface Launched {
  browser: Browser;
  close(): Promise<void>;
}

/**
 * Starts the browser: the one of npm, or the one that CHROMIUM names. Without `graphics` it has no WebGL and no WebGPU.
 * Close it, or the tests never end.
 */
export async function launch(graphics?: keyof typeof SOFTWARE): Promise<Launched> {
  const profile = await mkdtemp(join(tmpdir(), "larmor-chromium-"));
  const executablePath = process.env.CHROMIUM ?? (await chromium.executablePath());
  const browser = await puppeteer.launch({
    executablePath,
    userDataDir: profile,
    args: [
      ...FLAGS.filter((flag) => flag !== NO_GPU || graphics !== "webgpu"),
      ...(graphics ? SOFTWARE[graphics] : []),
    ],
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Where Firefox is: what FIREFOX names, or Debian's; undefined where there is none. */
export const firefox = process.env.FIREFOX ?? ["/usr/bin/firefox-esr"].find((path) => existsSync(path));

export async function launchFirefox(): Promise<Launched> {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: firefox, headless: true });
  return { browser, close: () => browser.close() };
}

/**
 * Serves a folder as a plain static host does, without the headers that would isolate a page (COOP, COEP).
 * `pages` are documents by path that no file holds; null: there is none. `headers` go with every answer.
 */
export async function serve(
  folder: string,
  pages: Record<string, string | null> = {},
  headers: Record<string, string> = {},
): Promise<{ origin: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    try {
      const file = path.endsWith("/") ? `${path}index.html` : path;
      if (pages[path] === null) throw new Error("not there");
      const body = pages[path] ?? (await readFile(join(folder, file)));
      const type = TYPES[path in pages ? ".html" : extname(file)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
