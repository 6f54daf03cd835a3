// What is built, and how the parts find each other:
//
//   dist/node/index.js  dist/node/worker.js         the library for Node; its imports are node: modules, and h5wasm once an HDF5 file is read
//   dist/browser/index.js  dist/browser/worker.js   the same for browsers, with no import at all
//   dist/node/gpu.js  dist/browser/gpu.js           runs on a graphics processor: the library imports it when one is asked for
//   dist/browser/figures.js  dist/browser/sky.js   the figures (larmor/figures) and <larmor-sky> (larmor/sky)
//   dist/cli.js  dist/node/cli-*.js                 the command line (key "larmor" of bin)
//   dist/kernel.wasm, dist/{node,browser}/kernel.wasm; dist/kernel.json, its exports and records (docs/kernel.md)
//   dist/THIRD_PARTY_LICENSES, dist/page/THIRD_PARTY_LICENSES   of the packages whose code is in these files (tools/licences.js)
//   dist/page/                                      the web page: static files, to be served from anywhere (its docs/: typedoc.json)
//
// Each of the first six is one self-contained file (what a worker does for a graphics processor is in it: Vite makes of a
// worker one file unless it is told otherwise), so each has a configuration of its own: two inputs in one
// configuration would share a chunk. A module that says `import.meta.url` finds ./worker.js and ./kernel.wasm in its own
// folder. For the command line each such module is therefore kept out of dist/cli.js and becomes a chunk in dist/node/,
// beside the library's worker and kernel; so "../../package.json" is right from src/cli/package.ts and from there. The optional
// packages (package.json, "peerDependencies") stay external there: a command that needs one imports it when it runs (src/cli/optional_packages.ts).
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, relative, resolve } from "node:path";
import nodeResolve from "@rollup/plugin-node-resolve";
import esbuild from "rollup-plugin-esbuild";
import { licences } from "./tools/licences.js";

const onDemand = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).peerDependencies);

/** Own and bundled modules to plain JavaScript; `#platform` and `#hdf5-field` by the condition "node" or "browser". */
const plugins = (platform, options = {}) => [
  minifiedValibot,
  nodeResolve({ extensions: [".ts", ".js"], exportConditions: [platform] }),
  withoutPolyfill,
  // packages, too: it leaves their comments out, a third of the hash's code
  esbuild({ target: "es2022", tsconfig: "tsconfig.json", exclude: [], ...options }),
];

/** The minified modules that valibot and its converter come with: a third of the size, and what is not used is left out of them too. */
const minifiedValibot = {
  name: "minified-valibot",
  resolveId: (id) =>
    /^(valibot|@valibot\/to-json-schema)$/.test(id) ? resolve("node_modules", id, "dist/index.min.mjs") : null,
};

/**
 * The loader of AssemblyScript begins with a polyfill of Object.hasOwn, which every engine has that runs the kernel. Importing
 * larmor has to leave globals alone: it would fail where they are frozen.
 */
const withoutPolyfill = {
  name: "without-polyfill",
  transform(code, id) {
    if (!/assemblyscript.loader.index\.js$/.test(id)) return null;
    const changed = code.replace(/^Object\.hasOwn = Object\.hasOwn \|\| function\b[\s\S]*?^};?$/m, "");
    if (changed === code) this.error("the polyfill of Object.hasOwn is not where it was");
    return { code: changed, map: null };
  },
};

/** src/platform/node.ts -> platform-node */
const chunkName = (id) =>
  relative("src", id)
    .replace(/^cli\W/, "")
    .replace(/\.ts$/, "")
    .replace(/\W+/g, "-");

/** A warning about our own sources (an import not found, a circle of imports) is an error; others' circles are theirs. */
const strict = (level, log, handle) => {
  const others = log.code === "CIRCULAR_DEPENDENCY" && log.ids.every((id) => id.includes("node_modules"));
  if (!others) handle(level === "warn" ? "error" : level, log);
};

/** Copies the kernel to the given places when the bundle is written. */
const placeKernel = (...files) => ({
  name: "place-kernel",
  writeBundle() {
    for (const file of files) {
      mkdirSync(dirname(file), { recursive: true });
      copyFileSync("build/kernel.wasm", file);
      // the shader lies beside the kernel, and is read when a graphics processor is asked for
      copyFileSync("src/gpu/track.wgsl", file.replace("kernel.wasm", "track.wgsl"));
    }
  },
});

/** The library finds what runs on a graphics processor in a file beside it. */
const gpuBeside = {
  name: "gpu-beside",
  resolveDynamicImport: (id) => (id === "./gpu_run.js" ? { id: "./gpu.js", external: true } : null),
};

/** What draws: peers of larmor/figures. */
const drawingPackages = ["@observablehq/plot", "d3-geo", "d3-geo-projection"];

