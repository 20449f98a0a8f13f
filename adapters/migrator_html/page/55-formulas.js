// Formulas: found in a text the way chats write them, and shown as MathML, which Temml makes when the first one is there.
// What Temml cannot read is shown as it was written. Prices are no formulas.
"use strict";

(() => {
  const { h } = Copy;
  // "$5 and you pay $": it begins with a number, goes on with a blank, and nothing in it is a sign of mathematics.
  const isPrice = (content) => /^[\d.,]+[^\s\d]{0,3}\s/.test(content) && !/[\\^_={}+*<>|]/.test(content);

  function isSpace(code) {
    return code === 0x20 || code === 0x09 || code === 0x0a;
  }
  const isDigit = (code) => code >= 0x30 && code <= 0x39;

  // $…$ with no blank inside its ends and no digit outside of them, $$…$$, \(…\) and \[…\].
  function inline(state, silent) {
    const { src, pos } = state;
    let content;
    let end;
    let markup;
    if (src[pos] === "\\" && (src[pos + 1] === "(" || src[pos + 1] === "[")) {
      markup = src.slice(pos, pos + 2);
      end = src.indexOf(markup === "\\(" ? "\\)" : "\\]", pos + 2);
      if (end < 0 || end > state.posMax) return false;
      content = src.slice(pos + 2, end);
      end += 2;
    } else if (src[pos] === "$") {
      markup = src[pos + 1] === "$" ? "$$" : "$";
      const start = pos + markup.length;
      end = start;
      do {
        end = src.indexOf(markup, end);
        if (end < 0 || end >= state.posMax) return false;
        if (src[end - 1] !== "\\") break;
        end += 1;
      } while (end);
      content = src.slice(start, end);
      end += markup.length;
      if (markup === "$") {
        if (isSpace(src.charCodeAt(start)) || isSpace(src.charCodeAt(end - 2))) return false;
        if (isDigit(src.charCodeAt(pos - 1)) || isDigit(src.charCodeAt(end))) return false;
        if (content.includes("\n\n") || isPrice(content)) return false;
      }
    } else return false;
    if (!content.trim() || content.length > 5000) return false;
    if (!silent) {
      const token = state.push("formula", "math", 0);
      token.content = content;
      token.markup = markup;
    }
    state.pos = end;
    return true;
  }

  // The same as lines of their own, over several lines.
  function block(state, first, last, silent) {
    const begin = state.bMarks[first] + state.tShift[first];
    const opening = state.src.slice(begin, begin + 2);
    if (opening !== "$$" && opening !== "\\[") return false;
    const closing = opening === "$$" ? "$$" : "\\]";
    let line = first;
    let found = -1;
    for (; line < last; line += 1) {
      const from = line === first ? begin + 2 : state.bMarks[line];
      const at = state.src.slice(from, state.eMarks[line]).indexOf(closing);
      if (at >= 0) {
        found = from + at;
        break;
      }
      if (line > first && state.isEmpty(line) && opening === "$$") return false;
    }
    if (found < 0 || state.src.slice(found + 2, state.eMarks[line]).trim()) return false;
    const content = line === first
      ? state.src.slice(begin + 2, found)
      : [state.src.slice(begin + 2, state.eMarks[first]), state.getLines(first + 1, line, state.sCount[first], false),
          state.getLines(line, line + 1, state.sCount[first], false).trimEnd().slice(0, -2)].join("\n");
    if (!content.trim()) return false;
    if (silent) return true;
    const token = state.push("formula_block", "math", 0);
    token.block = true;
    token.content = content;
    token.markup = opening;
    token.map = [first, line + 1];
    state.line = line + 1;
    return true;
  }

  Copy.formulas = (parser) => {
    parser.inline.ruler.before("escape", "formula", inline);
    parser.block.ruler.before("fence", "formula", block, { alt: ["paragraph", "reference", "blockquote", "list"] });
  };

  const CLOSE = { "$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]" };

  Copy.formula = (source, own, markup) => {
    const display = own || markup === "$$" || markup === "\\[";
    const written = `${markup}${source}${CLOSE[markup]}`;
    const box = h("span", { class: display ? "math display" : "math", dir: "ltr" }, h("code", { dir: "ltr" }, written));
    Copy.store.library("temml", "temml").then((temml) => {
      const tree = temml.__renderToMathMLTree(source, {
        displayMode: display, throwOnError: true, trust: false, maxSize: [12, 30], maxExpand: 500, annotate: false,
      });
      const math = element(tree);
      if (display) Object.entries({ tabindex: 0, role: "region", "aria-label": Copy.t("formula") })
        .forEach(([key, value]) => box.setAttribute(key, value));
      box.replaceChildren(math);
    }).catch(() => box.classList.add("unread"));
    return box;
  };

  const MATHML = "http://www.w3.org/1998/Math/MathML";
  const ATTRIBUTES = /^(?:accent|accentunder|columnalign|columnlines|columnspacing|columnspan|depth|display|displaystyle|fence|form|frame|height|largeop|linebreak|linethickness|lspace|mathbackground|mathcolor|mathsize|mathvariant|maxsize|minsize|movablelimits|notation|rowlines|rowspacing|rowspan|rspace|scriptlevel|separator|stretchy|symmetric|voffset|width)$/;

  // Temml's tree as nodes: known names alone, and what it styles set on the node, since the policy allows no attributes
  // of style. A colour is brought near the ink of the page, so that it is read in the light and in the dark.
  function element(part) {
    if (part.text !== undefined && !part.children) return document.createTextNode(part.text);
    if (part.type === undefined) {
      const some = document.createDocumentFragment();
      some.append(...(part.children || []).map(element));
      return some;
    }
    const made = document.createElementNS(MATHML, /^(?:m[a-z]+|math)$/.test(part.type) ? part.type : "mrow");
    for (const [key, value] of Object.entries(part.attributes || {})) {
      if (key === "style") String(value).split(";").forEach((rule) => styled(made, ...rule.split(":")));
      else if (key === "mathcolor" || key === "mathbackground") styled(made, key === "mathcolor" ? "color" : "background-color", value);
      else if (ATTRIBUTES.test(key)) made.setAttribute(key, value);
    }
    const classes = (part.classes || []).filter((name) => /^[\w-]+$/.test(name));
    if (classes.length) made.setAttribute("class", classes.join(" "));
    for (const [key, value] of Object.entries(part.style || {})) {
      styled(made, key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value);
    }
    made.append(...(part.children || []).map(element));
    return made;
  }

  const LOOKS = /^(?:color|background-color|border(?:-\w+){0,2}|padding(?:-\w+)?|margin(?:-\w+)?|font-(?:weight|size|style|family)|text-align|width|height|min-width|display|vertical-align|math-(?:style|depth)|line-height|letter-spacing)$/;

  function styled(node, key, value) {
    const name = (key || "").trim();
    const set = String(value || "").trim();
    if (!LOOKS.test(name) || /url|image|expression|[\\;{}]/i.test(set)) return;
    if (name === "color") node.style.setProperty(name, `color-mix(in oklab, ${set} 72%, var(--ink))`);
    else if (name === "background-color") node.style.setProperty(name, `color-mix(in oklab, ${set} 22%, var(--paper))`);
    else node.style.setProperty(name, set);
  }
})();
