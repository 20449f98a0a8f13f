// The parts of a message: words, code, what is folded, files, sources.
"use strict";

(() => {
  const { h, t } = Copy;

  Copy.parts = (message) => {
    const nodes = [];
    const sources = [];
    for (const part of message[6]) {
      if (typeof part === "string") nodes.push(Copy.markdown(part));
      else if (part.k === "source") sources.push(part);
      else nodes.push(one(part));
    }
    if (sources.length) {
      nodes.push(fold(t("sources", { n: sources.length }), h("ul", { class: "sources" }, sources.map(source))));
    }
    return nodes;
  };

  function fold(summary, ...content) {
    return h("details", { class: "fold" }, h("summary", null, summary), h("div", { class: "folded" }, content));
  }

  function labelled(words, title) {
    return title ? [words, ": ", Copy.bdi(title)] : words;
  }

  function tool(name, part) {
    const [before, after] = t(name).split("{tool}");
    return [before, Copy.bdi(part.n || "?"), after];
  }

  function one(part) {
    switch (part.k) {
      case "code":
        return Copy.code(part.t, part.l);
      case "reasoning": {
        const took = part.s ? [" · ", t("seconds", { s: part.s })] : null;
        return fold([labelled(t("reasoning"), part.n), took], part.t ? Copy.markdown(part.t) : "…");
      }
      case "call":
        return fold(tool("called", part), Copy.code(part.t, part.l));
      case "result":
        return fold(labelled(tool(part.e ? "failed" : "answered", part), part.h), Copy.code(part.t, ""));
      case "document":
        return h("section", { class: "document", "aria-label": part.n || t("document") },
          h("p", { class: "document-title", dir: "auto" }, Copy.shown(part.n || t("document"))),
          part.l === null || part.l === undefined ? Copy.markdown(part.t) : Copy.code(part.t, part.l));
      case "data":
        return fold(labelled(t("unknown"), part.n), Copy.code(part.t, "json"));
      case "picture":
        return picture(part);
      default:
        return file(part);
    }
  }

  function source(part) {
    const title = part.n || part.u || part.t;
    return h("li", { dir: "auto" },
      part.u ? Copy.link(part.u, Copy.bdi(title)) : Copy.bdi(title),
      part.u && part.n ? [" ", h("bdi", { class: "address", dir: "ltr" }, Copy.shown(part.u))] : null,
      part.t && part.t !== title ? h("p", { class: "quote", dir: "auto" }, Copy.shown(part.t)) : null);
  }

  function missing(part) {
    const [before, after] = t("missing").split("{name}");
    return h("p", { class: "missing" }, before, Copy.bdi(part.n || t(part.k)), after);
  }

  function picture(part) {
    if (!part.f) return [missing(part), made(part)];
    const words = part.t || part.n;
    const alt = words ? Copy.shown(words).slice(0, 400) : t("pictureUndescribed");
    const image = h("img", { alt, loading: "lazy", decoding: "async",
      width: part.w > 0 ? part.w : null, height: part.h > 0 ? part.h : null });
    const frame = h("button", { type: "button", class: "picture", onclick: () => Copy.ask.picture(image.src, alt) }, image);
    Copy.store.file(part.f).then((address) => (image.src = address), (fault) => frame.replaceWith(h("p", { class: "missing" }, fault.message)));
    image.addEventListener("error", () => frame.replaceWith(h("p", { class: "missing" }, t("pictureUnreadable"), " ", file({ ...part, k: "file" }))));
    return [h("figure", null, frame), made(part)];
  }

  function made(part) {
    return part.t ? fold(t("prompt"), Copy.markdown(part.t)) : null;
  }

  function file(part) {
    if (!part.f) return missing(part);
    const name = part.n || t(part.k);
    if (part.k === "sound" || part.k === "video") {
      const player = h(part.k === "sound" ? "audio" : "video", { controls: true, preload: Copy.store.inside ? "none" : "metadata",
        "aria-label": Copy.shown(name) });
      Copy.store.file(part.f).then((address) => (player.src = address), () => player.replaceWith(missing(part)));
      return h("figure", { class: part.k }, player, h("figcaption", { dir: "auto" }, Copy.shown(name)));
    }
    return Copy.download(part.f, name);
  }

  // A file as a link. Inside one file it is unpacked when it is asked for.
  Copy.download = (stored, name) => {
    const link = h("a", { class: "file", download: Copy.shown(name).replace(/[\\/:*?"<>|]/g, "_") || "file", rel: "noreferrer noopener", target: "_blank" },
      Copy.bdi(name));
    if (!Copy.store.inside) {
      link.href = `files/${encodeURIComponent(stored)}`;
      return link;
    }
    link.href = "#";
    link.addEventListener("click", async (event) => {
      if (link.dataset.ready) return;
      event.preventDefault();
      link.href = await Copy.store.file(stored);
      link.dataset.ready = "yes";
      link.click();
    });
    return link;
  };
})();
