/** JSON in which every value counts: of two equal keys JSON.parse keeps the last one without a word. */

/** An object with the same key twice. */
export class DuplicateKey extends SyntaxError {
  override name = "DuplicateKey";
  /** @param path the names that lead to the key, with those of the objects around it */
  constructor(readonly path: string[]) {
    super(`the key ${JSON.stringify(path.at(-1))} stands there twice`);
  }
}

// No string of this pattern can be read in two ways: a text of any length is read once.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/** JSON.parse, but a key that its object has already is a DuplicateKey, and so a SyntaxError like any other. */
export function parseJSON(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const open: { keys: Set<string> | undefined; name: string }[] = [];
  let last = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "{") open.push({ keys: new Set(), name: "" });
    else if (token === "[") open.push({ keys: undefined, name: "" });
    else if (token === "}" || token === "]") open.pop();
    else if (token !== ":") last = token;
    else {
      const name: string = JSON.parse(last); // "\u0061" is "a"
      const inner = open[open.length - 1];
      inner.name = name;
      if (inner.keys?.has(name)) throw new DuplicateKey(open.filter(({ keys }) => keys).map((object) => object.name));
      inner.keys?.add(name);
    }
  }
  return value;
}
