// Where the chats, the words and the files come from: scripts beside this page, or pieces inside it, which may be
// encrypted. A page opened from disk cannot read its neighbours; it can only let them run, and each names itself.
"use strict";

(() => {
  const RECENT = 8; // parts of half a megabyte that are kept unpacked
  const AT_ONCE = 4;
  const MINE = /^(?:chats\/\d{3,7}|words\/\d{2,5}|about|lib\/[a-z-]+)\.js$/;

  const trusted = window.trustedTypes
    ? trustedTypes.createPolicy("reading-copy", {
        createScriptURL: (address) => {
          if (MINE.test(address) || address.startsWith("blob:null/") || address.startsWith("blob:file:")) return address;
          throw new TypeError("not a script of this copy");
        },
      })
    : { createScriptURL: (address) => address };

  const store = { sealed: false, inside: null, key: null };
  const asked = new Map(); // a script's name → how to answer who waits for it
  const queue = [];
  let running = 0;

  // What the scripts beside this page call.
  Copy.part = (number, text) => came(`chats/${String(number).padStart(3, "0")}`, text);
  Copy.shard = (number, text) => came(`words/${String(number).padStart(2, "0")}`, text);
  Copy.about = (text) => came("about", text);

  function came(name, text) {
    const waiting = asked.get(name);
    if (waiting) waiting.text = text;
  }

  store.missing = (name) => new Error(Copy.t("missingFile", { file: name }));

  // The text of a piece, as it is written: base64.
  store.raw = (name) => {
    if (store.inside) {
      const element = document.getElementById(`p${store.inside[name]}`);
      return element ? Promise.resolve(element.textContent) : Promise.reject(store.missing(name));
    }
    const known = asked.get(name);
    if (known) return known.promise;
    const one = { name };
    one.promise = new Promise((resolve, reject) => Object.assign(one, { resolve, reject }));
    asked.set(name, one);
    queue.push(one);
    next();
    return one.promise;
  };

  function next() {
    while (running < AT_ONCE && queue.length) {
      const one = queue.shift();
      running += 1;
      const script = document.createElement("script");
      const done = (fine) => {
        running -= 1;
        script.remove();
        asked.delete(one.name);
        if (fine && one.text !== undefined) one.resolve(one.text);
        else one.reject(store.missing(`${one.name}.js`));
        next();
      };
      script.onload = () => done(true);
      script.onerror = () => done(false);
      script.async = true;
      script.src = trusted.createScriptURL(`${one.name}.js`);
      document.head.append(script);
    }
  }

  // A library beside this page, which answers with the global that it makes. Inside a single file all are there.
  const libraries = new Map();
  store.library = (name, global) => {
    if (window[global]) return Promise.resolve(window[global]);
    if (!libraries.has(name)) {
      libraries.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.onload = () => resolve(window[global]);
        script.onerror = () => reject(store.missing(`lib/${name}.js`));
        script.src = trusted.createScriptURL(`lib/${name}.js`);
        document.head.append(script);
      }));
    }
    return libraries.get(name);
  };

  store.worker = (work) => {
    const address = URL.createObjectURL(new Blob([`(${work})()`], { type: "text/javascript" }));
    const worker = new Worker(trusted.createScriptURL(address));
    URL.revokeObjectURL(address);
    return worker;
  };

  store.bytes = (text) => {
    const plain = text.trim();
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(plain);
    const letters = atob(plain);
    const bytes = new Uint8Array(letters.length);
    for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
    return bytes;
  };

  // One gzip member. Read piece by piece: `Response` would hide what went wrong.
  store.unpacked = async (bytes) => {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
    const pieces = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      size += value.length;
    }
    const whole = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  };

  store.piece = async (name) => {
    let bytes;
    const text = await store.raw(name);
    try {
      bytes = store.bytes(text);
      if (store.key) bytes = await Copy.lock.opened(bytes, store.inside[name]);
      return await store.unpacked(bytes);
    } catch {
      throw new Error(Copy.t("damagedFile", { file: name }));
    }
  };

  const decoder = new TextDecoder();
  store.json = async (names) => {
    const pieces = await Promise.all(names.map(store.piece));
    if (pieces.length === 1) return JSON.parse(decoder.decode(pieces[0]));
    const stream = new TextDecoder();
    return JSON.parse(pieces.map((piece) => stream.decode(piece, { stream: true })).join(""));
  };

  // ------------------------------------------------------------------------------------------- chats

  store.names = (first) => {
    const count = Copy.list.long[first] || 1;
    return Array.from({ length: count }, (_nothing, n) => `chats/${String(first + n).padStart(3, "0")}`);
  };

  const recent = new Map();
  store.chat = async (number) => {
    const first = Copy.list.part[number];
    let part = recent.get(first);
    recent.delete(first);
    if (!part) part = store.json(store.names(first));
    recent.set(first, part);
    for (const old of [...recent.keys()].slice(0, -RECENT)) recent.delete(old);
    try {
      const record = (await part)[Copy.list.within[number]];
      if (record && record.k === Copy.list.key[number]) return record;
    } catch (fault) {
      recent.delete(first);
      throw fault;
    }
    throw new Error(Copy.t("damagedFile", { file: store.names(first)[0] }));
  };

  store.forget = () => {
    recent.clear();
    for (const address of addresses.values()) URL.revokeObjectURL(address);
    addresses.clear();
  };

  // ------------------------------------------------------------------------------------------- files

  const addresses = new Map();
  // Where a file of the export can be shown from: beside this page, or made of the pieces inside it.
  store.file = async (name) => {
    if (!store.inside) return `files/${encodeURIComponent(name)}`;
    if (!addresses.has(name)) {
      const [first, count, type] = store.files[name];
      const pieces = [];
      for (let n = 0; n < count; n += 1) pieces.push(await store.piece(first + n));
      addresses.set(name, URL.createObjectURL(new Blob(pieces, { type })));
    }
    return addresses.get(name);
  };

  Copy.store = store;
})();
