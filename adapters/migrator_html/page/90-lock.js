// Opening an encrypted copy. The scheme is written down in the product's reference: PBKDF2 makes a key of the passphrase,
// which unwraps the key of the pieces; each piece is AES-256-GCM over gzip and bound to its number and to this file.
"use strict";

(() => {
  const { h, t } = Copy;
  const lock = {};
  const encoder = new TextEncoder();
  let about = null;
  let id = null;

  const number = (value) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value);
    return bytes;
  };

  const joined = (...pieces) => {
    const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  };

  lock.nonce = (piece) => joined(id.subarray(0, 8), number(piece));
  lock.bound = (piece) => joined(id, number(piece));

  lock.opened = async (bytes, piece) => {
    const algorithm = { name: "AES-GCM", iv: lock.nonce(piece), additionalData: lock.bound(piece) };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, Copy.store.key, bytes));
  };

  async function keyOf(passphrase) {
    const typed = passphrase.normalize("NFC").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
    const material = await crypto.subtle.importKey("raw", encoder.encode(typed), "PBKDF2", false, ["deriveKey"]);
    const outer = await crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt: Copy.store.bytes(about.salt), iterations: about.iterations },
      material, { name: "AES-GCM", length: 256 }, false, ["unwrapKey"]);
    const wrapped = Copy.store.bytes(about.key);
    const parameters = encoder.encode(`${about.format}\n${about.iterations}\n${about.salt}\n${about.id}\n${about.pieces}`);
    return crypto.subtle.unwrapKey("raw", wrapped.subarray(12), outer,
      { name: "AES-GCM", iv: wrapped.subarray(0, 12), additionalData: parameters }, "AES-GCM", false, ["decrypt"]);
  }

  async function open(passphrase) {
    if (about.format !== "migrate-reading-copy-1" || !(about.iterations >= 100_000 && about.iterations <= 100_000_000)) {
      throw new Error(t("lockUnknown"));
    }
    id = Copy.store.bytes(about.id);
    let key;
    try {
      key = await keyOf(passphrase);
    } catch {
      throw new Error(t("lockWrong"));
    }
    if (document.querySelectorAll('script[id^="p"][type="text/plain"]').length !== about.pieces) throw new Error(t("lockDamaged"));
    Copy.store.key = key;
    const last = about.pieces - 1;
    Copy.store.inside = { directory: last };
    try {
      return await Copy.store.json(["directory"]);
    } catch {
      shut();
      throw new Error(t("lockDamaged"));
    }
  }

  // The passphrase is asked for in the page; nothing that is typed is kept by the browser.
  lock.ask = (element, opened) => {
    about = JSON.parse(element.textContent);
    const box = document.getElementById("locked");
    if (!window.isSecureContext || !window.crypto || !crypto.subtle) {
      box.replaceChildren(h("p", null, t("lockImpossible")));
      return;
    }
    const field = h("input", { type: "password", id: "passphrase", autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "auto", "aria-describedby": "lock-words" });
    const words = h("p", { id: "lock-words", class: "lock-words", role: "status" });
    const button = h("button", { type: "button", class: "button" }, t("unlock"));
    const shown = h("input", { type: "checkbox", id: "show-passphrase", autocomplete: "off", onchange: (event) => (field.type = event.target.checked ? "text" : "password") });
    const act = async () => {
      if (!field.value.trim() || button.disabled) return;
      button.disabled = true;
      words.textContent = t("lockOpening");
      try {
        const found = await open(field.value);
        field.value = "";
        field.type = "password";
        opened(found);
      } catch (fault) {
        words.textContent = fault.message;
        field.select();
      }
      button.disabled = false;
    };
    field.addEventListener("keydown", (event) => event.key === "Enter" && act());
    button.addEventListener("click", act);
    box.replaceChildren(h("div", { class: "lock-box" }, Copy.icon("lock"), h("h1", null, t("lockTitle")),
      h("label", { for: "passphrase" }, t("lockPassphrase")), field,
      h("label", { class: "check" }, shown, h("span", null, t("lockShow"))), button, words, h("p", { class: "note" }, t("privateSealed"))));
    field.focus();
  };

  // Everything that was read goes: the key, the texts, the page.
  function shut() {
    Copy.store.key = null;
    Copy.store.inside = null;
    Copy.store.files = null;
    Copy.store.forget();
  }

  lock.shut = () => {
    shut();
    Copy.search.forget();
    Copy.shelf.forget();
    Copy.chat.close();
  };

  Copy.lock = lock;
})();
