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

function draw() {
  const place = document.getElementById("chart");
  if (place) place.replaceChildren(...gapChart(steps, Number(box.dataset.limit), say));
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
