// Plugin of typedoc: the documentation, in docs/ of the page's folder, links back to the page.
import { JSX } from "typedoc";

export function load(app) {
  app.renderer.hooks.on("pageSidebar.begin", (context) =>
    JSX.createElement(
      "p",
      null,
      JSX.createElement("a", { href: context.relativeURL("../index.html") }, "Compute in the browser"),
    ),
  );
}
