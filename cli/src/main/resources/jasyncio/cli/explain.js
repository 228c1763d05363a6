// Shows recordings, one moment at a time. What there is at a moment are the stays that cover it.
const recordings = JSON.parse(document.getElementById("recordings").textContent);
const $ = id => document.getElementById(id);
const LOOP = -1;
const LONGEST_LIST = 60; // what a reader can take in, and a browser can lay out at every key
const MOST_ROWS = 9;
const PALETTE = ["#3b7dd8", "#d9742b", "#3a9d6a", "#b04a9a", "#8a6fd1", "#c2504d", "#3a9aa8", "#a88a2a"];

let recording, moment, playing = null, shownFile = null;

function show(number) {
  moment = Math.max(0, Math.min(recording.moments.length - 1, number));
  history.replaceState(null, "", "#moment=" + (moment + 1) + loopInFragment());
  const now = recording.moments[moment];
  $("moment").dataset.moment = moment + 1;
  $("scrubber").value = moment + 1;
  $("position").textContent =
    `moment ${moment + 1} of ${recording.moments.length} · turn ${now.turn} · ${time(now.at)}`;
  showRunning(now);
  showReady();
  showTimers(now);
  showWaiting();
  showSource(now);
  drawTimeline();
}

function loopInFragment() {
  const index = recordings.indexOf(recording);
  return index === 0 ? "" : "&loop=" + (index + 1);
}

// Words

function time(nanos) {
  const ms = nanos / 1e6;
  if (ms >= 10000) return (ms / 1000).toFixed(1) + " s";
  if (ms >= 100) return ms.toFixed(0) + " ms";
  return ms >= 1 ? ms.toFixed(1) + " ms" : (nanos / 1e3).toFixed(0) + " µs";
}

const name = actor => actor === LOOP ? "the loop" : recording.actors[actor].name;
const isTask = actor => actor !== LOOP && recording.actors[actor].task;
const place = stack => stack && stack.length ? `${stack[0][0]}:${stack[0][1]}` : "";

