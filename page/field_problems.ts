// Beside a field of the form: why its value is not taken.

/** Puts the reason below the field and says it to screen readers; null takes it away. */
export function markField(field: HTMLElement & { name: string }, reason: string | null): void {
  const id = `${field.name}-problem`;
  const before = document.getElementById(id);
  if (reason === null) {
    before?.remove();
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
    return;
  }
  const sentence = before ?? document.createElement("span");
  sentence.id = id;
  sentence.className = "problem field-problem";
  sentence.setAttribute("role", "alert");
  if (sentence.textContent !== reason) sentence.textContent = reason;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
  if (before === null) field.closest("label")?.after(sentence);
}
