// What stands beside the chats: what the assistant remembered, instructions, projects, links, feedback; and all files.
"use strict";

(() => {
  const { h, t } = Copy;
  const pages = {};

  function section(title, entries) {
    return entries.length ? h("section", { class: "card" }, h("h2", null, title), entries) : null;
  }

  function chatLink(key) {
    const number = Copy.numbers().get(key);
    return number === undefined ? null : Copy.row(number, null, { class: "origin" }, Copy.bdi(Copy.list.title[number] || t("untitled")));
  }

  function named(name, text) {
    return [h("h3", null, Copy.bdi(name)), text ? Copy.markdown(text) : null];
  }

  pages.about = async () => {
    const about = await Copy.store.json(["about"]);
    const main = Copy.empty(document.getElementById("main"));
    main.append(h("header", null, h("h1", { tabindex: -1, id: "top" }, t("aboutYou"))),
      ...[
        section(t("memories"), about.memories.length ? h("ul", { class: "memories" }, about.memories.map((one) =>
          h("li", null, Copy.markdown(one.t), h("p", { class: "note" }, [Copy.time(one.c, true), chatLink(one.o)].filter(Boolean).map((fact) => h("span", null, fact))))))
          : []),
        section(t("instructions"), about.instructions.map((one) => [
          one.c ? h("p", { class: "note" }, Copy.time(one.c, true)) : null,
          one.a ? [h("h3", null, t("aboutMe")), Copy.markdown(one.a)] : null,
          one.b ? [h("h3", null, t("howToAnswer")), Copy.markdown(one.b)] : null])),
        section(t("projects"), about.projects.map((one) => named(one.n, one.t))),
        section(t("personas"), about.personas.map((one) => named(one.n, one.t))),
        section(t("sharedLinks"), about.links.length ? h("ul", null, about.links.map((one) =>
          h("li", { dir: "auto" }, one.u ? Copy.link(one.u, Copy.bdi(one.n || one.u)) : Copy.bdi(one.n), " ", chatLink(one.o)))) : []),
        section(t("feedback"), about.feedback.length ? h("ul", null, about.feedback.map((one) =>
          h("li", { dir: "auto" }, [Copy.time(one.c, true), one.r ? Copy.bdi(one.r) : null, one.t ? Copy.bdi(one.t) : null, chatLink(one.o)]
            .filter(Boolean).flatMap((fact) => [fact, " "])))) : []),
      ].filter(Boolean));
  };

  const PICTURE = /\.(?:png|jpe?g|gif|webp|avif|bmp|svg)$/;
  const AT_ONCE = 120;

  pages.files = async () => {
    const { files } = await Copy.store.json(["about"]);
    const main = Copy.empty(document.getElementById("main"));
    const pictures = files.filter((one) => PICTURE.test(one.f));
    const others = files.filter((one) => !PICTURE.test(one.f));
    const gallery = h("ul", { class: "gallery" });
    let shown = 0;
    const more = h("button", { type: "button", class: "plain-button" }, t("more"));
    const add = () => {
      gallery.append(...pictures.slice(shown, shown + AT_ONCE).map(picture));
      shown += AT_ONCE;
      more.hidden = shown >= pictures.length;
    };
    more.addEventListener("click", add);
    add();
    main.append(h("header", null, h("h1", { tabindex: -1, id: "top" }, t("allFiles")), h("p", { class: "lead" }, t("files", { n: files.length }))),
      ...[pictures.length ? h("section", null, h("h2", { class: "hidden-words" }, t("pictures")), gallery, more) : null,
        section(t("otherFiles"), others.length ? h("ul", { class: "file-list" }, others.map((one) =>
          h("li", null, Copy.download(one.f, one.n), h("span", { class: "note" }, Copy.size(one.s)), chatLink(one.o)))) : [])].filter(Boolean));
  };

  function picture(one) {
    const image = h("img", { alt: Copy.shown(one.n), loading: "lazy", decoding: "async" });
    const set = () => Copy.store.file(one.f).then((address) => (image.src = address), () => {});
    if (Copy.store.inside) {
      new IntersectionObserver((entries, watch) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watch.disconnect();
        set();
      }).observe(image);
    } else set();
    return h("li", null, h("button", { type: "button", class: "thumb", "aria-label": Copy.shown(one.n), onclick: () => Copy.ask.picture(image.src, Copy.shown(one.n), chatLink(one.o)) }, image));
  }

  Copy.pages = pages;
})();
