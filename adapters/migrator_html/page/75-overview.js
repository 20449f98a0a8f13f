// The first page: what there is, as charts with the words and numbers beside them. A bar leads to the chats it counts.
"use strict";

(() => {
  const { h, svg, t } = Copy;
  const overview = {};

  const sum = (column) => column.reduce((all, one) => all + one, 0);

  overview.show = () => {
    const list = Copy.list;
    const main = Copy.empty(document.getElementById("main"));
    const dated = list.created.filter(Boolean);
    const first = dated.reduce((one, other) => Math.min(one, other), Infinity);
    const last = dated.reduce((one, other) => Math.max(one, other), 0);
    main.append(...[
      h("header", { class: "overview-head" },
        h("h1", { tabindex: -1, id: "top" }, t("title")),
        dated.length ? h("p", { class: "lead" }, t("span", { from: Copy.day(first), to: Copy.day(last) })) : null),
      h("ul", { class: "figures" }, [
        [list.key.length, "chatsWord"], [sum(list.messages), "messagesWord"], [sum(list.branches), "branchesWord"],
        [list.pictures, "picturesWord"],
      ].filter(([count]) => count).map(([count, name]) => h("li", null, h("b", null, Copy.number(count)), " ", h("span", null, t(name, { n: count }))))),
      months(), h("div", { class: "cards" },
        bars("project", t("projects"), list.project, (value) => list.projects[value]),
        bars("model", t("models"), list.model, (value) => list.models[value]),
        bars("language", t("languages"), list.language.map((value) => list.languages[value]), (value) => list.names[value] || ""),
        longest()),
      more()].filter(Boolean));
  };

  function card(title, ...content) {
    return h("section", { class: "card" }, h("h2", null, title), content);
  }

  function tally(column) {
    const counts = new Map();
    for (const value of column) counts.set(value, (counts.get(value) || 0) + 1);
    return counts;
  }

  function choose(name, value) {
    return () => {
      Copy.shelf.filter(name, String(value));
      document.body.classList.add("list-first");
      document.getElementById("status").scrollIntoView({ block: "nearest" });
    };
  }

  function months() {
    const list = Copy.list;
    const byMonth = tally(list.created.filter(Boolean).map(Copy.shelf.month));
    if (byMonth.size < 2) return null;
    const numbers = [...byMonth.keys()];
    const from = Math.min(...numbers);
    const to = Math.max(...numbers);
    const yearly = to - from > 95;
    const unit = yearly ? 12 : 1;
    const start = yearly ? Math.floor(from / 12) * 12 : from;
    const steps = [];
    for (let at = start; at <= to; at += unit) {
      let count = 0;
      for (let n = 0; n < unit; n += 1) count += byMonth.get(at + n) || 0;
      steps.push({ at, count });
    }
    const most = Math.max(...steps.map((step) => step.count));
    const named = (at) => (yearly ? Copy.digits(at / 12) : Copy.month(Date.UTC(Math.floor(at / 12), at % 12, 15) / 1000));
    const busiest = steps.find((step) => step.count === most);
    const [width, height] = [720, 150];
    const room = width / steps.length;
    const rtl = Copy.set.dir === "rtl";
    const chart = svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height + 24}`, role: "group", "aria-label": t("perMonth") });
    chart.append(svg("line", { x1: 0, x2: width, y1: height, y2: height, class: "axis" }));
    steps.forEach(({ at, count }, n) => {
      const x = rtl ? width - (n + 1) * room : n * room;
      const tall = count ? Math.max(2, (count / most) * (height - 14)) : 0;
      const label = `${named(at)}: ${t("chats", { n: count })}`;
      const bar = svg("rect", { x: x + room * 0.14, y: height - tall, width: room * 0.72, height: tall, rx: Math.min(3, room / 6), class: "bar" });
      const hit = svg("rect", { x, y: 0, width: room, height, class: "hit" });
      const group = svg("g", count ? { class: "month", role: "button", tabindex: 0, "aria-label": label } : { class: "month" },
        Object.assign(svg("title"), { textContent: label }), hit, bar);
      if (count) {
        const act = choose(yearly ? "year" : "month", yearly ? at / 12 : at);
        group.addEventListener("click", act);
        group.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          act();
        });
      }
      chart.append(group);
      if (yearly || at % 12 === 0) {
        const text = svg("text", { x: x + (yearly ? room / 2 : room * (rtl ? 0.86 : 0.14)), y: height + 17, class: "tick",
          "text-anchor": yearly ? "middle" : "start", direction: Copy.set.dir });
        text.textContent = Copy.digits(Math.floor(at / 12));
        chart.append(text);
      }
    });
    return card(t("perMonth"), h("p", { class: "note" }, t("busiest", { when: named(busiest.at), n: busiest.count })), chart);
  }

  function bars(name, title, column, named) {
    const counts = [...tally(column)].map(([value, count]) => ({ value, count, text: named(value) })).filter((one) => one.text)
      .sort((one, other) => other.count - one.count);
    if (!counts.length) return null;
    const most = counts[0].count;
    return card(title, h("ul", { class: "bars" }, counts.slice(0, 8).map(({ value, count, text }) =>
      h("li", null, h("button", { type: "button", class: "bar-row", onclick: choose(name, value) },
        h("span", { class: "bar-name" }, Copy.bdi(text)), h("span", { class: "bar-count" }, Copy.number(count)),
        svg("svg", { class: "bar-line", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
          svg("rect", { x: 0, y: 0, width: 100, height: 4, class: "track" }),
          svg("rect", { x: Copy.set.dir === "rtl" ? 100 - (100 * count) / most : 0, y: 0, width: (100 * count) / most, height: 4, class: "bar" })))))),
      counts.length > 8 ? h("p", { class: "note" }, t("andMore", { n: counts.length - 8 })) : null);
  }

  function longest() {
    const list = Copy.list;
    const order = Array.from(list.key, (_key, n) => n).sort((one, other) => list.size[other] - list.size[one]).slice(0, 5);
    return card(t("longestChats"), h("ol", { class: "longest" }, order.map((n) =>
      h("li", null, Copy.row(n, null, null, Copy.bdi(list.title[n] || t("untitled"))),
        h("span", { class: "note" }, t("characters", { n: list.size[n] }))))));
  }

  function more() {
    const views = [["about", "aboutYou"], ["files", "allFiles"]].filter(([name]) => Copy.list.views.includes(name));
    return views.length ? h("nav", { class: "views", "aria-label": t("alsoHere") }, views.map(([name, title]) => Copy.view(name, t(title)))) : null;
  }

  Copy.overview = overview;
})();
