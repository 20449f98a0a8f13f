// The one name that the scripts of this page share, and how they make elements, texts, numbers and days.
// Nothing here or elsewhere turns text into markup: text of a chat only ever becomes the text of a node.
"use strict";

const Copy = {};

Copy.h = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
};

Copy.svg = (name, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

Copy.icon = (name) => {
  const paths = {
    search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5",
    back: "M15 5l-7 7 7 7",
    next: "M9 5l7 7-7 7",
    theme: "M12 3a9 9 0 1 0 0 18V3z M12 3a9 9 0 0 1 0 18",
    print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
    help: "M9.5 9a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 .9-1 1.7M12 16.5v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
    lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    chart: "M5 20V11M12 20V4M19 20v-6",
    person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20c1-4 4-5.5 7.5-5.5s6.500 1.500 7.500 5.500",
    files: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500v.01",
    close: "M6 6l12 12M18 6L6 18",
    filter: "M4 6h16M7 12h10M10 18h4",
  };
  const path = Copy.svg("path", { d: paths[name], fill: "none", stroke: "currentColor", "stroke-width": 1.8,
    "stroke-linecap": "round", "stroke-linejoin": "round" });
  const mirrored = name === "back" || name === "next" ? "icon turns" : "icon";
  return Copy.svg("svg", { class: mirrored, viewBox: "0 0 24 24", "aria-hidden": "true" }, path);
};

// What the program wrote about this copy: language, words, forms of numbers and days. Filled by the list's script.
Copy.set = { lang: "en", dir: "ltr", words: {}, forms: {} };

// A text of ours. Values go into its {gaps}; `n` also picks the form of a text that has several.
Copy.t = (name, values = {}) => {
  let text = Copy.set.words[name];
  if (text === undefined) return name;
  if (typeof text === "object") {
    const rule = new Intl.PluralRules(Copy.set.lang).select(values.n);
    text = text[rule] || text.other;
  }
  return text.replace(/\{(\w+)\}/g, (gap, key) => {
    if (!(key in values)) return gap;
    if (typeof values[key] === "number") return Copy.number(values[key]);
    return Copy.set.dir === "rtl" ? `\u2068${values[key]}\u2069` : values[key]; // of whatever direction it is
  });
};

Copy.digits = (text) => String(text).replace(/\d/g, (digit) => Copy.set.forms.digits[digit]);

Copy.number = (value) => {
  const [whole, part] = String(Math.round(value * 10) / 10).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, Copy.set.forms.group);
  return Copy.digits(part ? grouped + Copy.set.forms.decimal + part : grouped);
};

Copy.size = (bytes) => {
  if (bytes < 1000) return `${Copy.number(bytes)} B`;
  if (bytes < 1e6) return `${Copy.number(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Copy.number(bytes / 1e6)} MB` : `${Copy.number(bytes / 1e9)} GB`;
};

Copy.filled = (pattern, date) => {
  const forms = Copy.set.forms;
  const two = (number) => String(number).padStart(2, "0");
  const values = {
    d: date.getDate(), dd: two(date.getDate()), m: date.getMonth() + 1, mm: two(date.getMonth() + 1),
    y: date.getFullYear(), month: forms.months[date.getMonth()],
  };
  return Copy.digits(pattern.replace(/\{(\w+)\}/g, (gap, key) => (key in values ? values[key] : gap)));
};

Copy.day = (seconds) => (seconds ? Copy.filled(Copy.set.forms.day, new Date(seconds * 1000)) : "");

Copy.month = (seconds) => (seconds ? Copy.filled(Copy.set.forms.month, new Date(seconds * 1000)) : Copy.t("undated"));

// A moment in the reader's own time zone; its exact form stands in the attributes.
Copy.time = (seconds, short) => {
  if (!seconds) return null;
  const date = new Date(seconds * 1000);
  const clock = `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
  const exact = date.toISOString().replace(".000Z", "Z");
  const text = short ? Copy.day(seconds)
    : Copy.set.forms.moment.replace("{day}", Copy.day(seconds)).replace("{time}", Copy.digits(clock));
  return Copy.h("time", { datetime: exact, title: exact.replace("T", " ").replace("Z", " UTC") }, text);
};

// A text of the export on one line of ours: its own direction, and nothing of it can turn what stands around it.
Copy.bdi = (text, attributes) => Copy.h("bdi", attributes, Copy.shown(text));

// What can command nothing here may still mislead a reader: marks that turn or hide text are shown as a sign.
const MISLEADING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
Copy.shown = (text) => String(text).replace(/\r\n?/g, "\n").replace(MISLEADING, "\ufffd");

Copy.button = (icon, label, act, attributes) =>
  Copy.h("button", { type: "button", class: "quiet", title: label, "aria-label": label, onclick: act, ...attributes },
    Copy.icon(icon));

Copy.empty = (element) => {
  element.replaceChildren();
  return element;
};

Copy.frames = (count, act) => {
  if (!count) return;
  act();
  requestAnimationFrame(() => Copy.frames(count - 1, act));
};
