// Runs only in browsers that do not know modules.
document.getElementById("old-browser").hidden = false;
document.getElementById("old-browser").textContent =
  "This browser is too old for this page: it needs JavaScript modules and WebAssembly with 128-bit SIMD (Chrome 91, Firefox 89, Safari 16.4 or later).";