function named(list, limit = 6) {
  const names = list.slice(0, limit).map(stay => name(stay[0]));
  return names.join(", ") + (list.length > limit ? ` and ${list.length - limit} more` : "");
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function color(actor) {
  return isTask(actor) ? PALETTE[recording.actors[actor].hue % PALETTE.length] : "var(--quiet)";
}

function dot(actor) {
  const made = element("span", isTask(actor) ? "dot" : "dot square");
  made.style.setProperty("--dot", color(actor));
  return made;
}

// The moment in words

function showRunning(now) {
  const first = element("p"), second = element("p", "quiet");
  const who = element("b", "name", now.actor === LOOP ? "the loop" : name(now.actor));
  first.append(dot(now.actor), who, ` ${now.why}. `, element("span", "quiet", `${time(now.took)}`));
  second.textContent = consequences(now).join(" ");
  $("running").replaceChildren(first, second);
}

function consequences(now) {
  const sentences = [];
  const queued = recording.ready.filter(stay => stay[1] === moment);
  if (queued.length) sentences.push(`Now ready: ${named(queued)}.`);
  const set = recording.timers.filter(stay => stay[1] === moment);
  if (set.length) sentences.push(`Timer set: ${named(set)}.`);
  if (now.then) sentences.push(`Then it ${now.then}${now.stack.length ? ", at " + place(now.stack) : ""}.`);
  return sentences;
}

// What there is

const there = stays => stays.filter(stay => stay[1] <= moment && moment < stay[2]);

function fill(id, stays, item) {
  $(id + "Count").textContent = stays.length ? "· " + stays.length : "";
  const items = stays.slice(0, LONGEST_LIST).map(stay => {
    const made = item(stay);
    made.classList.toggle("new", stay[1] === moment);
    return made;
  });
  if (stays.length > LONGEST_LIST) items.push(element("li", "none", `and ${stays.length - LONGEST_LIST} more`));
  if (!stays.length) items.push(element("li", "none", "none"));
  $(id).replaceChildren(...items);
}

function entry(actor, ...texts) {
  const made = element("li");
  made.append(dot(actor), element("span", "name", name(actor)));
  made.children[1].title = name(actor);
  for (const text of texts) made.append(element("span", "text", text));
  return made;
}

// In the order of the queue: by when they run. Some never do.
const showReady = () => fill("ready", there(recording.ready), stay => entry(stay[0]));

function showTimers(now) {
  const byTime = there(recording.timers).sort((a, b) => a[3] - b[3]);
  const end = now.at + now.took;
  fill("timers", byTime, stay => entry(stay[0], stay[3] > end ? "in " + time(stay[3] - end) : "due"));
}

function showWaiting() {
  fill("waiting", there(recording.waits), stay => entry(stay[0], stay[3], place(recording.stacks[stay[4]])));
}

// The source

function showSource(now) {
  const before = recording.waits.find(stay => stay[0] === now.actor && stay[2] === now.queued);
  const from = before ? recording.stacks[before[4]] : [];
  const stack = now.stack.length ? now.stack : from;
  const file = stack.length ? stack[0][0] : shownFile ?? recording.program;
  if (file !== shownFile) fillSource(file);
  for (const line of $("lines").querySelectorAll(".now, .path, .from, .tagged")) {
    line.classList.remove("now", "path", "from", "tagged");
    line.querySelectorAll(".who, .here").forEach(each => each.remove());
  }
  stack.slice(1).forEach(frame => lineOf(frame, file)?.classList.add("path"));
  if (from.length) lineOf(from[0], file)?.classList.add("from");
  if (now.stack.length) lineOf(now.stack[0], file)?.classList.add("now");
  tagWaiting(file);
  if (stack.length) reveal(lineOf(stack[0], file));
}

const lineOf = (frame, file) => frame[0] === file ? $("lines").children[frame[1] - 1] : undefined;

function tagWaiting(file) {
  const byLine = new Map();
  for (const stay of there(recording.waits)) {
    const stack = recording.stacks[stay[4]];
    const line = stack.length ? lineOf(stack[0], file) : undefined;
    if (line) byLine.set(line, [...(byLine.get(line) ?? []), stay]);
  }
  for (const [line, stays] of byLine) tag(line, stays);
}

// Dots before the number of the line, which cover nothing; names behind its code where there is room.
function tag(line, stays) {
  const dots = element("span", "who"), names = element("span", "here");
  dots.append(...stays.slice(0, 3).map(stay => dot(stay[0])));
  dots.title = named(stays, 20);
  for (const stay of stays.slice(0, 3)) {
    const tag = element("span", "tag");
    tag.append(dot(stay[0]), name(stay[0]));
    names.append(tag);
  }
  if (stays.length > 3) names.append(element("span", "tag", `+ ${stays.length - 3}`));
  line.append(dots, names);
  line.classList.add("tagged");
  const code = line.querySelector(".code");
  if (code.offsetLeft + code.offsetWidth + names.offsetWidth > $("lines").clientWidth) names.remove();
}

function reveal(line) {
  const box = $("lines");
  if (!line) return;
  const top = line.offsetTop - box.offsetTop;
  if (top < box.scrollTop + 30 || top > box.scrollTop + box.clientHeight - 60) box.scrollTop = top - box.clientHeight / 3;
}

function fillSource(file) {
  shownFile = file;
  $("file").textContent = file;
  const text = recording.sources[file] ?? "";
  $("lines").replaceChildren(...text.split("\n").map(colored));
  if (!text) $("lines").replaceChildren(element("li", "", "(no source)"));
}

const WORDS = "abstract|assert|boolean|break|byte|case|catch|char|class|continue|default|do|double|else|enum|extends|final|finally|float|for|if|implements|import|instanceof|int|interface|long|new|null|package|private|protected|public|record|return|sealed|short|static|super|switch|synchronized|this|throw|throws|true|false|try|var|void|volatile|while|yield";
const TOKENS = new RegExp(`(//.*$|/\\*.*?\\*/)|("(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*')|\\b(${WORDS})\\b`, "g");

function colored(text) {
  const line = element("li");
  const code = element("span", "code");
  let end = 0;
  for (const found of text.matchAll(TOKENS)) {
    code.append(text.slice(end, found.index));
    code.append(element("span", found[1] ? "c" : found[2] ? "s" : "k", found[0]));
    end = found.index + found[0].length;
  }
  code.append(text.slice(end));
  line.append(code);
  return line;
}

// The timeline: a column per moment, a row per task

const ROW = 24, NAMES = 150, HEAD = 24;

function svg(tag, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== undefined) made.textContent = text;
  return made;
}

