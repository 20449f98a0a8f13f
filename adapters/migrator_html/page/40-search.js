// Search in all chats: words and beginnings of words from the index at once, the inside of words by reading every chat
// in a worker. What the worker finds is the whole answer; the index only knows most of it sooner.
"use strict";

(() => {
  const search = {};
  const SHARDS = 12; // of the word index that are kept unpacked
  const AHEAD = 4; // parts that are on their way to the worker

  // What was typed: pieces between blanks, or between quotation marks.
  search.terms = (typed) =>
    [...typed.matchAll(/"([^"]*)"|“([^”]*)”|«([^»]*)»|(\S+)/g)]
      .map((found) => found[1] ?? found[2] ?? found[3] ?? found[4])
      .map((piece) => stemmed({ plain: Copy.fold(piece).trim().replace(/\s+/g, " "), words: Copy.words(piece) }))
      .filter((term) => term.plain && term.words.length);

  // Arabic writes "and", "in", "to" and "the" onto a word: it is looked for without its article, behind all of these.
  function stemmed(term) {
    const { arabic, articles, prefixes, shortest } = Copy.foldTable;
    const letters = [...term.plain];
    const isArabic = (letter) => arabic.some(([first, last]) => letter.codePointAt(0) >= first && letter.codePointAt(0) <= last);
    if (letters.length < shortest || !letters.every(isArabic)) return term;
    const article = articles.find((one) => term.plain.startsWith(one) && letters.length - one.length >= shortest) || "";
    const stem = term.plain.slice(article.length);
    return { plain: stem, words: [{ text: stem, alone: false }], before: prefixes };
  }

  let titles = null; // of all chats, folded

  // ------------------------------------------------------------------------------------------- the index

  const shards = new Map();
  const decoder = new TextDecoder();

  function shard(number) {
    let one = shards.get(number);
    shards.delete(number);
    if (!one) one = Copy.store.piece(`words/${String(number).padStart(2, "0")}`).then(opened);
    shards.set(number, one);
    for (const old of [...shards.keys()].slice(0, -SHARDS)) shards.delete(old);
    one.catch(() => shards.delete(number));
    return one;
  }

  function opened(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const length = view.getUint32(0, true);
    const { w, n, z } = JSON.parse(decoder.decode(bytes.subarray(4, 4 + length)));
    const words = w.split(" ");
    const places = new Uint32Array(words.length);
    let at = 4 + length;
    for (let word = 0; word < words.length; word += 1) {
      places[word] = at;
      at += n[word] * Number(z[word]);
    }
    return { words, counts: n, widths: z, places, view };
  }

  function mark(one, word, into) {
    const width = Number(one.widths[word]);
    let at = one.places[word];
    let chat = -1;
    for (let n = one.counts[word]; n; n -= 1, at += width) {
      chat += width === 1 ? one.view.getUint8(at) : width === 2 ? one.view.getUint16(at, true) : one.view.getUint32(at, true);
      into[chat] = 1;
    }
  }

  const compare = (one, other) => { // by code points, as the program sorted them
    const left = [...one];
    const right = [...other];
    for (let n = 0; n < Math.min(left.length, right.length); n += 1) {
      const step = left[n].codePointAt(0) - right[n].codePointAt(0);
      if (step) return step;
    }
    return left.length - right.length;
  };

  // The chats that hold a word, or a word that begins with it.
  async function chats(word, whole) {
    const found = new Uint8Array(Copy.list.key.length);
    const wanted = [];
    Copy.list.shards.forEach(([first, last], number) => {
      const begins = first.startsWith(word) || last.startsWith(word);
      if (begins || (compare(first, word) <= 0 && compare(last, word) >= 0)) wanted.push(number);
    });
    for (const one of await Promise.all(wanted.map(shard))) {
      for (let n = 0; n < one.words.length; n += 1) {
        if (whole ? one.words[n] === word : one.words[n].startsWith(word)) mark(one, n, found);
      }
    }
    return found;
  }

  async function either(waiting) {
    const [first, ...others] = await Promise.all(waiting);
    for (const other of others) for (let chat = 0; chat < other.length; chat += 1) first[chat] |= other[chat];
    return first;
  }

  async function fromIndex(terms) {
    const asked = terms.flatMap((term) => term.words.map((word, n) =>
      either((term.before || [""]).map((prefix) => chats(prefix + word.text, word.alone || n < term.words.length - 1)))));
    const sets = await Promise.all(asked);
    const found = new Set();
    for (let chat = 0; chat < Copy.list.key.length; chat += 1) if (sets.every((set) => set[chat])) found.add(chat);
    return found;
  }

  // ------------------------------------------------------------------------------------------- the worker

  // Runs elsewhere, as text: it may use nothing of this page.
  function reading(folding) {
    let fold = null;
    let key = null;

    function base64(text) {
      if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text.trim());
      const letters = atob(text.trim());
      const bytes = new Uint8Array(letters.length);
      for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
      return bytes;
    }

    async function bytes({ text, nonce, bound }) {
      let data = base64(text);
      if (key) {
        const algorithm = { name: "AES-GCM", iv: nonce, additionalData: bound };
        data = new Uint8Array(await crypto.subtle.decrypt(algorithm, key, data));
      }
      const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
      const pieces = [];
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return pieces;
        pieces.push(value);
      }
    }

    function* texts(record) {
      yield record.t;
      for (const message of record.m) {
        for (const part of message[6]) {
          if (typeof part === "string") yield part;
          else for (const name of "tnhu") if (typeof part[name] === "string") yield part[name];
        }
      }
    }

    function holds(record, terms) {
      let open = terms;
      for (const text of texts(record)) {
        if (!text) continue;
        const plain = fold(text);
        open = open.filter((term) => !(term.includes(" ") ? plain.replace(/\s+/g, " ") : plain).includes(term));
        if (!open.length) return true;
      }
      return false;
    }

    self.onmessage = async ({ data }) => {
      if (data.table) {
        fold = folding(data.table).fold;
        key = data.key;
        return;
      }
      try {
        const blocks = (await Promise.all(data.pieces.map(bytes))).flat();
        const stream = new TextDecoder();
        const text = blocks.map((block) => stream.decode(block, { stream: true })).join("");
        const hits = [];
        JSON.parse(text).forEach((record, n) => {
          if (holds(record, data.terms)) hits.push(n);
        });
        self.postMessage({ run: data.run, first: data.first, hits });
      } catch (fault) {
        self.postMessage({ run: data.run, first: data.first, hits: [], fault: String(fault) });
      }
    };
  }

  let worker = null;
  let run = 0;
  let answer = null;

  function started() {
    if (worker) return;
    worker = Copy.store.worker(`() => (${reading})(${Copy.folding})`);
    worker.onmessage = ({ data }) => answer && answer(data);
    worker.postMessage({ table: Copy.foldTable, key: Copy.store.key });
  }

  search.stop = () => {
    run += 1;
    answer = null;
  };

  // Ends the worker too: what it holds is gone with it.
  search.forget = () => {
    search.stop();
    if (worker) worker.terminate();
    worker = null;
    titles = null;
    shards.clear();
  };

  async function pieces(first) {
    const names = Copy.store.names(first);
    const texts = await Promise.all(names.map(Copy.store.raw));
    return texts.map((text, n) => {
      if (!Copy.store.key) return { text };
      const number = Copy.store.inside[names[n]];
      return { text, nonce: Copy.lock.nonce(number), bound: Copy.lock.bound(number) };
    });
  }

  // Read every chat for `terms`. `found(chats, share)` hears what came; the promise ends with all of them, or null.
  function readAll(terms, found) {
    started();
    const mine = run;
    const firsts = [...new Set(Copy.list.part)];
    const byPart = new Map();
    Copy.list.part.forEach((first, chat) => {
      if (!byPart.has(first)) byPart.set(first, chat);
    });
    const hits = new Set();
    let sent = 0;
    let done = 0;
    let faults = 0;
    return new Promise((resolve) => {
      const fill = async () => {
        if (mine !== run) return resolve(null);
        if (sent >= firsts.length) return undefined;
        const first = firsts[sent];
        sent += 1;
        try {
          const given = await pieces(first);
          if (mine !== run) return resolve(null);
          worker.postMessage({ run: mine, first, pieces: given, terms: terms.map((term) => term.plain) });
        } catch {
          arrived({ run: mine, first, hits: [], fault: "missing" });
        }
        return undefined;
      };
      const arrived = (data) => {
        if (data.run !== mine || mine !== run) return;
        const start = byPart.get(data.first);
        const fresh = data.hits.map((n) => start + n);
        for (const chat of fresh) hits.add(chat);
        done += 1;
        if (data.fault) faults += 1;
        found(fresh, done / firsts.length);
        if (done === firsts.length) resolve({ hits, faults });
        else fill();
      };
      answer = arrived;
      if (!firsts.length) resolve({ hits, faults });
      for (let n = 0; n < AHEAD; n += 1) fill();
    });
  }

  // Look for `typed`. `show({chats, share, done, faults})` is called as answers come, with a Set of numbers of chats.
  search.look = async (typed, show) => {
    search.stop();
    const mine = run;
    const terms = search.terms(typed);
    if (!terms.length) return show({ chats: null, share: 1, done: true, faults: 0, terms });
    let chats = new Set();
    const titles = search.titles();
    for (let chat = 0; chat < titles.length; chat += 1) {
      if (terms.every((term) => titles[chat].includes(term.plain))) chats.add(chat);
    }
    try {
      for (const chat of await fromIndex(terms)) chats.add(chat);
    } catch {
      // A shard is missing; the reading below finds what it would have said.
    }
    if (mine !== run) return undefined;
    show({ chats, share: 0, done: false, faults: 0, terms });
    await new Promise((wake) => setTimeout(wake, 350));
    if (mine !== run) return undefined;
    const all = await readAll(terms, (fresh, share) => {
      const before = chats.size;
      for (const chat of fresh) chats.add(chat);
      if (chats.size !== before || share === 1) show({ chats, share, done: false, faults: 0, terms });
      else show({ chats: null, share, done: false, faults: 0, terms, same: true });
    });
    if (!all || mine !== run) return undefined;
    if (!all.faults) chats = all.hits;
    return show({ chats, share: 1, done: true, faults: all.faults, terms });
  };

  search.titles = () => (titles = titles || Copy.list.title.map(Copy.fold));

  // ------------------------------------------------------------------------------------------- showing where

  // Where the terms stand in a text, as [from, to] of the text itself.
  search.places = (text, terms) => {
    const { plain, starts } = Copy.foldMap(text);
    const found = [];
    for (const term of terms) {
      const joined = term.plain.split(" ");
      for (let at = plain.indexOf(joined[0]); at >= 0; at = plain.indexOf(joined[0], at + 1)) {
        let end = at + joined[0].length;
        let fits = true;
        for (const word of joined.slice(1)) {
          const blank = /^\s+/.exec(plain.slice(end, end + 8));
          if (!blank || !plain.startsWith(word, end + blank[0].length)) {
            fits = false;
            break;
          }
          end += blank[0].length + word.length;
        }
        if (fits) found.push([starts[at], Math.max(starts[end], starts[at] + 1)]);
        if (found.length > 500) break;
      }
    }
    return found.sort((one, other) => one[0] - other[0]);
  };

  search.texts = function* (message) {
    for (const part of message[6]) {
      if (typeof part === "string") yield part;
      else for (const name of "tnh") if (typeof part[name] === "string" && part[name]) yield part[name];
    }
  };

  // The message of a chat that fits best, and a piece of it with the places of the terms.
  search.snippet = (record, terms) => {
    let best = null;
    record.m.forEach((message) => {
      if (best && best.count === terms.length) return;
      for (const text of search.texts(message)) {
        const plain = Copy.fold(text);
        const count = terms.filter((term) => plain.includes(term.plain)).length;
        if (count && (!best || count > best.count)) best = { count, message, text };
      }
    });
    if (!best) return null;
    const places = search.places(best.text, terms);
    if (!places.length) return null;
    const from = Math.max(0, places[0][0] - 40);
    const piece = best.text.slice(from, places[0][0] + 140);
    const clean = piece.replace(/\s+/g, " ");
    return { key: best.message[2], before: from > 0, text: clean, places: search.places(clean, terms) };
  };

  Copy.search = search;
})();
