// The page as a whole: where one is, going back and forth, the frame around it, and its beginning.
"use strict";

(() => {
  const { h, t } = Copy;
  Copy.here = { chat: null, view: "" };

  let keys = null;
  Copy.numbers = () => (keys = keys || new Map(Copy.list.key.map((key, n) => [key, n])));

  // ------------------------------------------------------------------------------------------- addresses

  // An encrypted copy never changes its address: a browser keeps those.
  Copy.address = (number, key) => (Copy.store.sealed ? "#"
    : `#c=${encodeURIComponent(Copy.list.key[number])}${key ? `&m=${encodeURIComponent(key)}` : ""}`);

  Copy.lead = (link, number, key) => {
    link.setAttribute("href", Copy.address(number, key));
    link.dataset.message = key || "";
  };

  // A link to a chat, or to a message of it.
  Copy.row = (number, key, attributes, content) => {
    const link = h("a", attributes, content);
    Copy.lead(link, number, key);
    link.addEventListener("click", (event) => {
      if (!Copy.store.sealed && (event.ctrlKey || event.metaKey || event.shiftKey || event.button)) return;
      event.preventDefault();
      go({ chat: number, message: link.dataset.message || null });
    });
    return link;
  };

  Copy.view = (name, words, attributes) => h("a", { href: Copy.store.sealed ? "#" : `#v=${name}`, ...attributes, onclick: (event) => {
    event.preventDefault();
    go({ view: name });
  } }, words);

  function go(place) {
    if (Copy.store.sealed) {
      show(place);
      return;
    }
    const address = place.chat !== undefined ? Copy.address(place.chat, place.message) : place.view ? `#v=${place.view}` : "#";
    if (address !== (location.hash || "#")) history.pushState(null, "", address);
    show(place);
  }
  Copy.go = go;

  function place() {
    const said = new URLSearchParams(location.hash.slice(1));
    const chat = Copy.numbers().get(said.get("c"));
    if (chat !== undefined) return { chat, message: said.get("m") };
    return said.has("c") ? { lost: true } : { view: ["about", "files"].includes(said.get("v")) ? said.get("v") : "" };
  }

  let turn = 0;
  async function show({ chat, message, view, lost }) {
    turn += 1;
    const mine = turn;
    const main = document.getElementById("main");
    document.body.classList.remove("list-first");
    Copy.here = { chat: chat ?? null, view: view || "" };
    Copy.shelf.mark();
    let name = null;
    main.setAttribute("aria-busy", "true");
    try {
      if (chat !== undefined) {
        name = Copy.list.title[chat] || t("untitled");
        await Copy.chat.show(chat, message, Copy.shelf.terms());
      } else {
        Copy.chat.close();
        if (lost) throw new Error(t("noSuchChat"));
        if (view) await Copy.pages[view]();
        else Copy.overview.show();
        window.scrollTo(0, 0);
      }
    } catch (fault) {
      if (mine === turn) Copy.empty(main).append(h("div", { class: "fault", role: "alert" }, h("h1", { id: "top", tabindex: -1 }, t("faultTitle")), h("p", null, fault.message)));
    }
    if (mine !== turn) return;
    main.removeAttribute("aria-busy");
    if (!Copy.store.sealed) document.title = name ? `\u2068${Copy.shown(name).replace(/\s+/g, " ")}\u2069 – ${t("title")}` : t("title");
    if (!message) document.getElementById("top")?.focus({ preventScroll: true });
  }

  // ------------------------------------------------------------------------------------------- the frame

  const THEMES = ["light dark", "light", "dark"];
  function theme() {
    const meta = document.querySelector('meta[name="color-scheme"]');
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
    meta.content = THEMES.includes(document.documentElement.dataset.theme) ? document.documentElement.dataset.theme : THEMES[0];
  }

  function frame() {
    const app = document.getElementById("app");
    const links = [Copy.view("", [Copy.icon("chart"), h("span", null, t("overview"))])];
    if (Copy.list.views.includes("about")) links.push(Copy.view("about", [Copy.icon("person"), h("span", null, t("aboutYou"))]));
    if (Copy.list.views.includes("files")) links.push(Copy.view("files", [Copy.icon("files"), h("span", null, t("allFiles"))]));
    app.replaceChildren(
      h("button", { type: "button", class: "skip", onclick: () => document.getElementById("main").focus() }, t("skip")),
      h("header", { class: "top" },
        h("span", { class: "to-list" }, Copy.button("back", t("toList"), () => {
          go({ view: "" });
          document.body.classList.add("list-first");
        })),
        h("span", { class: "name" }, t("title")),
        h("nav", { class: "top-links", "aria-label": t("views") }, links),
        h("span", { class: "tools" },
          Copy.button("print", t("print"), () => window.print()),
          Copy.button("theme", t("theme"), theme),
          Copy.button("help", t("help"), Copy.ask.help),
          Copy.store.sealed ? Copy.button("lock", t("lockNow"), relock) : null)),
      h("div", { class: "columns" },
        h("aside", { id: "shelf", "aria-label": t("chatsList") }),
        h("main", { id: "main", tabindex: -1 })));
    app.hidden = false;
    Copy.shelf.build();
  }

  document.addEventListener("keydown", (event) => {
    if (!Copy.list || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const writing = /^(?:INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !writing) {
      event.preventDefault();
      document.body.classList.add("list-first");
      document.getElementById("search").focus();
    } else if (event.key === "?" && !writing) Copy.ask.help();
    else if (event.key === "Escape") {
      const field = document.getElementById("search");
      if (event.target === field && field.value) {
        Copy.shelf.clear();
      } else if (Copy.here.chat !== null || Copy.here.view) {
        go({ view: "" });
        document.body.classList.add("list-first");
        field.focus();
      }
      event.preventDefault();
    }
  });

  // ------------------------------------------------------------------------------------------- beginning

  // `list` holds what the program wrote: the settings of the copy and a line for each chat, as columns.
  Copy.begin = (set, list) => {
    Object.assign(Copy.set, set);
    Copy.list = list;
    keys = null;
    for (const element of document.querySelectorAll("#missing, #locked")) element.hidden = true;
    frame();
    const first = Copy.store.sealed ? { view: "" } : place();
    show(first);
    if (first.view === "") document.body.classList.add("list-first"); // where there is room for one of the two
  };

  // Called by the script with the list that stands beside this page.
  Copy.start = (set, list) => {
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", () => show(place()));
    Copy.begin(set, list);
  };

  function relock() {
    Copy.lock.shut();
    Copy.list = null;
    document.querySelectorAll("dialog").forEach((box) => box.remove());
    const app = Copy.empty(document.getElementById("app"));
    app.hidden = true;
    const box = document.getElementById("locked");
    box.hidden = false;
    Copy.lock.ask(document.getElementById("lock"), unlocked);
  }

  function unlocked({ set, list, inside, files }) {
    Copy.store.inside = { ...inside, directory: Copy.store.inside.directory };
    Copy.store.files = files;
    for (const [first, count] of Object.values(files)) {
      for (let n = 0; n < count; n += 1) Copy.store.inside[first + n] = first + n;
    }
    Copy.begin(set, list);
  }

  // A copy in one file: its pieces stand below this script, so it begins when all of them are there.
  Copy.alone = async () => {
    const element = document.getElementById("lock");
    const first = JSON.parse(document.getElementById("words").textContent);
    Object.assign(Copy.set, first);
    if (element) {
      Copy.store.sealed = true;
      // Firefox keeps pages that were left alive; nothing readable may stay in one.
      window.addEventListener("pagehide", relock);
      Copy.lock.ask(element, unlocked);
      return;
    }
    const pieces = document.querySelectorAll('script[id^="p"][type="text/plain"]').length;
    Copy.store.inside = { directory: pieces - 1 };
    const found = await Copy.store.json(["directory"]);
    history.scrollRestoration = "manual";
    window.addEventListener("popstate", () => show(place()));
    unlocked(found);
  };

  if (document.documentElement.dataset.kind === "alone") {
    document.addEventListener("DOMContentLoaded", () => Copy.alone().catch((fault) => {
      const box = document.getElementById("missing");
      box.hidden = false;
      box.textContent = fault.message;
    }));
  }
})();
