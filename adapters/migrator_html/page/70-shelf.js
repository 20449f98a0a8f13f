// The list of all chats: search, filters, order, and rows that come as one scrolls.
"use strict";

(() => {
  const { h, t } = Copy;
  const ROWS = 60; // added at a time
  const shelf = {};

  const wish = { typed: "", order: "newest", filters: {} };
  let result = null; // what search answered
  let numbers = [];
  let drawn = 0;
  let watching = null;

  shelf.terms = () => (result && result.terms ? result.terms : []);
  shelf.order = () => numbers;

  // ------------------------------------------------------------------------------------------- filters

  const year = (seconds) => (seconds ? new Date(seconds * 1000).getFullYear() : 0);
  const month = (seconds) => {
    const date = new Date(seconds * 1000);
    return seconds ? date.getFullYear() * 12 + date.getMonth() : -1;
  };
  shelf.month = month;

  const FILTERS = {
    year: (list, n, value) => year(list.created[n]) === Number(value),
    month: (list, n, value) => month(list.created[n]) === Number(value),
    project: (list, n, value) => list.project[n] === Number(value),
    model: (list, n, value) => list.model[n] === Number(value),
    persona: (list, n, value) => list.persona[n] === Number(value),
    language: (list, n, value) => list.languages[list.language[n]] === value,
    holds: (list, n, value) => (Number(value) === 64 ? list.branches[n] > 0 : (list.holds[n] & Number(value)) !== 0),
    flags: (list, n, value) => (list.flags[n] & Number(value)) !== 0,
  };

  const ORDERS = {
    newest: (list) => (one, other) => list.created[other] - list.created[one],
    oldest: (list) => (one, other) => (list.created[one] || Infinity) - (list.created[other] || Infinity) || one - other,
    longest: (list) => (one, other) => list.size[other] - list.size[one],
    byTitle: (list) => {
      const titles = Copy.search.titles();
      return (one, other) => (titles[one] < titles[other] ? -1 : titles[one] > titles[other] ? 1 : one - other);
    },
  };

  const sorted = new Map();
  function everything() {
    if (!sorted.has(wish.order)) {
      const all = Array.from(Copy.list.key, (_key, n) => n);
      sorted.set(wish.order, all.sort(ORDERS[wish.order](Copy.list)));
    }
    return sorted.get(wish.order);
  }

  function choose() {
    const active = Object.entries(wish.filters).filter(([, value]) => value !== "");
    const found = result && result.chats;
    numbers = everything().filter((n) => (!found || found.has(n)) && active.every(([name, value]) => FILTERS[name](Copy.list, n, value)));
  }

  shelf.filter = (name, value) => {
    wish.filters[name] = value;
    const select = document.getElementById(`by-${name}`);
    if (select) select.value = value;
    else if (name === "month") wish.filters.year = "";
    refresh();
    document.getElementById("shelf").scrollTo?.(0, 0);
  };

  function select(name, label, options) {
    if (!options.length) return null;
    const box = h("select", { id: `by-${name}`, autocomplete: "off", onchange: (event) => {
      if (name === "year") wish.filters.month = "";
      shelf.filter(name, event.target.value);
    } }, h("option", { value: "" }, t("any")), options.map(([value, text, count]) =>
      h("option", { value, dir: "auto" }, count === undefined ? text : `${text} (${Copy.number(count)})`)));
    return h("label", null, h("span", null, label), box);
  }

  function counted(column, names) {
    const counts = new Map();
    for (const value of column) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts].filter(([value]) => names(value)).sort((one, other) => other[1] - one[1])
      .map(([value, count]) => [String(value), Copy.shown(names(value)), count]);
  }

  function filters() {
    const list = Copy.list;
    const years = counted(list.created.map(year), (value) => (value ? Copy.digits(value) : "")).sort((one, other) => other[0] - one[0]);
    const orders = Object.keys(ORDERS).map((name) => h("option", { value: name }, t(name)));
    const holds = [[1, "hasPictures"], [2, "hasFiles"], [4, "hasCode"], [8, "hasReasoning"], [16, "hasSound"], [64, "hasBranches"]]
      .filter(([bit]) => (bit === 64 ? list.branches.some((n) => n > 0) : list.holds.some((value) => value & bit)))
      .map(([bit, name]) => [String(bit), t(name)]);
    const flags = [[1, "archived"], [2, "starred"], [4, "pinned"]].filter(([bit]) => list.flags.some((value) => value & bit))
      .map(([bit, name]) => [String(bit), t(name)]);
    return h("details", { class: "filters", id: "filters" }, h("summary", null, Copy.icon("filter"), t("filters")),
      h("div", { class: "fields" },
        h("label", null, h("span", null, t("orderBy")), h("select", { id: "order", autocomplete: "off", onchange: (event) => {
          wish.order = event.target.value;
          refresh();
        } }, orders)),
        select("year", t("year"), years),
        select("project", t("project"), counted(list.project, (value) => list.projects[value])),
        select("model", t("model"), counted(list.model, (value) => list.models[value])),
        select("persona", t("persona"), counted(list.persona, (value) => list.personas[value])),
        select("language", t("language"), counted(list.language.map((value) => list.languages[value]), (value) => list.names[value] || "")),
        select("holds", t("holds"), holds),
        select("flags", t("marked"), flags),
        h("button", { type: "button", class: "plain-button", onclick: shelf.clear }, t("clear"))));
  }

  shelf.clear = () => {
    wish.filters = {};
    wish.order = "newest";
    for (const box of document.querySelectorAll("#filters select")) box.selectedIndex = 0;
    const field = document.getElementById("search");
    if (field.value) {
      field.value = "";
      typed();
    } else refresh();
  };

  // ------------------------------------------------------------------------------------------- search

  function typed() {
    wish.typed = document.getElementById("search").value;
    if (!wish.typed.trim()) {
      Copy.search.stop();
      result = null;
      refresh();
      return;
    }
    Copy.search.look(wish.typed, (answer) => {
      if (answer.same) {
        result.share = answer.share;
        status();
        return;
      }
      const same = result && result.chats && answer.chats && result.typed === wish.typed
        && result.chats.size === answer.chats.size && [...answer.chats].every((n) => result.chats.has(n));
      result = { ...answer, chats: answer.chats && new Set(answer.chats), typed: wish.typed };
      if (same) status();
      else refresh();
    });
  }

  function status() {
    const words = [t("chats", { n: numbers.length })];
    if (result && !result.done && result.terms && result.terms.length) words.push(t("reading", { share: Math.round(result.share * 100) }));
    if (result && result.faults) words.push(t("partsMissing", { n: result.faults }));
    document.getElementById("status").textContent = words.join(" · ");
    const active = Object.entries(wish.filters).filter(([, value]) => value !== "");
    const chips = Copy.empty(document.getElementById("chips"));
    for (const [name, value] of active) {
      const text = document.getElementById(`by-${name}`)?.selectedOptions[0]?.textContent
        ?? (name === "month" ? Copy.month(Date.UTC(Math.floor(value / 12), value % 12, 15) / 1000) : value);
      chips.append(h("button", { type: "button", class: "chip", "aria-label": t("without", { what: text }), onclick: () => shelf.filter(name, "") },
        Copy.bdi(text), Copy.icon("close")));
    }
  }

  // ------------------------------------------------------------------------------------------- rows

  function refresh() {
    choose();
    status();
    const rows = Copy.empty(document.getElementById("rows"));
    drawn = 0;
    heading = null;
    if (!numbers.length) {
      rows.append(h("li", { class: "none" }, result && !result.done && result.terms?.length ? t("looking") : t("nothingFound")));
      return;
    }
    more();
  }

  let heading = null;
  function more() {
    const rows = document.getElementById("rows");
    const list = Copy.list;
    const dated = wish.order === "newest" || wish.order === "oldest";
    const fresh = document.createDocumentFragment();
    for (const n of numbers.slice(drawn, drawn + ROWS)) {
      const name = dated ? Copy.month(list.created[n]) : null;
      if (name !== heading && name) fresh.append(h("li", { class: "month" }, h("h2", null, name)));
      heading = name;
      fresh.append(row(n));
    }
    drawn = Math.min(numbers.length, drawn + ROWS);
    rows.append(fresh);
    if (drawn < numbers.length) {
      const end = h("li", { class: "more" }, h("button", { type: "button", onclick: () => { end.remove(); more(); } }, t("more")));
      rows.append(end);
      watching.observe(end);
    }
    shelf.mark();
  }

  function row(n) {
    const list = Copy.list;
    const facts = h("span", { class: "row-facts" }, [
      Copy.time(list.created[n], true), t("messages", { n: list.messages[n] }),
      list.project[n] ? Copy.bdi(list.projects[list.project[n]]) : null,
    ].filter(Boolean).map((fact) => h("span", null, fact)));
    const title = h("span", { class: "row-title", dir: "auto" }, marked(list.title[n] || t("untitled")));
    const link = Copy.row(n, null, { class: "row", "data-chat": n }, [title, facts]);
    const item = h("li", null, link);
    if (shelf.terms().length) {
      item.dataset.chat = n;
      watching.observe(item);
    }
    return item;
  }

  function marked(text, places) {
    const shown = Copy.shown(text);
    const found = places || (shelf.terms().length ? Copy.search.places(shown, shelf.terms()) : []);
    const nodes = [];
    let at = 0;
    for (const [from, to] of found) {
      if (from < at) continue;
      nodes.push(shown.slice(at, from), h("mark", null, shown.slice(from, to)));
      at = to;
    }
    return [...nodes, shown.slice(at)];
  }

  async function snippet(item) {
    const mine = result;
    const n = Number(item.dataset.chat);
    const record = await Copy.store.chat(n).catch(() => null);
    if (!record || result !== mine || !item.isConnected) return;
    const found = Copy.search.snippet(record, shelf.terms());
    if (!found) return;
    const link = item.querySelector(".row");
    Copy.lead(link, n, found.key);
    link.append(h("span", { class: "row-snippet", dir: "auto" }, found.before ? "… " : "", marked(found.text, found.places), " …"));
  }

  // The row of the chat that is open.
  shelf.mark = () => {
    const now = Copy.here.chat;
    for (const link of document.querySelectorAll("#rows .row")) {
      if (now !== null && Number(link.dataset.chat) === now) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  shelf.build = () => {
    const field = h("input", { type: "search", id: "search", autocomplete: "off", autocapitalize: "off", spellcheck: "false", dir: "auto",
      placeholder: t("searchAll"), "aria-label": t("searchAll"), "aria-describedby": "status" });
    let waiting = null;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(typed, 15);
    });
    watching = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        watching.unobserve(entry.target);
        if (entry.target.classList.contains("more")) {
          if (entry.target.isConnected) {
            entry.target.remove();
            more();
          }
        } else snippet(entry.target);
      }
    }, { rootMargin: "300px" });
    const side = Copy.empty(document.getElementById("shelf"));
    side.append(
      h("div", { class: "shelf-head" },
        h("div", { class: "search-box" }, Copy.icon("search"), field), filters(),
        h("div", { id: "chips", class: "chips" }),
        h("p", { id: "status", class: "status", role: "status" })),
      h("ol", { id: "rows", class: "rows", "aria-label": t("chatsList") }));
    side.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      if (event.target.tagName === "SELECT") return;
      const links = [...document.querySelectorAll("#rows .row")];
      const at = links.indexOf(document.activeElement);
      const next = links[event.key === "ArrowDown" ? at + 1 : at - 1];
      if (next) next.focus();
      else if (at === 0) field.focus();
      else return;
      event.preventDefault();
    });
    refresh();
  };

  shelf.forget = () => {
    result = null;
    numbers = [];
    sorted.clear();
  };

  Copy.shelf = shelf;
})();
