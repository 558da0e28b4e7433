// Draws cost and bound over time as SVG: two steps and the band between them.

const SVG = "http://www.w3.org/2000/svg";
const [WIDEST, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 220, 48, 120, 12, 26];

function shape(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}

/**
 * Return a chart's elements; none while there is nothing to draw.
 * @param {number} room its place's width in pixels: where that is narrow it is drawn narrow, and its words stay as large
 * @param {boolean} whole whether to show the highest values too
 * @param {object[]} steps where the solve stood, as {seconds, value, bound}; null where unknown
 */
export function gapChart(steps, limit, say, label, room, whole = false) {
  const width = Math.min(room, WIDEST);
  const known = steps.filter((s) => s.value !== null);
  if (!known.length) return [];
  const bounds = steps.filter((s) => s.bound !== null);
  const end = Math.max(limit, ...steps.map((s) => s.seconds));
  const values = [...known.map((s) => s.value), ...bounds.map((s) => s.bound)];
  const low = Math.min(0, ...values);
  const newest = Math.max(known[known.length - 1].value, bounds.at(-1)?.bound ?? 0, 1);
  const high = Math.min(Math.max(1, ...values), whole ? Infinity : 3 * newest); // the first, poor rosters would flatten all the rest
  const x = (seconds) => LEFT + (width - LEFT - RIGHT) * (seconds / end);
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (Math.min(value, high) - low) / (high - low || 1));
  const now = steps[steps.length - 1].seconds;
  const line = (points) => {
    let path = "";
    let last = null;
    for (const [seconds, value] of points) {
      path += last === null ? `M${x(seconds)} ${y(value)}` : `H${x(seconds)}V${y(value)}`;
      last = value;
    }
    return `${path}H${x(now)}`;
  };
  const best = line(known.map((s) => [s.seconds, s.value]));
  const svg = shape("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, class: "chart", role: "img", "aria-label": label });
  for (const part of [0, 0.5, 1]) {
    const value = low + (high - low) * part;
    svg.append(shape("path", { d: `M${LEFT} ${y(value)}H${width - RIGHT}`, class: "grid-line" }));
    svg.append(shape("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, String(Math.round(value))));
    svg.append(shape("text", { x: x(end * part), y: HEIGHT - 8, "text-anchor": "middle" }, say("seconds", Math.round(end * part))));
  }
  if (bounds.length) {
    const bound = line(bounds.map((s) => [s.seconds, s.bound]));
    const from = Math.max(known[0].seconds, bounds[0].seconds);
    const since = (points) => {
      const before = points.findLast(([seconds]) => seconds <= from) ?? points[0];
      return [[from, before[1]], ...points.filter(([seconds]) => seconds > from)];
    };
    const above = since(known.map((s) => [s.seconds, s.value]));
    const under = since(bounds.map((s) => [s.seconds, s.bound])).reverse();
    let area = `${line(above)}V${y(under[0][1])}`;
    under.forEach(([seconds], i) => { area += `H${x(seconds)}${under[i + 1] ? `V${y(under[i + 1][1])}` : ""}`; });
    svg.append(shape("path", { d: `${area}Z`, class: "band" }), shape("path", { d: bound, class: "bound" }));
    const value = bounds[bounds.length - 1].bound;
    const near = Math.abs(y(value) - y(known[known.length - 1].value)) < 14;
    if (value !== known[known.length - 1].value) {
      svg.append(shape("text", { x: x(now) + 8, y: y(value) + (near ? 16 : 4) }, say("bound", value)));
    }
  }
  const last = known[known.length - 1].value;
  svg.append(shape("path", { d: best, class: "best" }));
  svg.append(shape("circle", { cx: x(now), cy: y(last), r: 4, class: "best-dot" }));
  svg.append(shape("text", { x: x(now) + 8, y: y(last) + 2 }, say("best", last)));
  return [svg];
}
