// Below the sky: the realisation whose circle was picked, by its number too, and what can be seen of it.

type Opens = (name: "arrival" | "paths") => void;

export function newOne(picked: (realisation: number) => void, open: Opens) {
  const element = document.createElement("p");
  element.className = "one";
  const label = document.createElement("label");
  const field = Object.assign(document.createElement("input"), { type: "number", min: "0", step: "1", id: "picked" });
  label.append("Circle of realisation ", field);
  const button = (id: string, text: string, name: "arrival" | "paths") =>
    Object.assign(document.createElement("button"), {
      type: "button",
      id,
      textContent: text,
      onclick: () => open(name),
    });
  element.append(
    label,
    button("its-sky", "Its whole sky", "arrival"),
    button("its-paths", "Its particles in 3-D", "paths"),
  );
  let used = false;
  const pick = (realisation: number) => {
    used = true;
    picked(realisation);
  };
  field.addEventListener("input", () => {
    if (field.value !== "" && field.checkValidity()) pick(Number(field.value));
  });
  return {
    element,
    pick,
    /** Whether a realisation was picked here: before that none is marked. */
    wasUsed: () => used,
    show(realisation: number, count: number): void {
      field.max = String(Math.max(0, count - 1));
      if (field !== document.activeElement) field.value = String(realisation);
    },
  };
}