/** A worker is read by nobody: it is minified, as the page's is; and the figures and what flies on a graphics processor, too. */
const library = (platform, entry, source) => ({
  input: source,
  onLog: strict,
  external: [...(platform === "node" ? [/^node:/] : []), ...(entry === "figures" ? drawingPackages : [])],
  plugins: [
    gpuBeside,
    ...plugins(platform, { minify: ["worker", "figures", "gpu"].includes(entry) }),
    placeKernel(`dist/${platform}/kernel.wasm`),
    licences("dist"),
  ],
  output: { file: `dist/${platform}/${entry}.js`, format: "es", inlineDynamicImports: true },
});

/** Names of chunks change with the sources; what an earlier build left would go into the package. */
function removeEarlierChunks() {
  if (!existsSync("dist/node")) return;
  for (const file of readdirSync("dist/node")) if (file.startsWith("cli-")) rmSync(`dist/node/${file}`);
}

const commandLine = {
  input: { cli: "src/cli/index.ts" },
  onLog: strict,
  external: [/^node:/, ...onDemand, ...onDemand.map((name) => new RegExp(`^${name}/`))],
  plugins: [
    ...plugins("node"),
    placeKernel("dist/kernel.wasm"),
    { name: "place-kernel-json", writeBundle: () => copyFileSync("build/kernel.json", "dist/kernel.json") },
    licences("dist"),
    { name: "executable", writeBundle: () => chmodSync("dist/cli.js", 0o755) },
    { name: "no-chunks-of-earlier-builds", buildStart: removeEarlierChunks },
  ],
  output: {
    dir: "dist",
    format: "es",
    entryFileNames: "cli.js",
    chunkFileNames: "node/cli-[name].js",
    banner: (chunk) => (chunk.isEntry ? "#!/usr/bin/env node" : ""),
    manualChunks: (id, { getModuleInfo }) =>
      getModuleInfo(id).code?.includes("import.meta.url") ? chunkName(id) : null,
  },
};

/** In their order, of which one file is made: a second one would be a second request before the page is drawn. */
const STYLES = ["palette", "layout", "sky", "buttons", "figure", "form", "story", "windows", "print"];

/** The page: a folder of static files; its scripts are self-contained, its run's worker is the library's. */
const pageFiles = {
  "page/index.html": "index.html",
  "page/no_script.css": "no_script.css",
  "page/sky.png": "sky.png",
  "page/icon.svg": "icon.svg",
  "page/old_browser.js": "old_browser.js",
  "page/not_running.js": "not_running.js",
  "page/offline.js": "offline.js",
  ...Object.fromEntries(readdirSync("page/published").map((name) => [`page/published/${name}`, `published/${name}`])),
  "data/dipoles.csv": "dipoles.csv",
  "build/kernel.wasm": "kernel.wasm",
  "src/gpu/track.wgsl": "track.wgsl",
};
/** Plot's only CommonJS dependency, for a transform that no figure uses. */
const withoutDodge = {
  name: "without-dodge",
  resolveId: (id) => (id === "interval-tree-1d" ? "\0dodge" : null),
  load: (id) => (id === "\0dodge" ? "export default () => { throw new Error('Plot.dodge is not bundled'); };" : null),
};
const page = (source, entry) => ({
  input: source,
  onLog: strict,
  plugins: [
    withoutDodge,
    ...plugins("browser", { minify: true }),
    licences("dist/page"),
    {
      name: "place-page",
      writeBundle() {
        mkdirSync("dist/page/published", { recursive: true });
        for (const [from, to] of Object.entries(pageFiles)) copyFileSync(from, `dist/page/${to}`);
        writeFileSync(
          "dist/page/style.css",
          STYLES.map((name) => readFileSync(`page/style/${name}.css`, "utf8")).join(""),
        );
      },
    },
  ],
  // the page's drawing library is a script of its own, fetched with the first view that needs it
  output:
    entry === "page"
      ? { dir: "dist/page", entryFileNames: "page.js", chunkFileNames: "[name].js", format: "es" }
      : { file: `dist/page/${entry}.js`, format: "es", inlineDynamicImports: true },
});

export default [
  library("node", "index", "src/index.ts"),
  library("node", "worker", "src/run/worker.ts"),
  library("node", "gpu", "src/run/gpu_run.ts"),
  library("browser", "index", "src/index.ts"),
  library("browser", "worker", "src/run/worker.ts"),
  library("browser", "gpu", "src/run/gpu_run.ts"),
  library("browser", "figures", "src/figures/draw_figure.ts"),
  library("browser", "sky", "src/live/index.ts"),
  commandLine,
  page("page/main.ts", "page"),
  page("page/closeup_worker.ts", "closeup_worker"),
  page("page/pilot_worker.ts", "pilot_worker"),
  page("page/paths_scene.ts", "paths_scene"),
  page("src/run/worker.ts", "worker"),
];