function drawTimeline() {
  const width = $("picture").clientWidth || 1200;
  const count = recording.moments.length;
  const column = Math.max(16, Math.min(56, (width - NAMES - 20) / count));
  const columns = Math.min(count, Math.floor((width - NAMES - 20) / column));
  const start = Math.max(0, Math.min(count - columns, moment - Math.floor(columns / 2)));
  const end = start + columns;
  const x = number => NAMES + (number - start) * column;
  const rows = rowsBetween(start, end);
  const rowOf = actor => rows.get(actor === LOOP || isTask(actor) ? actor : "callbacks");
  const y = actor => rowOf(actor) === undefined ? null : HEAD + rowOf(actor) * ROW;
  const height = HEAD + rows.size * ROW + (hiddenTasks ? 18 : 4);
  const picture = $("picture");
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.style.height = height + "px";
  const parts = [svg("rect", {x: x(moment), y: 0, width: column, height, fill: "var(--mark)"})];
  drawTurns(parts, start, end, x, height);
  for (const [row, index] of rows) parts.push(svg("text", {x: 16, y: HEAD + index * ROW + 16, class: "name"}, rowName(row)));
  drawStays(parts, recording.waits, start, end, x, y, column, 2, 0.5);
  drawStays(parts, recording.ready, start, end, x, y, column, 8, 0.28);
  drawRuns(parts, start, end, x, y, column);
  drawArrows(parts, start, end, x, y, column);
  if (hiddenTasks) parts.push(svg("text", {x: 16, y: height - 5}, `${hiddenTasks} more tasks that are not shown here`));
  picture.replaceChildren(...parts);
  drawColumns(picture, start, end, x, column, height);
}

let hiddenTasks = 0;

// All tasks where they are few, else those that run in this stretch, the nearest first.
function rowsBetween(start, end) {
  const tasks = new Set();
  let callbacks = false;
  recording.moments.slice(start, end).forEach(each => {
    if (isTask(each.actor)) tasks.add(each.actor);
    else if (each.actor !== LOOP) callbacks = true;
  });
  let chosen = [...tasks];
  if (recording.tasks.length <= MOST_ROWS) {
    chosen = recording.tasks;
    callbacks = recording.actors.length > recording.tasks.length;
  } else if (chosen.length > MOST_ROWS) {
    const near = new Map();
    recording.moments.slice(start, end).forEach((each, i) => {
      const distance = Math.abs(start + i - moment);
      near.set(each.actor, Math.min(near.get(each.actor) ?? Infinity, distance));
    });
    chosen.sort((a, b) => near.get(a) - near.get(b)).splice(MOST_ROWS);
  }
  hiddenTasks = recording.tasks.length - chosen.length;
  const rows = new Map([[LOOP, 0]]);
  chosen.sort((a, b) => a - b).forEach(task => rows.set(task, rows.size));
  if (callbacks) rows.set("callbacks", rows.size);
  return rows;
}

function rowName(row) {
  const text = row === LOOP ? "loop" : row === "callbacks" ? "callbacks" : name(row);
  return text.length > 19 ? text.slice(0, 18) + "…" : text;
}

function drawTurns(parts, start, end, x, height) {
  let free = 0;
  for (let i = start; i < end; i++) {
    const each = recording.moments[i];
    if (each.actor !== LOOP) continue;
    parts.push(svg("line", {x1: x(i), x2: x(i), y1: 4, y2: height, stroke: "var(--line)"}));
    const label = x(i) >= free ? "turn " + each.turn : "";
    if (label) free = x(i) + label.length * 7 + 8;
    parts.push(svg("text", {x: x(i) + 4, y: 15}, label));
  }
}

function drawStays(parts, stays, start, end, x, y, column, thickness, opacity) {
  for (const stay of stays) {
    if (stay[1] >= end || stay[2] <= start || !isTask(stay[0]) || y(stay[0]) === null) continue;
    const from = x(Math.max(start, stay[1])) + (stay[1] < start ? 0 : column);
    const to = x(Math.min(end, stay[2]));
    if (to <= from) continue;
    parts.push(svg("rect", {x: from, y: y(stay[0]) + 12 - thickness / 2, width: to - from, height: thickness, fill: color(stay[0]), opacity}));
  }
}

function drawRuns(parts, start, end, x, y, column) {
  for (let i = start; i < end; i++) {
    const actor = recording.moments[i].actor;
    if (y(actor) === null) continue;
    const box = {x: x(i) + 1.5, y: y(actor) + 4, width: column - 3, height: 16, rx: 3, fill: color(actor)};
    if (actor === LOOP) Object.assign(box, {fill: "none", stroke: "var(--quiet)"});
    parts.push(svg("rect", box));
  }
}

