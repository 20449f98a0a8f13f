// One chat: the line of messages that was shown last, with its other versions to walk to, what is folded, and addresses
// of single messages that are reached exactly.
"use strict";

(() => {
  const { h, t } = Copy;
  const PAGE = 200; // messages that are in the page at once
  const chat = {};

  let open = null; // {number, record, below, choice, line, page, whole}

  chat.close = () => {
    open = null;
    if (CSS.highlights) CSS.highlights.clear();
  };

  chat.show = async (number, key, terms) => {
    const record = open && open.number === number ? open.record : await Copy.store.chat(number);
    if (!open || open.number !== number) {
      const below = new Map();
      record.m.forEach((message, n) => {
        if (!below.has(message[0])) below.set(message[0], []);
        below.get(message[0]).push(n);
      });
      open = { number, record, below, choice: new Map(), line: [], page: 0, whole: false };
      through(record.h);
    }
    open.terms = terms || [];
    const wanted = key ? record.m.findIndex((message) => message[2] === key) : -1;
    if (wanted >= 0) through(wanted);
    walk();
    if (wanted >= 0) open.page = Math.floor(open.line.indexOf(wanted) / PAGE);
    draw();
    if (wanted >= 0) chat.go(key);
    else Copy.frames(2, () => window.scrollTo(0, 0));
  };

  // Choose the versions that lead to a message.
  function through(number) {
    for (let at = number; at >= 0; at = open.record.m[at][0]) open.choice.set(open.record.m[at][0], at);
  }

  // The line that the choices give; where nothing is chosen it goes on with the newest version.
  function walk() {
    open.line = [];
    for (let at = -1; open.below.has(at); ) {
      const twins = open.below.get(at);
      at = open.choice.get(at) ?? twins[twins.length - 1];
      open.line.push(at);
    }
    open.page = Math.min(open.page, Math.floor(Math.max(0, open.line.length - 1) / PAGE));
  }

  // Bring a message to the top. Six frames, since a browser may move the page itself after the first.
  chat.go = (key) => {
    const found = document.getElementById(`m-${key}`);
    if (!found) return;
    for (const marked of document.querySelectorAll(".message.here")) marked.classList.remove("here");
    found.classList.add("here");
    Copy.frames(6, () => found.scrollIntoView({ block: "start", behavior: "instant" }));
    found.focus({ preventScroll: true });
  };

  // ------------------------------------------------------------------------------------------- drawing

  function draw() {
    const main = Copy.empty(document.getElementById("main"));
    const { record, number } = open;
    const list = Copy.list;
    const facts = [
      Copy.time(list.created[number], true),
      list.model[number] ? Copy.bdi(list.models[list.model[number]]) : null,
      list.project[number] ? [t("project"), " ", Copy.bdi(list.projects[list.project[number]])] : null,
      list.persona[number] ? Copy.bdi(list.personas[list.persona[number]]) : null,
      t("messages", { n: list.messages[number] }),
      list.branches[number] ? t("branches", { n: list.branches[number] }) : null,
      list.flags[number] & 1 ? t("archived") : null,
      list.flags[number] & 2 ? t("starred") : null,
    ].filter(Boolean);
    main.append(...[
      h("header", { class: "chat-head" },
        h("h1", { dir: "auto", tabindex: -1, id: "top" }, Copy.shown(record.t) || t("untitled")),
        h("p", { class: "facts" }, facts.map((fact) => h("span", null, fact))),
        contents()),
      turner(), h("div", { class: "messages" }, shown()), turner(), neighbours()].filter(Boolean));
    highlight();
  }

  const sides = { u: "user", a: "assistant", s: "system", t: "assistant" };

  function shown() {
    const from = open.whole ? 0 : open.page * PAGE;
    const part = open.whole ? open.line : open.line.slice(from, from + PAGE);
    return part.map((number, n) => {
      const message = open.record.m[number];
      const before = n ? open.record.m[part[n - 1]] : null;
      const goesOn = before && sides[before[1]] === sides[message[1]] && message[1] !== "u" && message[1] !== "s"
        && open.below.get(message[0]).length < 2;
      return article(number, message, goesOn);
    });
  }

  function article(number, message, goesOn) {
    const [, role, key, created, model] = message;
    const side = sides[role];
    const name = { user: t("you"), assistant: t("assistant"), system: t("system") }[side];
    const head = h("div", { class: goesOn ? "head goes-on" : "head" },
      h("h2", { class: "who", id: `w-${key}` }, name),
      h("span", { class: "when" }, Copy.time(created), model ? [" · ", Copy.bdi(model, { class: "model" })] : null),
      versions(number, message), address(key));
    return h("article", { class: `message ${side}`, id: `m-${key}`, tabindex: -1, "aria-labelledby": `w-${key}` },
      head, h("div", { class: "body" }, Copy.parts(message)));
  }

  function address(key) {
    if (Copy.store.sealed) return null;
    return h("a", { class: "address-of", href: Copy.address(open.number, key), title: t("addressOf"), "aria-label": t("addressOf") }, "#");
  }

  function versions(number, message) {
    const twins = open.below.get(message[0]);
    if (twins.length < 2) return null;
    const at = twins.indexOf(number);
    const turn = (step) => () => {
      const other = twins[at + step];
      open.choice.set(message[0], other);
      walk();
      draw();
      const key = open.record.m[other][2];
      chat.go(key);
      const buttons = document.getElementById(`m-${key}`)?.querySelectorAll(".versions button");
      (buttons?.[step < 0 ? 0 : 1]?.disabled ? buttons[step < 0 ? 1 : 0] : buttons?.[step < 0 ? 0 : 1])?.focus({ preventScroll: true });
    };
    return h("span", { class: "versions", role: "group", "aria-label": t("versions") },
      Copy.button("back", t("versionBefore"), turn(-1), { disabled: at === 0 }),
      h("span", { class: "of", "aria-live": "polite" }, t("versionOf", { n: at + 1, all: twins.length })),
      Copy.button("next", t("versionAfter"), turn(1), { disabled: at === twins.length - 1 }));
  }

  // ------------------------------------------------------------------------------------------- around the messages

  function turner() {
    const all = open.line.length;
    if (all <= PAGE || open.whole) return null;
    const from = open.page * PAGE;
    const to = Math.min(all, from + PAGE);
    const turn = (step) => () => {
      open.page += step;
      draw();
      document.querySelector(".turner")?.scrollIntoView();
      document.querySelector(".message")?.focus({ preventScroll: true });
    };
    return h("nav", { class: "turner", "aria-label": t("pagesOfChat") },
      h("button", { type: "button", disabled: open.page === 0, onclick: turn(-1) }, t("earlier")),
      h("span", null, t("messagesOf", { from: from + 1, to, all })),
      h("button", { type: "button", disabled: to === all, onclick: turn(1) }, t("later")),
      h("button", { type: "button", class: "plain-button", onclick: () => { open.whole = true; draw(); } }, t("showAll")));
  }

  function contents() {
    const asked = open.line.filter((number) => open.record.m[number][1] === "u");
    if (asked.length < 4) return null;
    return h("details", { class: "contents" }, h("summary", null, t("questions", { n: asked.length })),
      h("ol", null, asked.map((number) => {
        const message = open.record.m[number];
        const words = [...Copy.search.texts(message)].join(" ").replace(/\s+/g, " ").trim().slice(0, 110) || "…";
        return h("li", { dir: "auto" }, Copy.row(open.number, message[2], null, Copy.shown(words)));
      })));
  }

  function neighbours() {
    const order = Copy.shelf.order();
    const at = order.indexOf(open.number);
    const one = (step, name, icon) => {
      const number = at < 0 ? undefined : order[at + step];
      if (number === undefined) return h("span");
      return Copy.row(number, null, { class: `neighbour ${icon}` }, [h("small", null, name),
        Copy.bdi(Copy.list.title[number] || t("untitled"))]);
    };
    return h("nav", { class: "neighbours", "aria-label": t("otherChats") },
      one(-1, t("chatBefore"), "back"), one(1, t("chatAfter"), "next"));
  }

  // ------------------------------------------------------------------------------------------- what was looked for

  function highlight() {
    if (!CSS.highlights) return;
    CSS.highlights.clear();
    if (!open.terms.length) return;
    const ranges = [];
    const walker = document.createTreeWalker(document.querySelector(".messages"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && ranges.length < 2000) {
      const node = walker.currentNode;
      for (const [from, to] of Copy.search.places(node.data, open.terms)) {
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, Math.min(to, node.length));
        ranges.push(range);
      }
    }
    if (ranges.length) CSS.highlights.set("found", new Highlight(...ranges));
  }

  Copy.chat = chat;
})();
