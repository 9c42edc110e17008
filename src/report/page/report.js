"use strict";
// The page is complete without this: charts are drawn over the tables' numbers as they come into view, and the
// summary can be searched and sorted.
(() => {
  const font = getComputedStyle(document.body).fontFamily;
  const text = "var(--text)", muted = "var(--muted)", line = "var(--line)";
  const config = {
    font, background: null, view: { stroke: null },
    axis: {
      labelColor: muted, titleColor: muted, gridColor: line, domainColor: muted, tickColor: muted,
      labelFontSize: 11, titleFontSize: 11, titleFontWeight: "normal", labelFont: font, titleFont: font,
    },
    text: { color: text }, title: { color: text, font },
    legend: { labelColor: text, titleColor: muted, labelFont: font, labelFontSize: 12 },
  };
  // ast: Vega walks its expressions instead of compiling them, so the page needs no eval.
  const options = { config, actions: false, renderer: "svg", ast: true, tooltip: { theme: "custom" } };

  // A slider that moves by itself, there and back, until it is stopped or taken.
  const playable = (target, view, spec) => {
    const param = (spec.params || []).find((one) => one.bind && one.bind.input === "range");
    const slider = target.querySelector(".vega-bind input");
    if (!param || !slider) return;
    const { min, max, step } = param.bind;
    const button = document.createElement("button");
    button.type = "button";
    let timer = 0, way = -1;
    const show = () => { button.textContent = timer ? "Pause" : "Play"; };
    const stop = () => { clearInterval(timer); timer = 0; show(); };
    const move = () => {
      const now = view.signal(param.name);
      if (now + way * step < min - step / 2 || now + way * step > max + step / 2) way = -way;
      view.signal(param.name, Number((now + way * step).toFixed(6))).runAsync();
    };
    button.addEventListener("click", () => {
      if (timer) return stop();
      timer = setInterval(move, 120);
      show();
    });
    slider.addEventListener("pointerdown", stop);
    slider.addEventListener("keydown", stop);
    show();
    slider.closest(".vega-bind").append(button);
  };

  const draw = (place) => {
    const source = place.querySelector("script");
    if (!source || place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    const target = document.createElement("div");
    place.append(target);
    const spec = JSON.parse(source.textContent);
    window.vegaEmbed(target, spec, options).then((drawn) => playable(target, drawn.view, spec)).catch((problem) => {
      target.textContent = "This chart could not be drawn.";
      console.error(problem);
    });
  };

  const places = [...document.querySelectorAll(".chart")];
  const watcher = new IntersectionObserver((seen) => {
    for (const one of seen) {
      if (one.isIntersecting) {
        watcher.unobserve(one.target);
        draw(one.target);
      }
    }
  }, { rootMargin: "600px" });
  places.forEach((place) => watcher.observe(place));
  addEventListener("beforeprint", () => {
    document.documentElement.classList.add("printing");
    places.forEach(draw);
  });
  addEventListener("afterprint", () => document.documentElement.classList.remove("printing"));

  const table = document.querySelector("table.summary");
  if (!table) return;
  const body = table.tBodies[0];
  const filter = document.getElementById("filter");
  const found = document.getElementById("found");
  filter.closest("p").hidden = body.rows.length < 8;
  filter.addEventListener("input", () => {
    const wanted = filter.value.toLowerCase();
    let shown = 0;
    for (const row of body.rows) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
      shown += row.hidden ? 0 : 1;
    }
    found.textContent = wanted ? `${shown} of ${body.rows.length}` : "";
  });

  const original = [...body.rows];
  const sort = (header, column) => {
    const numbers = header.dataset.sort === "number";
    const next = { descending: "ascending", ascending: "none", none: "descending" };
    const first = numbers ? "descending" : "ascending";
    const now = header.getAttribute("aria-sort");
    const way = now ? (now === first ? next[now] === "none" ? "ascending" : next[now] : "none") : first;
    for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
    const key = (row) => row.cells[column].dataset.v;
    const rows = [...original];
    if (way !== "none") {
      header.setAttribute("aria-sort", way);
      const sign = way === "ascending" ? 1 : -1;
      rows.sort((a, b) => sign * (numbers ? key(a) - key(b) : key(a).localeCompare(key(b), undefined, { numeric: true })));
    }
    body.append(...rows);
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    if (!header.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sort(header, column));
  });
})();
