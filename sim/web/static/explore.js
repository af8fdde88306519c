// The page in the browser: a step of a slider asks for its answer, and what comes back is put in its place.
// It has no sentence and no number of its own. An answer that belongs to another setting is thrown away.
"use strict";

const form = document.getElementById("numbers");
document.documentElement.classList.add("script");

if (form) {
  const answer = document.getElementById("answer");
  const now = document.querySelector(".now");
  const at = (id) => document.getElementById(id);
  const token = document.querySelector("meta[name=token]").content;
  const sliders = [...form.querySelectorAll("input[type=range]")];
  const BASE = "~base";
  let waiting = new AbortController();
  let asking = null; // what stops the long question that is being asked
  let address = 0;
  let current = answer.dataset.setting;

  // The setting, as the address has it: what is as coded is left out.
  function query() {
    const found = new URLSearchParams();
    for (const each of form.elements) {
      if (!each.name || each.tagName === "BUTTON") continue;
      if (each.type === "range" && each.value === each.dataset.coded) continue;
      found.append(each.name, each.value);
    }
    return found.toString();
  }

  // A value in words: its own wording, or that of the nearest below it.
  function words(slider) {
    const stops = slider.list ? [...slider.list.options] : [];
    const below = stops.filter((stop) => Number(stop.value) <= Number(slider.value)).pop();
    return below ? `${slider.value}, ${below.label}` : slider.value;
  }

  function show(slider) {
    const said = words(slider);
    slider.setAttribute("aria-valuetext", said);
    at(`${slider.id}v`).value = said;
    slider.closest(".knob").classList.toggle("moved", slider.value !== slider.dataset.coded);
  }

  // Lines of JSON as they come, each handed on.
  async function lines(path, options, hear) {
    const response = await fetch(path, options);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const found = (rest + value).split("\n");
      rest = found.pop();
      for (const line of found) hear(JSON.parse(line));
    }
    if (rest.trim()) hear(JSON.parse(rest));
  }

  const stale = (is) => {
    answer.setAttribute("aria-busy", is);
    now.classList.toggle("stale", is);
    answer.classList.toggle("stale", is);
  };

  async function ask(setting) {
    waiting.abort();
    waiting = new AbortController();
    try {
      await lines(`/answer?${setting}`, { signal: waiting.signal }, (told) => {
        if (told.error) return problem(told.error);
        if (told.setting !== current) return;
        put(told);
      });
    } catch (error) {
      if (error.name !== "AbortError") problem("The server does not answer: start turtlebay explore again.");
    }
  }

  function put(told) {
    for (const [name, markup] of Object.entries(told.parts)) {
      const place = at(`part-${name}`).querySelector(".in");
      const kept = place.querySelector(".scroll")?.scrollLeft ?? 0;
      place.innerHTML = markup;
      const scrolled = place.querySelector(".scroll");
      if (scrolled) scrolled.scrollLeft = kept;
    }
    for (const id of ["title", "headline", "count", "command"]) if (told[id]) at(id).textContent = told[id];
    if (told.spoken) at("spoken").textContent = told.spoken;
    if (told.open) {
      at("open").hidden = false;
      at("open").firstChild.href = told.open;
    }
    answer.dataset.setting = told.setting;
    answer.dataset.runs = told.runs;
    answer.dataset.done = told.done ?? false;
    stale(false);
    remember(told);
  }

  function problem(said) {
    at("done").textContent = said;
    stale(false);
  }

  function step() {
    current = query();
    if (current === answer.dataset.setting && !answer.classList.contains("stale")) return;
    stale(true);
    asking?.abort();
    at("judged").textContent = "";
    at("part-judgement").querySelector(".in").replaceChildren();
    at("part-course").querySelector(".in").replaceChildren();
    at("open").hidden = true;
    at("done").textContent = "";
    at("save").href = `/scenario.yaml?${current}`;
    clearTimeout(address);
    const asked = current;
    address = setTimeout(() => history.replaceState(null, "", asked ? `/?${asked}` : "/"), 200);
    ask(current);
  }

  for (const slider of sliders) {
    slider.addEventListener("input", () => {
      show(slider);
      step();
    });
    show(slider);
  }
  for (const back of form.querySelectorAll("button.back")) {
    back.addEventListener("click", () => {
      const slider = at(back.dataset.for);
      slider.value = slider.dataset.coded;
      show(slider);
      step();
      slider.focus();
    });
  }
  form.addEventListener("submit", (event) => event.preventDefault());

  // What can be done with a setting

  at("pin").addEventListener("click", () => {
    const found = new URLSearchParams(current);
    found.delete(BASE);
    const base = found.toString();
    if (base) found.append(BASE, base);
    location.assign(found.toString() ? `/?${found}` : "/");
  });
  at("copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(at("command").textContent);
    at("done").textContent = "Copied.";
  });
  for (const each of document.querySelectorAll("[data-without]")) {
    each.addEventListener("click", () => {
      const found = new URLSearchParams(current);
      found.delete(each.dataset.without);
      location.assign(`/?${found}`);
    });
  }

  // A question that takes long: how far it is stands in `place`; meanwhile its button stops it.
  function long(button, place, path, options, answered) {
    const name = button.textContent;
    let mine = null;
    button.addEventListener("click", async () => {
      if (mine) return mine.abort();
      asking?.abort();
      asking = mine = new AbortController();
      button.textContent = "Stop";
      place.textContent = "";
      try {
        await lines(`${path}?${current}`, { ...options, signal: mine.signal }, (told) => {
          if (mine.signal.aborted) return;
          place.textContent = told.error ?? told.progress ?? "";
          if (!told.error && !told.progress) answered(told);
        });
      } catch (error) {
        if (error.name !== "AbortError") throw error;
        place.textContent = "";
      } finally {
        mine = null;
        button.textContent = name;
      }
    });
  }
  long(at("report"), at("done"), "/report", { method: "POST", headers: { "x-turtlebay-token": token } }, (told) => {
    const link = document.createElement("a");
    link.href = told.report;
    link.textContent = "Open the report";
    link.target = "_blank";
    at("done").replaceChildren(link);
  });
  long(at("judge"), at("judged"), "/judgement", {}, (told) => {
    at("part-judgement").querySelector(".in").innerHTML = told.parts.judgement;
  });

  // The last settings, this one first

  const KEPT = `last ${location.host} ${document.title}`;
  let last = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");

  function remember(told) {
    if (!told.short) return;
    last = last.filter((each) => each.title !== told.title && each.runs >= Math.min(8, told.of));
    last = [{ setting: told.setting, title: told.title, short: told.short, runs: told.runs }, ...last].slice(0, 6);
    sessionStorage.setItem(KEPT, JSON.stringify(last));
    at("last").querySelector("ol").replaceChildren(
      ...last.map((each) => {
        const row = document.createElement("li");
        const link = document.createElement("a");
        link.href = each.setting ? `/?${each.setting}` : "/";
        link.textContent = each.title;
        const said = document.createElement("span");
        row.title = `${each.title}: ${each.short}`;
        said.textContent = ` ${each.short} (${each.runs})`;
        row.append(link, said);
        return row;
      }),
    );
  }

  // What the browser kept of the form after a reload may differ from the address: the address holds.
  form.reset();
  sliders.forEach(show);
  ask(current);
}
