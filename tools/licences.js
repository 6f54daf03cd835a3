// The licences of what a bundle holds: collected by rollup from the modules that are in it, and written beside it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "THIRD_PARTY_LICENSES";

/** The standard library of AssemblyScript is compiled into kernel.wasm. */
const IN_KERNEL = "node_modules/assemblyscript";

/** "/.../node_modules/@scope/name/lib/x.js" -> "/.../node_modules/@scope/name" */
const PACKAGE = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/** Folders of packages by the folder of the bundles that hold their code. */
const found = new Map();

/** A rollup plugin: `folder`/THIRD_PARTY_LICENSES for all bundles with that folder. */
export const licences = (folder) => ({
  name: "licences",
  writeBundle(_, bundle) {
    const packages = found.get(folder) ?? new Set([IN_KERNEL]);
    found.set(folder, packages);
    for (const { modules = {} } of Object.values(bundle))
      for (const [id, { renderedLength }] of Object.entries(modules)) {
        const [root] = (renderedLength > 0 && PACKAGE.exec(id.replace(/^\0/, ""))) || [];
        if (root) packages.add(root);
      }
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, FILE), [...packages].map(entry).sort().join("\n"));
  },
});

/** Name, version and licence of a package, and the texts that its licence asks to be passed on. */
function entry(root) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const folder = name === "@assemblyscript/loader" ? IN_KERNEL : root; // of the same project, and published without the text
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  if (texts.length === 0) throw new Error(`${root}: no text of a licence, which has to be passed on with its code`);
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
}
