// The keys go to the screens from the start, and again after a click beside them: no mouse is needed.
const given = () => document.querySelector(".xterm-helper-textarea")?.focus();
new MutationObserver(given).observe(document.documentElement, {
  childList: true,
  subtree: true,
  attributes: true,
  attributeFilter: ["class"],
});
addEventListener("focus", given);
