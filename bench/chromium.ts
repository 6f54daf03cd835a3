// Chromium as a contestant: the commands run in a page of the browser that the tests use. Arrays travel through a server of its own.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../tests/browser/chromium.js";
import { type Contestant, folder, KERNEL } from "./contestant.js";

const PAGE = `<!doctype html><title>bench</title><script type="module">
  import { commands, instantiate } from "/commands.js";
  const bytes = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
  const read = async (path) => new Float64Array((await bytes("/file?" + path)).buffer);
  const prepare = commands(...(await instantiate(await bytes("/kernel.wasm"))), read);
  let prepared;
  globalThis.prepare = async (line) => void (prepared = await prepare(line));
  globalThis.call = () => {
    const started = performance.now();
    prepared.call();
    return (performance.now() - started) / 1e3;
  };
  globalThis.finish = async () => {
    for (const [path, values] of prepared.files()) await fetch("/file?" + path, { method: "PUT", body: values });
    return prepared.found();
  };
</script>`;

function serve(kernel: string) {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const own: Record<string, [type: string, content: () => string | Uint8Array]> = {
    "/": ["text/html", () => PAGE],
    "/commands.js": ["text/javascript", () => readFileSync(join(here, "commands.js"))],
    "/kernel.wasm": ["application/wasm", () => readFileSync(kernel)],
  };
  const server = createServer(async (request, response) => {
    const [path, file] = (request.url ?? "/").split("?");
    if (path === "/file" && file?.startsWith(folder)) {
      if (request.method !== "PUT") return void response.end(readFileSync(file));
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      writeFileSync(file, Buffer.concat(parts));
      return void response.end();
    }
    if (!Object.hasOwn(own, path)) return void response.writeHead(404).end();
    const [type, content] = own[path];
    response.writeHead(200, { "content-type": type }).end(content());
  });
  return new Promise<{ origin: string; close(): void }>((listening) =>
    server.listen(0, "127.0.0.1", () =>
      listening({
        origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        close() {
          server.closeAllConnections();
          server.close();
        },
      }),
    ),
  );
}

/** Chromium with a kernel; undefined where the browser does not run. */
export async function chromium(kernel = KERNEL): Promise<(Contestant & { about: string }) | undefined> {
  const launched = await launch().catch(() => undefined);
  if (launched === undefined) return undefined;
  const { browser, close } = launched;
  const host = await serve(kernel);
  const page = await browser.newPage();
  await page.goto(`${host.origin}/`);
  await page.waitForFunction("globalThis.finish", { timeout: 20_000 });
  const session = await page.createCDPSession();
  await session.send("Performance.enable");
  /** CPU seconds of the page's main thread */
  const threadTime = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ThreadTime")?.value ?? Number.NaN;
  };
  const about = `Chromium (${await browser.version()})`;
  return {
    name: "Wasm Chromium",
    about,
    async ask(line) {
      await page.evaluate(`globalThis.prepare(${JSON.stringify(line)})`);
      const before = await threadTime();
      const wall = (await page.evaluate("globalThis.call()")) as number;
      const cpu = (await threadTime()) - before;
      const found = (await page.evaluate("globalThis.finish()")) as string;
      return [cpu, wall, ...found.split(" ").filter(Boolean).map(Number)];
    },
    stop() {
      host.close();
      void close();
    },
  };
}
