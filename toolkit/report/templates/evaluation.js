"use strict";
// The explorer of the evaluation page: filters that recompute scores, lists of segments.
(async () => {
  const $ = (id) => document.getElementById(id);
  if (typeof DecompressionStream === "undefined") return;
  const unpack = async (id) => {
    const bytes = Uint8Array.from(atob($(id).textContent.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  };
  const head = JSON.parse($("head").textContent);
  const segments = JSON.parse(new TextDecoder().decode(await unpack("texts")));
  const buffer = await unpack("numbers");
  const count = segments.length;
  const columns = head.columns.map((c) =>
    c.type === "u2" ? new Uint16Array(buffer, c.at, count) : new Float32Array(buffer, c.at, count));

  // Statistics of one segment, as sacrebleu has them.
  const more = (length, n) => Math.max(0, length - n);
  const chrfStats = (cols, i, from, orders, out) => {
    const hyp = cols[from][i], ref = cols[from + 1][i];
    for (let n = 0; n < orders; n++) {
      const inRef = more(ref, n);
      out.push(inRef > 0 ? more(hyp, n) : 0, inRef, cols[from + 2 + n][i]);
    }
  };
  const KINDS = {
    bleu: {
      stats: (cols, i) => {
        const out = cols.map((c) => c[i]);
        for (let n = 0; n < cols.length - 2; n++) out.push(more(cols[0][i], n));
        return out;
      },
      score: (s, single) => {
        const order = (s.length - 2) / 2;
        let smooth = 1, logs = 0, used = order, any = false;
        for (let n = 0; n < order; n++) any = any || s[2 + n] > 0;
        if (!any) return 0;
        for (let n = 0; n < order; n++) {
          const match = s[2 + n], total = s[2 + order + n];
          if (total === 0) { if (!single) logs += (order - n) * -9999999999; break; }
          if (single) used = n + 1;
          if (match === 0) { smooth *= 2; logs += Math.log(100 / (smooth * total)); }
          else logs += Math.log((100 * match) / total);
        }
        const brevity = s[0] < s[1] ? (s[0] > 0 ? Math.exp(1 - s[1] / s[0]) : 0) : 1;
        return brevity * Math.exp(logs / used);
      },
    },
    chrf: {
      stats: (cols, i) => { const out = []; chrfStats(cols, i, 0, 6, out); return out; },
      score: (s) => {
        let precision = 0, recall = 0, orders = 0;
        for (let n = 0; n < s.length; n += 3) {
          if (s[n] > 0 && s[n + 1] > 0) { precision += s[n + 2] / s[n]; recall += s[n + 2] / s[n + 1]; orders++; }
        }
        if (!orders || precision + recall === 0) return 0;
        precision /= orders; recall /= orders;
        return (100 * 5 * precision * recall) / (4 * precision + recall);
      },
    },
    ter: {
      stats: (cols, i) => [cols[0][i], cols[1][i]],
      score: (s) => (s[1] > 0 ? (100 * s[0]) / s[1] : s[0] > 0 ? 100 : 0),
    },
    ratio: {
      stats: (cols, i) => [cols[0][i], cols[1][i]],
      score: (s, single, scale) => (s[1] ? (scale * s[0]) / s[1] : NaN),
    },
  };
  KINDS.chrfpp = {
    stats: (cols, i) => { const out = []; chrfStats(cols, i, 0, 6, out); chrfStats(cols, i, 8, 2, out); return out; },
    score: KINDS.chrf.score,
  };
  // All statistics of a metric and system on end, made when first needed.
  const tables = new Map();
  const table = (metric, system) => {
    const key = metric.name + "\n" + system;
    if (!tables.has(key)) {
      const cols = metric.systems[system].map((c) => columns[c]);
      const kind = KINDS[metric.kind];
      const width = kind.stats(cols, 0).length;
      const values = new Float64Array(width * count);
      for (let i = 0; i < count; i++) values.set(kind.stats(cols, i), i * width);
      tables.set(key, { width, values });
    }
    return tables.get(key);
  };
  const total = ({ width, values }, chosen) => {
    const sums = new Float64Array(width);
    for (const i of chosen) for (let k = 0; k < width; k++) sums[k] += values[i * width + k];
    return sums;
  };
  const scoreOf = (metric, sums, single) => KINDS[metric.kind].score(sums, single, metric.scale);
  const primary = head.metrics.find((m) => m.name === head.primary);
  const singles = new Map();
  const single = (system) => {
    if (!singles.has(system)) {
      const { width, values } = table(primary, system);
      const out = new Float64Array(count);
      for (let i = 0; i < count; i++) out[i] = scoreOf(primary, values.subarray(i * width, (i + 1) * width), true);
      singles.set(system, out);
    }
    return singles.get(system);
  };
  const figure = (v, digits = 2) => (Number.isNaN(v) ? "–" : v.toFixed(digits));
  const signed = (v) => (Number.isNaN(v) ? "–" : (v > 0 ? "+" : v < 0 ? "−" : "") + Math.abs(v).toFixed(2));

  // Elements are made with textContent only: no text of a segment is ever read as markup.
  const make = (tag, props = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), props);
    element.append(...children);
    return element;
  };
  const tag = (text, kind = "warning") => make("span", { className: "tag " + kind, textContent: text });

  const pieces = (text, by) => (by === "char" ? Array.from(text) : text.match(/\s+|[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]/gu) || []);
  const difference = (own, other, by) => {
    const a = pieces(own, by), b = pieces(other, by);
    if (!by || a.length * b.length > 1000000) return [own];
    const w = b.length + 1, best = new Uint16Array((a.length + 1) * w);
    for (let i = a.length - 1; i >= 0; i--)
      for (let j = b.length - 1; j >= 0; j--)
        best[i * w + j] = a[i] === b[j] ? best[(i + 1) * w + j + 1] + 1 : Math.max(best[(i + 1) * w + j], best[i * w + j + 1]);
    const out = [];
    const push = (text, marked) => {
      const last = out[out.length - 1];
      if (last && last.marked === marked) last.text += text;
      else out.push({ text, marked });
    };
    let i = 0, j = 0;
    while (i < a.length) {
      if (j < b.length && a[i] === b[j]) { push(a[i], false); i++; j++; }
      else if (j < b.length && best[i * w + j + 1] > best[(i + 1) * w + j]) j++;
      else { push(a[i], a[i].trim() !== ""); i++; }
    }
    return out.map((p) => (p.marked ? make("ins", { textContent: p.text }) : p.text));
  };
  const nearest = (own, references) => {
    const words = new Set(own.split(/\s+/));
    let best = references[0] || "", most = -1;
    for (const r of references) {
      const shared = new Set(r.split(/\s+/).filter((x) => words.has(x))).size;
      if (shared > most) { most = shared; best = r; }
    }
    return best;
  };
  const row = (label, lang, ...content) =>
    make("p", { className: "row" }, make("b", {}, ...[].concat(label)), make("span", { lang: lang || "und" }, ...content));
  const card = (i, systems, by) => {
    const [id, doc, source, references, hypotheses, flags, findings] = segments[i];
    const link = make("a", { href: "#segment-" + (i + 1), textContent: "Segment " + id });
    const title = make("h4", {}, link);
    if (doc) title.append(" ", make("small", { textContent: doc }));
    const article = make("article", { className: "segment" }, title);
    article.dataset.segment = i + 1;
    if (!$("segment-" + (i + 1))) article.id = "segment-" + (i + 1);
    if (source) article.append(row("Source", head.source, source));
    references.forEach((r, n) => article.append(row(references.length > 1 ? "Reference " + (n + 1) : "Reference", head.target, r)));
    for (const s of systems) {
      const text = hypotheses[s];
      const body = text.trim() ? (references.length ? difference(text, nearest(text, references), by) : [text]) : [make("i", { textContent: "(empty)" })];
      const line = row([head.names[s], " ", make("small", { textContent: figure(single(s)[i], 1) })], head.target, ...body);
      line.classList.add("hyp");
      for (const f of flags ? flags[s] : []) line.append(tag(f));
      for (const f of findings) if (f[0] === s) line.append(tag(f[1] + ": " + f[3], f[2]));
      article.append(line);
    }
    return article;
  };

  // Controls.
  const fill = (select, options) => {
    for (const [value, label] of options) select.append(make("option", { value, textContent: label }));
  };
  head.groups.forEach((g, n) => {
    const group = make("optgroup", { label: g.name });
    g.labels.forEach((label, k) => { if (label) group.append(make("option", { value: n + ":" + k, textContent: label })); });
    $("f-group").append(group);
  });
  const flagNames = new Set();
  for (const s of segments) if (s[5]) for (const list of s[5]) for (const f of list) flagNames.add(f);
  fill($("f-flag"), [...flagNames].sort().map((f) => [f, f]));
  const systemsByScore = head.names.map((_, s) => s).sort((a, b) => {
    const all = segments.map((_, i) => i);
    const d = scoreOf(primary, total(table(primary, b), all)) - scoreOf(primary, total(table(primary, a), all));
    return primary.higher ? d : -d;
  });
  for (const id of ["f-a", "f-b"]) fill($(id), systemsByScore.map((s) => [s, head.names[s]]));
  if (head.names.length > 1) $("f-b").selectedIndex = 1;
  else { $("f-b").parentElement.hidden = true; for (const o of $("f-sort").options) if (["win", "loss", "disputed"].includes(o.value)) o.hidden = true; }

  // A small generator with a seed: the same filter gives the same figures.
  const generator = (seed) => () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const RESAMPLES = 200;
  const interval = (chosen, a, b) => {
    const ta = table(primary, a), tb = table(primary, b), next = generator(head.seed), out = [];
    for (let r = 0; r < RESAMPLES; r++) {
      const drawn = chosen.map(() => chosen[Math.floor(next() * chosen.length)]);
      out.push(scoreOf(primary, total(ta, drawn)) - scoreOf(primary, total(tb, drawn)));
    }
    out.sort((x, y) => x - y);
    return [out[Math.floor(RESAMPLES / 40)], out[RESAMPLES - 1 - Math.floor(RESAMPLES / 40)]];
  };

  let chosen = [], shown = 0;
  const PAGE = 20;
  const settings = () => ({
    text: $("f-text").value.trim().toLowerCase(), group: $("f-group").value, flag: $("f-flag").value,
    a: Number($("f-a").value), b: Number($("f-b").value), sort: $("f-sort").value, by: $("f-diff").value,
  });
  const filter = () => {
    const f = settings();
    const [g, label] = f.group ? f.group.split(":").map(Number) : [-1, -1];
    const found = [];
    for (let i = 0; i < count; i++) {
      const [id, doc, source, references, hypotheses, flags] = segments[i];
      if (g >= 0 && head.groups[g].member[i] !== label) continue;
      if (f.flag && !(flags && flags.some((list) => list.includes(f.flag)))) continue;
      if (f.text && ![id, doc, source, ...references, ...hypotheses].some((t) => t.toLowerCase().includes(f.text))) continue;
      found.push(i);
    }
    const sign = primary.higher ? 1 : -1, value = (s, i) => (Number.isNaN(single(s)[i]) ? Infinity : sign * single(s)[i]);
    const spread = (i) => { const v = head.names.map((_, s) => single(s)[i]); return Math.max(...v) - Math.min(...v); };
    const keys = {
      worst: (i) => value(f.a, i), win: (i) => value(f.b, i) - value(f.a, i), loss: (i) => value(f.a, i) - value(f.b, i),
      disputed: (i) => -spread(i), flags: (i) => -(segments[i][5] ? segments[i][5][f.a].length : 0) - segments[i][6].filter((x) => x[0] === f.a).length,
    };
    const key = keys[f.sort];
    if (key) { const order = new Map(found.map((i) => [i, key(i)])); found.sort((x, y) => order.get(x) - order.get(y) || x - y); }
    return found;
  };
  const showScores = () => {
    const f = settings(), body = make("tbody"), order = [...chosen].sort((x, y) => x - y);
    const header = make("tr", {}, make("th", { textContent: "System" }));
    for (const m of head.metrics) header.append(make("th", { className: "n", textContent: m.name }));
    for (const s of systemsByScore) {
      const line = make("tr", {}, make("th", { scope: "row", textContent: head.names[s] }));
      for (const m of head.metrics)
        line.append(make("td", { className: "n", textContent: chosen.length ? figure(scoreOf(m, total(table(m, s), order))) : "–" }));
      body.append(line);
    }
    const caption = make("caption", { textContent: "Scores of the segments chosen." });
    if (f.a !== f.b && chosen.length >= 5) {
      const apart = scoreOf(primary, total(table(primary, f.a), order)) - scoreOf(primary, total(table(primary, f.b), order));
      const [low, high] = interval(order, f.a, f.b);
      const sure = low > 0 || high < 0;
      caption.textContent += ` ${head.names[f.a]} minus ${head.names[f.b]}: ${signed(apart)} ${primary.name}, 95 % interval ${signed(low)} to ${signed(high)} ` +
        `(${RESAMPLES} resamples): ${sure ? "significant" : "not significant"} here.`;
    }
    $("f-scores").replaceChildren(make("table", {}, caption, make("thead", {}, header), body));
  };
  const showMore = () => {
    const f = settings(), systems = f.a === f.b || head.names.length < 2 ? [f.a] : [f.a, f.b];
    for (const i of chosen.slice(shown, shown + PAGE)) $("f-list").append(card(i, systems, f.by));
    shown = Math.min(shown + PAGE, chosen.length);
    $("f-more").hidden = shown >= chosen.length;
    $("f-more").textContent = `Show more (${chosen.length - shown} left)`;
  };
  const update = () => {
    chosen = filter();
    shown = 0;
    $("f-list").replaceChildren();
    $("f-count").textContent = `${chosen.length} of ${count} segments`;
    showScores();
    showMore();
  };
  // A link to a segment that no list holds brings it up here.
  const follow = () => {
    const match = /^#segment-(\d+)$/.exec(location.hash);
    if (!match) return;
    const i = Number(match[1]) - 1;
    if (i < 0 || i >= count) return;
    let target = $("segment-" + (i + 1));
    if (!target) {
      target = card(i, head.names.map((_, s) => s), settings().by);
      $("f-list").prepend(target);
    }
    target.scrollIntoView();
  };
  let waiting = 0;
  $("filters").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 120); });
  $("filters").addEventListener("reset", () => setTimeout(() => { if (head.names.length > 1) $("f-b").selectedIndex = 1; update(); }));
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("f-more").addEventListener("click", showMore);
  addEventListener("hashchange", follow);
  $("explorer").hidden = false;
  update();
  follow();
  document.documentElement.dataset.ready = "yes";
})();
