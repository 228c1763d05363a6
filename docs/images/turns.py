#!/usr/bin/env python3
"""Draws what `./jasyncio explain` tells of a program, up to the end of its main task:

    ./jasyncio explain examples/guide/SameTime.java | docs/images/turns.py > docs/images/turns-SameTime.svg

A row is a turn of the loop, a column is a task, a box is a step, and an arrow goes from a step to the step that it made
ready. Callbacks share the last column.
"""
import html
import re
import sys

TURN = re.compile(r"turn (\d+) at [^:]*: the loop (?:waited (.*) for something|does not wait)")
STEP = re.compile(r"  > (\S.{23})  (.*)")
NOTE = re.compile(r" {30}(makes ready: |awaits |ends)(.*)")
CALLBACKS = "callbacks"
WORDS = [
    (r"^(?:end of )?sleep(?: of .*| for .*)$", "sleep"),
    (r"^Future\[.*", "a future"),
    (r"^thread job.*", "a job in a thread"),
    (r"^(?:connect|connectionMade) on .*", "the connection"),
    (r"^reader of .*", "socket can be read"),
    (r"^writer of .*", "socket can be written"),
    (r"^lambda in ThreadJob.*", "the thread is done"),
    (r"^lambda in Socket.*", "callback of a transport"),
    (r"^done-callback.*", "done-callback"),
    (r"^lambda in .*", "callback"),
    (r"^end on TaskGroup.*", "the group"),
    (r"^(\S+) on .*", r"\1"),
]
LEFT, LANE, BOX, ROW, HEIGHT, TOP = 120, 210, 190, 58, 40, 40
STYLE = """
  .paper { fill: #ffffff } .text { fill: #1f2328 } .quiet { fill: #59636e } .lane, .turn { stroke: #d1d9e0 }
  .box { fill: #ddf4ff; stroke: #0969da } .callback { fill: #f6f8fa; stroke: #818b98 } .arrow { stroke: #1a7f37; fill: none }
  .head { fill: #1a7f37 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117 } .text { fill: #f0f6fc } .quiet { fill: #9198a1 } .lane, .turn { stroke: #3d444d }
    .box { fill: #121d2f; stroke: #4493f8 } .callback { fill: #151b23; stroke: #656c76 } .arrow { stroke: #3fb950 }
    .head { fill: #3fb950 }
  }
  text { font: 13px system-ui, sans-serif } .small { font-size: 11px } .name { font-weight: 600 }
"""


def read(lines):
    """The steps, each as [turn, waited, name, what, made ready, outcome], until the main task ends."""
    steps, turn, waited, main = [], 0, None, None
    for line in lines:
        if found := TURN.match(line):
            if main and any(step[2] == main and step[5] == "ends" for step in steps):
                return steps
            turn, waited = int(found[1]), found[2]
        elif line.startswith("  ready    "):
            ready = line[11:].rstrip("\n").split(", ")
        elif found := STEP.match(line):
            name = found[1].strip()
            if name.endswith("…"):
                name = next(each for each in ready if each.startswith(name[:-1]))
            ready = ready[:]
            if name in ready:
                ready.remove(name)
            main = main or name
            steps.append([turn, waited, name, found[2].split(",")[0], [], ""])
        elif steps and (found := NOTE.match(line)):
            if found[1].startswith("makes"):
                steps[-1][4] += re.split(r", (?![^\[]*\])", found[2])
            else:
                steps[-1][5] = (found[1] + words(found[2])).strip()
    return steps


def words(text):
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text)
    return text


def lane(step):
    return step[2] if re.match(r"Task-\d+$", step[2]) else CALLBACKS


def rows(steps):
    """The row of each step: steps of one turn stand below each other where they share a column."""
    result, row, seen = [], -1, set()
    for i, step in enumerate(steps):
        if i == 0 or step[0] != steps[i - 1][0] or lane(step) in seen:
            row, seen = row + 1, set()
        seen.add(lane(step))
        result.append(row)
    return result


def draw(steps):
    lanes = sorted({lane(step) for step in steps} - {CALLBACKS}, key=lambda name: int(name[5:])) + [CALLBACKS]
    at = rows(steps)
    width, height = LEFT + LANE * len(lanes), TOP + ROW * (max(at) + 1) + 10
    x = lambda step: LEFT + LANE * lanes.index(lane(step)) + (LANE - BOX) / 2
    y = lambda i: TOP + ROW * at[i] + 10
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="head" d="M0 0 L8 4 L0 8 Z"/></marker></defs>',
        f'<rect class="paper" width="{width}" height="{height}" rx="6"/>',
    ]
    for i, name in enumerate(lanes):
        middle = LEFT + LANE * (i + 0.5)
        title = name + (" (main)" if name == steps[0][2] else "")
        out.append(f'<text class="text name" x="{middle}" y="24" text-anchor="middle">{title}</text>')
        out.append(f'<line class="lane" x1="{middle}" y1="32" x2="{middle}" y2="{height - 8}"/>')
    for i, step in enumerate(steps):
        if i == 0 or steps[i - 1][0] != step[0]:
            out.append(f'<line class="turn" x1="8" y1="{y(i) - 9}" x2="{width - 8}" y2="{y(i) - 9}"/>')
            out.append(f'<text class="text" x="12" y="{y(i) + 17}">turn {step[0]}</text>')
            if step[1]:
                out.append(f'<text class="quiet small" x="12" y="{y(i) + 33}">after {step[1]}</text>')
    for i, step in enumerate(steps):
        for name in step[4]:
            later = [j for j in range(i + 1, len(steps)) if steps[j][2] == name]
            if later:
                out.append(arrow(x(step), y(i), x(steps[later[0]]), y(later[0])))
    for i, step in enumerate(steps):
        is_task = lane(step) != CALLBACKS
        first = step[3] if is_task else words(step[2])
        if first == "sleep":
            first = "the sleep of " + step[2].split()[-1] + " is over"
        second = step[5]
        kind = "box" if is_task else "box callback"
        out.append(f'<rect class="{kind}" x="{x(step)}" y="{y(i)}" width="{BOX}" height="{HEIGHT}" rx="5"/>')
        out.append(f'<text class="text" x="{x(step) + 10}" y="{y(i) + (17 if second else 25)}">{html.escape(first)}</text>')
        if second:
            out.append(f'<text class="quiet" x="{x(step) + 10}" y="{y(i) + 33}">{html.escape(second)}</text>')
    out.append("</svg>")
    return "\n".join(out) + "\n"


def arrow(x1, y1, x2, y2):
    if x1 == x2:
        start, end = (x1 + BOX / 2, y1 + HEIGHT), (x2 + BOX / 2, y2)
        return f'<path class="arrow" marker-end="url(#head)" d="M{start[0]} {start[1]} L{end[0]} {end[1]}"/>'
    start = (x1 + BOX, y1 + HEIGHT / 2) if x2 > x1 else (x1, y1 + HEIGHT / 2)
    end = (x2 + BOX / 2 + (-20 if x2 > x1 else 20), y2)
    return f'<path class="arrow" marker-end="url(#head)" d="M{start[0]} {start[1]} Q{end[0]} {start[1]} {end[0]} {end[1]}"/>'


if __name__ == "__main__":
    sys.stdout.write(draw(read(sys.stdin)))
