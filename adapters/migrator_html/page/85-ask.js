// Small windows over the page: a picture, an address before it is followed, the keys.
"use strict";

(() => {
  const { h, t } = Copy;
  const ask = {};

  function dialog(label, ...content) {
    const box = h("dialog", { "aria-label": label });
    const close = () => box.close();
    box.append(h("div", { class: "dialog-head" }, h("h2", null, label), Copy.button("close", t("close"), close)), ...content.flat().filter(Boolean));
    box.addEventListener("click", (event) => {
      if (event.target === box) close();
    });
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
    return box;
  }

  ask.follow = (address) => {
    const box = dialog(t("followTitle"),
      h("p", null, t("followWords")), h("p", { class: "whole-address", dir: "ltr" }, Copy.shown(address)),
      h("div", { class: "choices" },
        h("a", { class: "button", href: address, target: "_blank", rel: "noreferrer noopener nofollow", referrerpolicy: "no-referrer",
          onclick: () => setTimeout(() => box.close()) }, t("follow")),
        h("button", { type: "button", onclick: (event) => Copy.copied(address, event.currentTarget) }, t("copyAddress"))));
  };

  ask.picture = (address, words, origin) => {
    const box = dialog(t("picture"), h("img", { class: "large", src: address, alt: words }), h("p", { class: "note", dir: "auto" }, words),
      origin ? h("p", null, origin) : null);
    box.classList.add("viewer");
    if (origin) origin.addEventListener("click", () => box.close());
  };

  ask.help = () => {
    const keys = [["/", "keySearch"], ["↑ ↓", "keyList"], ["Esc", "keyBack"], ["?", "keyHelp"]];
    dialog(t("help"), h("dl", { class: "keys" }, keys.map(([key, words]) => [h("dt", null, h("kbd", null, key)), h("dd", null, t(words))])),
      h("p", { class: "note" }, t(Copy.store.sealed ? "privateSealed" : "privateOpen")), h("p", { class: "note" }, t("madeBy")));
  };

  Copy.copied = async (text, button) => {
    const before = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = t("copied");
    } catch {
      button.textContent = t("notCopied");
    }
    setTimeout(() => (button.textContent = before), 1600);
  };

  Copy.ask = ask;
})();
