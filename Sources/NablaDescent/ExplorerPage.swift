// The page of the explorer: one file, no network. What is of the loss stands in its two marked places.

enum Explorer {
  /// The page; `data` and `loss` are put in.
  static let page = #"""
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Loss landscape</title>
    <style>
    :root { color-scheme: light dark; --paper: #fbfaf8; --ink: #23252b; --soft: #6b6f78; --card: #ffffff; --line: #dcd9d3; --accent: #2f5bd0; }
    @media (prefers-color-scheme: dark) { :root:not(.light) { --paper: #15171c; --ink: #e8e6e1; --soft: #9a9ea8; --card: #1e2127; --line: #353941; --accent: #8fb0ff; } }
    :root.dark { --paper: #15171c; --ink: #e8e6e1; --soft: #9a9ea8; --card: #1e2127; --line: #353941; --accent: #8fb0ff; }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
    header { padding: 14px 20px 4px; }
    h1 { font: 600 20px/1.3 ui-serif, Georgia, serif; margin: 0; overflow-wrap: anywhere; }
    header p { margin: 2px 0 0; color: var(--soft); font-size: 14px; }
    main { display: grid; grid-template-columns: minmax(0, 1fr) 320px; gap: 16px; padding: 12px 20px 20px; }
    @media (max-width: 820px) { main { grid-template-columns: minmax(0, 1fr); } }
    #stage { position: relative; width: 100%; aspect-ratio: 4 / 3; max-height: 78vh; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; touch-action: none; }
    canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block; }
    canvas:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
    aside { display: flex; flex-direction: column; gap: 12px; }
    .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
    .card h2 { font-size: 13px; letter-spacing: .04em; color: var(--soft); margin: 0 0 6px; font-weight: 600; }
    table { border-collapse: collapse; width: 100%; font-size: 14px; }
    td { padding: 2px 0; vertical-align: baseline; overflow-wrap: anywhere; }
    td:last-child { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-left: 10px; }
    code { font: 13px/1.4 ui-monospace, monospace; }
    label { display: grid; grid-template-columns: 1fr auto; font-size: 14px; margin: 4px 0; }
    label input[type=range] { grid-column: 1 / 3; width: 100%; accent-color: var(--accent); }
    button { font: inherit; font-size: 14px; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 4px 12px; margin: 2px 4px 2px 0; cursor: pointer; }
    .dot { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 6px; }
    </style>
    </head>
    <body>
    <header><h1 id="title"></h1><p>Move over the plane for value and slopes, click to let balls race. Arrow keys and Enter do the same; + and − zoom.</p></header>
    <main>
    <div id="stage"><canvas id="field"></canvas><canvas id="over" tabindex="0" role="application" aria-label="Plane of the loss"></canvas></div>
    <aside>
    <div class="card"><h2>Here</h2><table id="here"></table></div>
    <div class="card"><h2>Race</h2><table id="race"></table><p style="margin:8px 0 0"><button id="clear">Clear</button><button id="theme">Light or dark</button></p></div>
    <div class="card"><h2>Settings</h2><div id="sliders"></div></div>
    </aside>
    </main>
    <script>
    "use strict";
    const data = /*DATA*/null;
    /*CODE*/
    const $ = id => document.getElementById(id);
    const inputs = data.inputs, others = inputs.slice(2);
    let view = {x: 0, y: 0, half: data.half}, step = 0.05, friction = 0.9, scaleStep = 1;
    const fixed = others.map(o => o.value);
    const evaluate = (x, y) => loss([x, y].concat(fixed));
    $("title").textContent = "L = " + data.formula;
    document.title = "L = " + data.formula;
    const field = $("field"), over = $("over"), stage = $("stage");
    let width = 0, height = 0, pointer = null, balls = [], levels = [], frame = 0;
    const isDark = () => document.documentElement.classList.contains("dark") ||
      (!document.documentElement.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
    const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const shown = v => v === null || Number.isNaN(v) ? "no value" : !Number.isFinite(v) ? (v > 0 ? "∞" : "−∞") :
      String(Number(v.toPrecision(6))).replace("-", "−");
    const toScreen = (x, y) => [width / 2 + (x - view.x) / view.half * height / 2, height / 2 - (y - view.y) / view.half * height / 2];
    const toPlane = (a, b) => [view.x + (a - width / 2) / (height / 2) * view.half, view.y - (b - height / 2) / (height / 2) * view.half];

    // The field: colours by rank of the value, so that any scale shows; contours at even ranks.
    function drawField() {
      const box = stage.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
      width = box.width; height = box.height;
      for (const c of [field, over]) { c.width = Math.round(width * ratio); c.height = Math.round(height * ratio); }
      const g = field.getContext("2d");
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      const cell = 4, nx = Math.ceil(width / cell) + 1, ny = Math.ceil(height / cell) + 1;
      const values = new Float64Array(nx * ny);
      for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) {
        const [x, y] = toPlane(i * cell, j * cell);
        values[j * nx + i] = evaluate(x, y)[0];
      }
      const sorted = Array.from(values).filter(Number.isFinite).sort((a, b) => a - b);
      const rank = v => { let lo = 0, hi = sorted.length; while (lo < hi) { const m = (lo + hi) >> 1; if (sorted[m] < v) lo = m + 1; else hi = m; } return sorted.length > 1 ? lo / (sorted.length - 1) : 0; };
      const dark = isDark();
      const shade = t => dark ? `hsl(${225 - 45 * t} 40% ${14 + 30 * t}%)` : `hsl(${215 - 170 * t} ${45 + 15 * t}% ${88 - 26 * (1 - t)}%)`;
      g.fillStyle = css("--card"); g.fillRect(0, 0, width, height);
      for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) {
        const v = values[j * nx + i];
        if (!Number.isFinite(v)) continue;
        g.fillStyle = shade(rank(v));
        g.fillRect(i * cell - cell / 2, j * cell - cell / 2, cell + 0.5, cell + 0.5);
      }
      levels = [];
      for (let k = 1; k < 14; k++) if (sorted.length) levels.push(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * (k / 14) ** 1.4))]);
      g.strokeStyle = dark ? "rgba(255,255,255,.35)" : "rgba(30,35,60,.35)";
      g.lineWidth = 1;
      for (const level of levels) {
        g.beginPath();
        for (let j = 0; j + 1 < ny; j++) for (let i = 0; i + 1 < nx; i++) {
          const p = [values[j * nx + i], values[j * nx + i + 1], values[(j + 1) * nx + i + 1], values[(j + 1) * nx + i]];
          if (!p.every(Number.isFinite)) continue;
          const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]], cuts = [];
          for (let k = 0; k < 4; k++) {
            const a = p[k], b = p[(k + 1) % 4];
            if ((a < level) !== (b < level)) {
              const t = (level - a) / (b - a), c = corners[k], d = corners[(k + 1) % 4];
              cuts.push([(c[0] + t * (d[0] - c[0])) * cell, (c[1] + t * (d[1] - c[1])) * cell]);
            }
          }
          for (let k = 0; k + 1 < cuts.length; k += 2) { g.moveTo(...cuts[k]); g.lineTo(...cuts[k + 1]); }
        }
        g.stroke();
      }
      // Axes with numbers.
      g.strokeStyle = css("--line"); g.fillStyle = css("--ink"); g.font = "12px system-ui, sans-serif";
      const unit = 10 ** Math.floor(Math.log10(view.half)), every = view.half / unit < 2 ? unit / 2 : view.half / unit < 5 ? unit : 2 * unit;
      const [left, top] = toPlane(0, 0), [right, bottom] = toPlane(width, height);
      const label = (text, x, y) => { g.lineWidth = 3; g.strokeStyle = css("--card"); g.strokeText(text, x, y); g.fillText(text, x, y); };
      g.textAlign = "center";
      for (let x = Math.ceil(left / every) * every; x < right; x += every) {
        const a = toScreen(x, 0)[0];
        if (a > 30 && a < width - 30) label(shown(x), a, height - 8);
      }
      g.textAlign = "left";
      for (let y = Math.ceil(bottom / every) * every; y < top; y += every) {
        const b = toScreen(0, y)[1];
        if (b > 20 && b < height - 30) label(shown(y), 6, b + 4);
      }
      g.textAlign = "right"; g.font = "italic 600 14px ui-serif, Georgia, serif";
      label(inputs[0].name, width - 10, height - 24);
      g.textAlign = "left"; label(inputs[1].name, 8, 18);
      drawOver();
    }

    const methods = [
      {name: "gradient", color: "#e0533d", move: (b, g) => [b.x - step * g[0], b.y - step * g[1]]},
      {name: "momentum", color: "#2f7de1", move: (b, g) => { b.u = friction * b.u - step * g[0]; b.v = friction * b.v - step * g[1]; return [b.x + b.u, b.y + b.v]; }},
      {name: "adam", color: "#2f9e5b", move: (b, g) => {
        b.n++; b.m = b.m.map((m, k) => 0.9 * m + 0.1 * g[k]); b.s = b.s.map((s, k) => 0.999 * s + 0.001 * g[k] * g[k]);
        const d = [0, 1].map(k => b.m[k] / (1 - 0.9 ** b.n) / (Math.sqrt(b.s[k] / (1 - 0.999 ** b.n)) + 1e-8));
        return [b.x - step * d[0], b.y - step * d[1]]; }},
      {name: "newton", color: "#a05bd6", move: (b, g, h) => {
        let [a, c, d] = h, shift = 0;
        const least = (a + d) / 2 - Math.hypot((a - d) / 2, c);
        if (!(least > 1e-9)) shift = 1e-3 - least;
        a += shift; d += shift;
        const t = a * d - c * c, dx = (d * g[0] - c * g[1]) / t, dy = (a * g[1] - c * g[0]) / t, r = Math.hypot(dx, dy), s = r > view.half / 4 ? view.half / 4 / r : 1;
        return [b.x - 0.3 * s * dx, b.y - 0.3 * s * dy]; }},
    ];
    function drop(x, y) {
      balls = methods.map(m => ({method: m, x, y, u: 0, v: 0, m: [0, 0], s: [0, 0], n: 0, path: [[x, y]], steps: 0, end: ""}));
      if (!frame) frame = requestAnimationFrame(advance);
    }
    function advance() {
      frame = 0;
      let isRunning = false;
      for (const b of balls) {
        if (b.end) continue;
        const out = evaluate(b.x, b.y), g = [out[1], out[2]], size = Math.hypot(g[0], g[1]);
        if (!Number.isFinite(out[0])) { b.end = "diverged"; continue; }
        if (size < 1e-6) { b.end = "there after " + b.steps; continue; }
        if (b.steps >= 2000) { b.end = "2000 steps"; continue; }
        const [x, y] = b.method.move(b, g, out.slice(3, 6));
        if (!Number.isFinite(x + y) || Math.abs(x) + Math.abs(y) > 1e12) { b.end = "diverged"; continue; }
        b.x = x; b.y = y; b.steps++; b.path.push([x, y]);
        isRunning = true;
      }
      drawOver(); tellRace();
      if (isRunning) frame = requestAnimationFrame(advance);
    }
    function tellRace() {
      const rows = (balls.length ? balls : methods.map(m => ({method: m}))).map(b => {
        const row = document.createElement("tr"), name = document.createElement("td"), state = document.createElement("td"), dot = document.createElement("span");
        dot.className = "dot"; dot.style.background = b.method.color;
        name.append(dot, b.method.name);
        state.textContent = b.path ? (b.end || "step " + b.steps) + " · " + shown(evaluate(b.x, b.y)[0]) : "";
        row.append(name, state);
        return row;
      });
      $("race").replaceChildren(...rows);
    }
    function drawOver() {
      const ratio = window.devicePixelRatio || 1, g = over.getContext("2d");
      g.setTransform(ratio, 0, 0, ratio, 0, 0);
      g.clearRect(0, 0, width, height);
      for (const b of balls) {
        g.strokeStyle = g.fillStyle = b.method.color; g.lineWidth = 2; g.beginPath();
        b.path.forEach((p, k) => { const [x, y] = toScreen(...p); k ? g.lineTo(x, y) : g.moveTo(x, y); });
        g.stroke();
        const [x, y] = toScreen(b.x, b.y);
        g.beginPath(); g.arc(x, y, 6, 0, 2 * Math.PI); g.fill();
        g.strokeStyle = css("--card"); g.stroke();
      }
      if (!pointer) return;
      const out = evaluate(...pointer), [x, y] = toScreen(...pointer), size = Math.hypot(out[1], out[2]);
      g.strokeStyle = css("--ink"); g.lineWidth = 1.5;
      g.beginPath(); g.arc(x, y, 4, 0, 2 * Math.PI); g.stroke();
      if (Number.isFinite(size) && size > 0) {
        // Downhill: against the gradient.
        const l = 46, dx = -out[1] / size * l, dy = out[2] / size * l;
        g.lineWidth = 3; g.strokeStyle = css("--accent");
        g.beginPath(); g.moveTo(x, y); g.lineTo(x + dx, y + dy);
        const a = Math.atan2(dy, dx);
        for (const s of [2.6, -2.6]) { g.moveTo(x + dx, y + dy); g.lineTo(x + dx + 11 * Math.cos(a + s), y + dy + 11 * Math.sin(a + s)); }
        g.stroke();
      }
    }
    function tellHere() {
      if (!pointer) pointer = [view.x + view.half / 3, view.y + view.half / 4];
      const out = evaluate(...pointer);
      const rows = [[inputs[0].name, pointer[0]], [inputs[1].name, pointer[1]], ["L", out[0]],
        ["∂L/∂" + inputs[0].name + " = " + data.slopes[0], out[1]], ["∂L/∂" + inputs[1].name + " = " + data.slopes[1], out[2]],
        ["length of the gradient", Math.hypot(out[1], out[2])]];
      $("here").replaceChildren(...rows.map(([name, value]) => {
        const row = document.createElement("tr"), a = document.createElement("td"), b = document.createElement("td"), code = document.createElement("code");
        code.textContent = name; a.append(code); b.textContent = shown(value); row.append(a, b);
        return row;
      }));
      drawOver();
    }
    function slider(name, low, high, value, text, set) {
      const label = document.createElement("label"), span = document.createElement("span"), out = document.createElement("output"), input = document.createElement("input");
      span.textContent = name; input.type = "range"; input.min = low; input.max = high; input.step = "any"; input.value = value;
      const tell = () => { out.textContent = text(Number(input.value)); };
      input.addEventListener("input", () => { set(Number(input.value)); tell(); });
      tell(); label.append(span, out, input); $("sliders").append(label);
    }
    const brief = v => shown(Number(v.toPrecision(3)));
    slider("step", -4, 0.5, Math.log10(step), v => brief(10 ** v), v => { step = 10 ** v; });
    slider("momentum kept", 0, 0.99, friction, brief, v => { friction = v; });
    others.forEach((o, k) => slider(o.name, o.value - 5, o.value + 5, o.value, brief, v => { fixed[k] = v; drawField(); tellHere(); }));
    const place = e => { const box = over.getBoundingClientRect(); return toPlane(e.clientX - box.left, e.clientY - box.top); };
    over.addEventListener("pointermove", e => { pointer = place(e); tellHere(); });
    over.addEventListener("click", e => { pointer = place(e); tellHere(); drop(...pointer); });
    over.addEventListener("wheel", e => { e.preventDefault(); zoom(e.deltaY > 0 ? 1.2 : 1 / 1.2); }, {passive: false});
    function zoom(factor) { view.half *= factor; drawField(); }
    over.addEventListener("keydown", e => {
      const move = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[e.key];
      if (move) { pointer = [pointer[0] + move[0] * view.half / 40, pointer[1] + move[1] * view.half / 40]; tellHere(); }
      else if (e.key === "Enter" || e.key === " ") drop(...pointer);
      else if (e.key === "+") zoom(1 / 1.2); else if (e.key === "-") zoom(1.2);
      else return;
      e.preventDefault();
    });
    $("clear").addEventListener("click", () => { balls = []; tellRace(); drawOver(); });
    $("theme").addEventListener("click", () => { const c = document.documentElement.classList, dark = isDark(); c.toggle("dark", !dark); c.toggle("light", dark); drawField(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawField);
    new ResizeObserver(drawField).observe(stage);
    tellRace(); drawField(); tellHere();
    </script>
    </body>
    </html>
    """#
}
