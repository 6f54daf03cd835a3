// A classic script: says why the page stands still where its own script cannot run.
(() => {
  const say = (text) => {
    const place = document.getElementById("not-running");
    place.hidden = false;
    place.textContent = text;
    document.getElementById("start").disabled = true;
  };
  if (location.protocol === "file:") {
    say("Opened from a disk, this page cannot load its scripts. Serve its folder, for example: npx serve dist/page");
    return;
  }
  const running = () => document.querySelector("#tabs button") !== null;
  for (const script of document.querySelectorAll("script[type=module]"))
    script.addEventListener("error", () => say(`The script of this page, ${script.src}, could not be loaded.`));
  setTimeout(() => {
    if (!running()) say("The script of this page has not started. It may be blocked, or the network is slow.");
  }, 15000);
})();
