// A chat's Markdown as nodes. The parser (markdown-it) gives tokens, HTML stays text, and each token becomes an element
// made here: no string is ever parsed as HTML, no address is loaded, and no link leads anywhere without being shown first.
"use strict";

(() => {
  const { h } = Copy;
  const LONGEST = 300_000; // characters of one text that are read as Markdown; the rest is shown as it is
  const WEB = /^(?:https?:\/\/|mailto:)/i;

  let parser = null;
  function made() {
    if (parser) return parser;
    parser = window.markdownit({ html: false, linkify: true, typographer: false, maxNesting: 60 });
    parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
    parser.validateLink = () => true; // what may be followed is decided where the link is made
    parser.normalizeLink = (address) => address;
    parser.normalizeLinkText = (text) => text;
    Copy.formulas(parser);
    return parser;
  }

  // The parts of an address that a person should see before following it: all of it.
  Copy.link = (address, content) => {
    const clean = address.trim();
    if (!WEB.test(clean)) return h("span", { class: "dead" }, content, " ", h("bdi", { class: "address", dir: "ltr" }, Copy.shown(clean)));
    const link = h("a", { href: clean, class: "out", rel: "noreferrer noopener nofollow", target: "_blank",
      referrerpolicy: "no-referrer", title: Copy.shown(clean) }, content);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      Copy.ask.follow(clean);
    });
    link.addEventListener("auxclick", (event) => event.preventDefault());
    return link;
  };

  function host(address) {
    try {
      return new URL(address).host || address.slice(0, 60);
    } catch {
      return address.slice(0, 60);
    }
  }

  Copy.markdown = (text, levels) => {
    const box = h("div", { class: "prose" });
    const shown = Copy.shown(text);
    const head = shown.slice(0, LONGEST);
    try {
      build(box, made().parse(head, {}), levels || new Map());
    } catch {
      Copy.empty(box).append(h("pre", { dir: "auto", class: "plain", tabindex: 0 }, head));
    }
    if (shown.length > LONGEST) box.append(h("pre", { dir: "auto", class: "plain", tabindex: 0 }, shown.slice(LONGEST)));
    return box;
  };

  const SIMPLE = { paragraph: "p", bullet_list: "ul", list_item: "li", blockquote: "blockquote", em: "em", strong: "strong",
    s: "s", thead: "thead", tbody: "tbody", tr: "tr" };

  function build(root, tokens, levels) {
    const steps = [...new Set(tokens.filter((token) => token.type === "heading_open").map((token) => token.tag))].sort();
    const stack = [root];
    const top = () => stack[stack.length - 1];
    const open = (element, inner) => {
      top().append(element);
      stack.push(inner || element);
    };
    for (const token of tokens) {
      const [, kind, way] = /^(.*?)(?:_(open|close))?$/.exec(token.type);
      if (way === "close") {
        const closed = stack.pop();
        if (kind === "list_item") taskBox(closed);
        if (/^h[3-6]$/i.test(closed.tagName) && !closed.textContent.trim()) closed.remove();
      } else if (kind === "heading") {
        open(h(`h${Math.min(6, 3 + steps.indexOf(token.tag))}`, { dir: "auto" }));
      } else if (kind === "ordered_list") {
        open(h("ol", { start: token.attrGet("start") }));
      } else if (kind === "table") {
        const table = h("table", { dir: "auto" });
        open(h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": Copy.t("table") }, table), table);
      } else if (kind === "th" || kind === "td") {
        const side = /text-align:(\w+)/.exec(token.attrGet("style") || "");
        open(h(kind, { dir: "auto", class: side ? `to-${side[1]}` : null, scope: kind === "th" ? "col" : null }));
      } else if (token.type === "inline") {
        inline(top(), token.children);
      } else if (token.type === "fence" || token.type === "code_block") {
        top().append(Copy.code(token.content.replace(/\n$/, ""), (token.info || "").trim().split(/\s+/)[0]));
      } else if (token.type === "hr") {
        top().append(h("hr"));
      } else if (token.type === "formula_block") {
        top().append(Copy.formula(token.content, true, token.markup));
      } else if (way === "open" && SIMPLE[kind]) {
        if (kind === "paragraph" && token.hidden) stack.push(top());
        else open(h(SIMPLE[kind], ["paragraph", "list_item", "blockquote"].includes(kind) ? { dir: "auto" } : null));
      } else if (token.content) {
        top().append(token.content);
      }
    }
    void levels;
  }

  function inline(parent, tokens) {
    const stack = [parent];
    const top = () => stack[stack.length - 1];
    for (const token of tokens) {
      if (token.type === "text" || token.type === "text_special" || token.type === "html_inline") top().append(token.content);
      else if (token.type === "softbreak") top().append(h("br")); // as the chat itself showed it
      else if (token.type === "hardbreak") top().append(h("br"));
      else if (token.type === "code_inline") top().append(h("code", { dir: "ltr" }, token.content));
      else if (token.type === "formula") top().append(Copy.formula(token.content, false, token.markup));
      else if (token.type === "image") {
        const address = token.attrGet("src") || "";
        const words = token.content || Copy.t("webPicture");
        top().append(h("span", { class: "web-picture" }, Copy.link(address, [`${Copy.t("webPicture")}: `, Copy.bdi(words)]),
          WEB.test(address) ? [" ", h("bdi", { class: "address", dir: "ltr" }, `(${host(address)})`)] : null));
      } else if (token.type === "link_open") {
        const address = token.attrGet("href") || "";
        const content = h("bdi", token.markup === "linkify" || token.markup === "autolink" ? { dir: "ltr" } : null);
        const link = Copy.link(address, content);
        top().append(link);
        stack.push(content);
        content.link = { address, auto: token.markup === "linkify" || token.markup === "autolink" };
      } else if (token.type === "link_close") {
        const content = stack.pop();
        const { address, auto } = content.link || {};
        // Where it leads stands beside it, unless its text is the address.
        if (address && !auto && WEB.test(address) && !content.textContent.includes(host(address))) {
          top().append(" ", h("bdi", { class: "address", dir: "ltr" }, `(${Copy.shown(host(address))})`));
        }
      } else if (token.type.endsWith("_open")) {
        const element = h(SIMPLE[token.type.slice(0, -5)] || "span");
        top().append(element);
        stack.push(element);
      } else if (token.type.endsWith("_close")) stack.pop();
      else if (token.content) top().append(token.content);
    }
  }

  // "[ ] milk": a sign and its meaning in words, no form field.
  function taskBox(item) {
    const first = item.firstChild instanceof Element && item.firstChild.tagName === "P" ? item.firstChild : item;
    const text = first.firstChild;
    const found = text instanceof Text && /^\[([ xX])\]\s/.exec(text.data);
    if (!found) return;
    text.data = text.data.slice(found[0].length);
    const done = found[1] !== " ";
    item.classList.add("task");
    first.prepend(h("span", { role: "img", class: "box", "aria-label": Copy.t(done ? "done" : "open") }, done ? "☑" : "☐"), " ");
  }

  // ------------------------------------------------------------------------------------------- code

  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      colour(entry.target);
    }
  }, { rootMargin: "200px" });

  Copy.code = (text, language) => {
    const named = language && /^[\w+#.-]{1,30}$/.test(language) ? language : "";
    const code = h("code", { dir: "ltr" }, text);
    const label = named ? Copy.t("codeIn", { language: named }) : Copy.t("code");
    const pre = h("pre", { tabindex: 0, role: "region", "aria-label": label, dir: "ltr" }, code);
    if (named && text.length < 20_000) {
      code.dataset.language = named.toLowerCase();
      seen.observe(code);
    }
    return h("div", { class: "code" },
      h("div", { class: "bar" }, h("span", { class: "language", dir: "ltr" }, named),
        h("button", { type: "button", class: "copy", onclick: (event) => Copy.copied(text, event.currentTarget) }, Copy.t("copy"))),
      pre);
  };

  async function colour(code) {
    try {
      const hljs = await Copy.store.library("highlight", "hljs");
      if (!hljs.getLanguage(code.dataset.language)) return;
      const result = hljs.highlight(code.textContent, { language: code.dataset.language, ignoreIllegals: true });
      const root = result._emitter.rootNode;
      code.replaceChildren(...root.children.map(node));
    } catch {
      // Code without colours is still the code.
    }
  }

  function node(part) {
    if (typeof part === "string") return document.createTextNode(part);
    return h("span", part.scope ? { class: `hl-${part.scope.split(".")[0]}` } : null, part.children.map(node));
  }
})();