// Who made the present one ready, and whom it makes ready
function drawArrows(parts, start, end, x, y, column) {
  for (const stay of recording.ready) {
    const [actor, from, to] = stay;
    if (from !== moment && to !== moment || from < start || to >= end) continue;
    if (y(recording.moments[from].actor) === null || y(actor) === null) continue;
    const x1 = x(from) + column / 2, x2 = x(to) + column / 2;
    const y1 = y(recording.moments[from].actor) + 12, y2 = y(actor) + 12;
    const bend = Math.max(14, (x2 - x1) / 2);
    const style = {fill: "none", stroke: "var(--ink)", "stroke-width": 1.4, opacity: .75};
    parts.push(svg("path", {d: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2 - 8},${y2}`, ...style}));
    parts.push(svg("path", {d: `M${x2 - 8},${y2 - 4} l7,4 l-7,4 z`, fill: "var(--ink)", opacity: .75}));
  }
}

function drawColumns(picture, start, end, x, column, height) {
  for (let i = start; i < end; i++) {
    const each = svg("rect", {x: x(i), y: 0, width: column, height, fill: "transparent", class: "cell"});
    each.append(svg("title", {}, name(recording.moments[i].actor)));
    each.addEventListener("click", () => show(i));
    picture.append(each);
  }
}

// Moving about

function turn(step) {
  let number = moment + step;
  while (number > 0 && number < recording.moments.length && recording.moments[number].actor !== LOOP) number += step;
  show(number);
}

function play(on) {
  clearInterval(playing);
  playing = on ? setInterval(() => moment + 1 < recording.moments.length ? show(moment + 1) : play(false), 900) : null;
  $("play").textContent = on ? "Pause" : "Play";
}

function theme(dark) {
  document.documentElement.classList.toggle("dark", dark);
}

const KEYS = {
  ArrowLeft: () => show(moment - 1), ArrowRight: () => show(moment + 1),
  ArrowUp: () => turn(-1), ArrowDown: () => turn(1),
  Home: () => show(0), End: () => show(Infinity),
  " ": () => play(!playing), t: () => $("theme").click(),
};

document.addEventListener("keydown", event => {
  const act = KEYS[event.key];
  const typing = event.target.tagName === "SELECT" || event.target.tagName === "BUTTON" && event.key === " ";
  if (!act || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  act();
});

function choose(index) {
  recording = recordings[index];
  recording.tasks = recording.actors.map((_, i) => i).filter(isTask);
  recording.tasks.forEach((actor, i) => recording.actors[actor].hue = i);
  recording.moments.forEach(each => { if (!Array.isArray(each.stack)) each.stack = recording.stacks[each.stack]; });
  shownFile = null;
  const steps = recording.moments.filter(each => each.actor !== LOOP).length;
  const last = recording.moments.at(-1);
  $("program").textContent = recording.program;
  $("summary").textContent = [
    plural(last?.turn ?? 0, "turn"), plural(steps, "step"), plural(recording.tasks.length, "task"),
    last ? time(last.at + last.took) : "", recording.complete ? "" : "the recording stops here, the program went on",
  ].filter(text => text).join(" · ");
  $("scrubber").max = recording.moments.length;
  $("loops").value = index;
}

const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

function fromFragment() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  choose(Math.max(0, Math.min(recordings.length - 1, (Number(fragment.get("loop")) || 1) - 1)));
  if (fragment.has("theme")) theme(fragment.get("theme") === "dark");
  show((Number(fragment.get("moment")) || 1) - 1);
}

recordings.forEach((each, i) => {
  const option = element("option", "", each.loop);
  option.value = i;
  $("loops").append(option);
});
$("loops").hidden = recordings.length < 2;
$("loops").addEventListener("change", event => { choose(Number(event.target.value)); show(0); });
$("theme").addEventListener("click", () => theme(!document.documentElement.classList.contains("dark")));
$("first").addEventListener("click", () => show(0));
$("back").addEventListener("click", () => show(moment - 1));
$("play").addEventListener("click", () => play(!playing));
$("forth").addEventListener("click", () => show(moment + 1));
$("last").addEventListener("click", () => show(Infinity));
$("scrubber").addEventListener("input", event => show(Number(event.target.value) - 1));
addEventListener("resize", drawTimeline);
addEventListener("hashchange", fromFragment);
theme(matchMedia("(prefers-color-scheme: dark)").matches);
fromFragment();
