#!/usr/bin/env python3
"""Draws the diagrams of the documentation: NAME.txt becomes NAME.svg, for each NAME given.

A line of the text is one element; coordinates are in pixels, and | separates lines of text:

    size WIDTH HEIGHT            of the whole picture
    band X Y W H TEXT            a region, with its title in the upper left corner
    box ID X Y W H TITLE|LINE…   a part; an ID that ends in * is drawn in colour
    note X Y TEXT|LINE…          text without a box, left-aligned
    arrow FROM TO TEXT           from one box to another, straight; the text stands beside it
"""

import pathlib
import re
import sys
from html import escape

STYLE = """
  .page { fill: #ffffff } .band { fill: #f3f5f8; stroke: #d5dae2 }
  .box { fill: #ffffff; stroke: #6b7686 } .key { fill: #e3effc; stroke: #2f6fb5 }
  text { fill: #1d232b; font: 13px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif }
  .title { font-weight: 600 } .small { font-size: 12px; fill: #4b5563 }
  .mark { font-size: 12px; font-weight: 600; fill: #4b5563 }
  .line { fill: none; stroke: #4b5563; stroke-width: 1.5 }
  .head { fill: #4b5563 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0f141a } .band { fill: #171d26; stroke: #313b49 }
    .box { fill: #1f2732; stroke: #7c8898 } .key { fill: #17324f; stroke: #5b9bdf }
    text { fill: #e8ecf2 } .small, .mark { fill: #b3bdca }
    .line { stroke: #b3bdca } .head { fill: #b3bdca }
  }
"""


def text(x, y, words, kind="", anchor="start"):
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def column(x, middle, lines, anchor):
    """Lines of text around the height `middle`; the first of several is a title."""
    top = middle - (len(lines) - 1) * 8.5 + 4.5
    kinds = ["title"] + ["small"] * (len(lines) - 1)
    return [text(x, top + i * 17, line, kinds[i], anchor) for i, line in enumerate(lines)]


class Box:
    def __init__(self, x, y, w, h):
        self.x, self.y, self.w, self.h = x, y, w, h
        self.cx, self.cy = x + w / 2, y + h / 2


def overlap(a, a_length, b, b_length):
    """The middle of what two spans share, or None."""
    low, high = max(a, b), min(a + a_length, b + b_length)
    return (low + high) / 2 if high - low > 8 else None


def ends(a, b):
    """The points between which an arrow from `a` to `b` runs."""
    x = overlap(a.x, a.w, b.x, b.w)
    if x is not None:
        return ((x, a.y + a.h), (x, b.y)) if b.y > a.y else ((x, a.y), (x, b.y + b.h))
    y = overlap(a.y, a.h, b.y, b.h)
    y = a.cy if y is None else y
    return ((a.x + a.w, y), (b.x, y)) if b.x > a.x else ((a.x, y), (b.x + b.w, y))


def arrow(a, b, words):
    (x0, y0), (x1, y1) = ends(a, b)
    line = f'<polyline points="{x0:g},{y0:g} {x1:g},{y1:g}" class="line" marker-end="url(#head)"/>'
    if x0 == x1:
        return [line, text(x0 + 8, (y0 + y1) / 2 + 4, words, "small")]
    return [line, text((x0 + x1) / 2, y0 - 7, words, "small", "middle")]


def draw(source):
    width, height, boxes, below, above = 0, 0, {}, [], []
    for line in source.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        word, rest = line.split(None, 1)
        if word == "size":
            width, height = map(int, rest.split())
        elif word == "band":
            *at, title = rest.split(None, 4)
            x, y, w, h = map(int, at)
            below.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="8" class="band"/>')
            below.append(text(x + 12, y + 20, title, "mark"))
        elif word == "box":
            name, *at, title = rest.split(None, 5)
            x, y, w, h = map(int, at)
            box = boxes[name.rstrip("*")] = Box(x, y, w, h)
            kind = "key" if name.endswith("*") else "box"
            above.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="6" class="{kind}"/>')
            above += column(box.cx, box.cy, title.split("|"), "middle")
        elif word == "note":
            x, y, words = rest.split(None, 2)
            for i, part in enumerate(words.split("|")):
                above.append(text(int(x), int(y) + 17 * i, part, "small"))
        else:
            a, b, *words = rest.split(None, 2)
            above += arrow(boxes[a], boxes[b], words[0] if words else "")
    head = (
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0,0 L8,4 L0,8 z" class="head"/></marker>'
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}">',
            f"<style>{STYLE}</style>",
            f"<defs>{head}</defs>",
            f'<rect width="{width}" height="{height}" class="page"/>',
            *below,
            *above,
            "</svg>\n",
        ]
    )


for name in sys.argv[1:]:
    path = pathlib.Path(re.sub(r"\.txt$", "", name) + ".txt")
    path.with_suffix(".svg").write_text(draw(path.read_text()))
