// The row of views, and the buttons of the paper's figures.
import { PRESETS, presetView, VIEWS, type View } from "./state.js";

const byId = (id: string) => document.getElementById(id) as HTMLElement;
const button = (properties: Partial<HTMLButtonElement>): HTMLButtonElement =>
  Object.assign(document.createElement("button"), { type: "button" as const, ...properties });

/** Returns a function that marks the view that is shown. */
export function bindTabs(choose: (name: string) => void): (view: View) => void {
  const row = byId("tabs");
  const tabs = Object.entries(VIEWS).map(([name, label]) => {
    const tab = button({ id: `tab-${name}`, textContent: label, onclick: () => choose(name) });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", "figure");
    return tab;
  });
  row.replaceChildren(...tabs);
  row.addEventListener("keydown", (event) => {
    const shown = tabs.findIndex((tab) => tab.tabIndex === 0);
    const { length } = tabs;
    const to = { ArrowRight: shown + 1, ArrowLeft: shown - 1 + length, Home: 0, End: length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[to % length];
    next.click();
    next.focus();
  });
  return ({ name }) => {
    for (const tab of tabs) {
      const chosen = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) reveal(tab, row);
    }
  };
}

/** Scrolls the row of tabs, and only that, until the tab can be seen. */
function reveal({ offsetLeft: left, offsetWidth: width }: HTMLElement, row: HTMLElement): void {
  if (left < row.scrollLeft) row.scrollLeft = left;
  else if (left + width > row.scrollLeft + row.clientWidth) row.scrollLeft = left + width - row.clientWidth;
}

/** Returns a function that marks the figure of the paper that is shown, if it is one. */
export function bindPresets(choose: (preset: string) => void): (view: View) => void {
  const buttons = Object.entries(PRESETS).map(([preset, { label, figure, name, turbulence_level }]) => ({
    preset,
    element: button({
      innerHTML: `${label} <small>${figure}</small>`,
      title: `${VIEWS[name]}, turbulence level ${turbulence_level}; ${figure} of the paper`,
      onclick: () => choose(preset),
    }),
  }));
  byId("presets").replaceChildren(...buttons.map(({ element }) => element));
  return (view) => {
    for (const { preset, element } of buttons) {
      const expected = presetView(preset);
      // neither the realisation looked at closely nor how it is looked at shows in a figure of the paper
      const { map_nside, camera } = expected;
      const same = JSON.stringify({ ...view, realisation: 0, map_nside, camera }) === JSON.stringify(expected);
      element.setAttribute("aria-pressed", String(same));
    }
  };
}
