import "./tests/kernel/reporter.js"; // imported here too: its exit check must be there even when no spec file matches

export default {
  entries: ["tests/kernel/**/*.spec.ts"],
  include: ["tests/kernel/**/*.include.ts"],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory } }));
  },
  reporter: "tests/kernel/reporter.js",
  outputBinary: false,
};
