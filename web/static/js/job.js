// A solve under way: progress by server-sent events, and the curve of cost and bound.

import { gapChart } from "./gap_chart.js";

const box = document.getElementById("job");
const words = JSON.parse(document.getElementById("words").textContent);
const steps = JSON.parse(document.getElementById("steps").textContent);
const say = (key, n) => words[key].replace("{n}", n);
const put = (id, text) => { const e = document.getElementById(id); if (e) e.textContent = text; };
const number = (n) => (n === null ? "–" : String(Math.round(n * 10) / 10));

function show(step) {
  put("seconds", Math.round(step.seconds));
  put("phase", step.phase);
  const bar = document.getElementById("done");
  if (bar) bar.value = step.seconds;
  put("open", number(step.open));
  put("open-bound", step.open_bound === null ? "" : say("at_least", number(step.open_bound)));
  put("soft", number(step.soft));
  put("soft-bound", step.soft_bound === null ? "" : say("at_best", number(step.soft_bound)));
  put("gap", step.gap === null ? "–" : say("gap", number(100 * step.gap)));
}

/** Open seats come first: costs are compared only where as many seats are open. */
function draw() {
  const open = steps.at(-1)?.open;
  const alike = steps.filter((s) => s.open === open && s.soft !== null);
  chart("chart", alike.map((s) => ({ seconds: s.seconds, value: s.soft, bound: s.soft_bound })));
  const varied = steps.some((s) => s.open !== open && s.open !== null);
  chart("open-chart", varied ? steps.map((s) => ({ seconds: s.seconds, value: s.open, bound: s.open_bound })) : [], true);
}

function chart(id, points, whole = false) {
  const place = document.getElementById(id);
  if (!place) return;
  const label = place.previousElementSibling.textContent;
  place.parentElement.hidden = false;
  const shapes = gapChart(points, Number(box.dataset.limit), say, label, place.clientWidth, whole);
  place.replaceChildren(...shapes);
  place.parentElement.hidden = !shapes.length;
}

draw();
if (steps.length && box.dataset.going === "yes") show(steps[steps.length - 1]);
if (box.dataset.going === "yes") {
  const source = new EventSource(box.dataset.events);
  source.addEventListener("progress", (event) => {
    const step = JSON.parse(event.data);
    if (steps.length && step.number <= steps[steps.length - 1].number) return;
    steps.push(step);
    show(step);
    draw();
  });
  source.addEventListener("end", (event) => {
    source.close();
    put("live", JSON.parse(event.data).says);
    location.reload();
  });
  source.addEventListener("error", () => put("phase", words.lost));
}
