# SPDX-License-Identifier: GPL-2.0
"""The medians as bars, on a logarithmic scale, one panel for each workload."""

import math
from html import escape

from report import by_median, figure

COLOURS = {"spsc": "#9ab0c4", "local": "#7fae8c", "mpsc": "#5d81a8", "mpmc": "#3d5a80",
           "bcast": "#8a6fa8", "bcast64": "#6a4f88",
           "pool": "#4f8a8a"}
OURS = "#d1662f"
BAR, GAP, LEFT, WIDTH, PANEL, COLUMNS = 14, 4, 110, 260, 470, 2
STYLE = ("text{font:11px sans-serif;fill:#222}.t{font-weight:bold;font-size:13px}"
         ".s{fill:#666}line{stroke:#222;stroke-width:1}.g{stroke:#ddd}")


def decades(rows):
    low = min(min(s.ns) for s, _ in rows)
    high = max(max(s.ns) for s, _ in rows)
    return math.floor(math.log10(low)), max(math.ceil(math.log10(high)),
                                            math.floor(math.log10(low)) + 1)


def panel(load, rows, x, y):
    """The elements of one panel, and its height."""
    low, high = decades(rows)
    out = [f'<text class="t" x="{x}" y="{y + 14}">{escape(load.name)}</text>',
           f'<text class="s" x="{x + 52}" y="{y + 14}">{escape(load.about)}</text>']
    top = y + 24
    bottom = top + len(rows) * (BAR + GAP)

    def at(ns):
        return x + LEFT + (math.log10(ns) - low) / (high - low) * WIDTH

    for power in range(low, high + 1):
        px = at(10 ** power)
        out.append(f'<line class="g" x1="{px:.1f}" y1="{top}" x2="{px:.1f}" y2="{bottom}"/>')
        out.append(f'<text class="s" x="{px:.1f}" y="{bottom + 12}" text-anchor="middle">'
                   f'{10 ** power:g} ns</text>')
    for i, (series, queue) in enumerate(rows):
        by = top + i * (BAR + GAP)
        middle = by + BAR / 2
        width = max(at(series.median()) - x - LEFT, 1)
        colour = OURS if queue.ours else COLOURS[queue.safe]
        out.append(f'<text x="{x + LEFT - 6}" y="{by + 11}" text-anchor="end">'
                   f'{escape(queue.name)}</text>')
        out.append(f'<rect x="{x + LEFT}" y="{by}" width="{width:.1f}" height="{BAR}" '
                   f'fill="{colour}"/>')
        out.append(f'<line x1="{at(min(series.ns)):.1f}" y1="{middle}" '
                   f'x2="{at(max(series.ns)):.1f}" y2="{middle}"/>')
        out.append(f'<text x="{at(max(series.ns)) + 6:.1f}" y="{by + 11}">'
                   f'{figure(series.median())}</text>')
    return out, bottom + 28 - y


def write(path, results, queues, loads, machine):
    """Everything that has a median, two panels beside each other."""
    body, heights = [], [70] * COLUMNS
    for load in loads:
        rows = [row for row in by_median(load, results, queues) if row[0].ns]
        if not rows:
            continue
        column = heights.index(min(heights))
        elements, height = panel(load, rows, 20 + column * PANEL, heights[column])
        body += elements
        heights[column] += height
    legend = [("lfring", OURS)] + [(f"safe for {name}", c) for name, c in COLOURS.items()]
    head = ['<text class="t" x="20" y="24">Nanoseconds an item, less is better: median, line '
            f'from lowest to highest</text><text class="s" x="20" y="42">{escape(machine)}</text>']
    for i, (name, colour) in enumerate(legend):
        head.append(f'<rect x="{20 + i * 120}" y="50" width="10" height="10" fill="{colour}"/>'
                    f'<text x="{34 + i * 120}" y="59">{escape(name)}</text>')
    with open(path, "w", encoding="utf-8") as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{20 + COLUMNS * PANEL}" '
                f'height="{max(heights) + 10}"><style>{STYLE}</style>'
                '<rect width="100%" height="100%" fill="#fff"/>' + "\n".join(head + body) +
                "</svg>\n")
