// Text in the form in which it is searched, by the one table that the program wrote. No function of the browser decides
// about a letter: browsers and programs know different versions of Unicode.
"use strict";

// Works on this page and, as text, in the worker that reads all chats; so it uses nothing but its arguments.
Copy.folding = (table) => {
  const forms = new Map();
  for (const [first, run] of table.runs) run.split("\0").forEach((form, n) => forms.set(first + n, form));
  const near = new Array(0x10000); // what a UTF-16 unit becomes, where it is a letter of its own
  for (const [code, form] of forms) if (code < 0x10000) near[code] = form;

  const fold = (text) => {
    let made = "";
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      let code = text.charCodeAt(at);
      let wide = 1;
      let form = near[code];
      if (form === undefined && code >= 0xd800 && code < 0xdc00 && at + 1 < text.length) {
        code = text.codePointAt(at);
        if (code > 0xffff) {
          wide = 2;
          form = forms.get(code);
        }
      }
      if (form !== undefined) {
        made += text.slice(from, at) + form;
        from = at + wide;
      }
      at += wide - 1;
    }
    return from ? made + text.slice(from) : text;
  };

  return { fold, forms };
};

(() => {
  let made = null;
  const folding = () => (made = made || Copy.folding(Copy.foldTable));

  Copy.fold = (text) => folding().fold(text);

  // The folded form, and for each unit of it where it began in `text` (one more for the end).
  Copy.foldMap = (text) => {
    const { forms } = folding();
    const starts = [];
    let plain = "";
    let at = 0;
    for (const letter of text) {
      const form = forms.get(letter.codePointAt(0)) ?? letter;
      for (let n = 0; n < form.length; n += 1) starts.push(at);
      plain += form;
      at += letter.length;
    }
    starts.push(at);
    return { plain, starts };
  };

  const within = (ranges, code) => {
    let low = 0;
    let high = ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (code < ranges[middle][0]) high = middle - 1;
      else if (code > ranges[middle][1]) low = middle + 1;
      else return true;
    }
    return false;
  };

  let ranges = null;
  function wordRanges() {
    if (ranges) return ranges;
    ranges = [];
    let at = 0;
    const distances = Copy.foldTable.word;
    for (let n = 0; n < distances.length; n += 2) {
      at += distances[n];
      ranges.push([at, at + distances[n + 1]]);
      at += distances[n + 1];
    }
    return ranges;
  }

  Copy.isWord = (code) => within(wordRanges(), code);

  // The words of a text: {text, alone}; `alone` is a character of a script without blanks, which is a word by itself.
  Copy.words = (text) => {
    const found = [];
    let run = "";
    const close = () => {
      if (run) found.push({ text: [...run].slice(0, 40).join(""), alone: false });
      run = "";
    };
    for (const letter of Copy.fold(text)) {
      const code = letter.codePointAt(0);
      if (!Copy.isWord(code)) close();
      else if (within(Copy.foldTable.single, code)) {
        close();
        found.push({ text: letter, alone: true });
      } else run += letter;
    }
    close();
    return found;
  };
})();
