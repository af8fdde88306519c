"""A page as HTML: one document that needs nothing else, or a fragment for a notebook; everything escaped.

No script but one of fifteen lines, in a document with sliders, which its policy allows by hash; without it the page
says all the rest, and has the same numbers in a table.
"""

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from itertools import groupby
from typing import Any, Final

from attrs import evolve

from sim.pages import blocks as b
from sim.pages import charts, tabled
from sim.pages.charts import escaped
from sim.pages.text import is_address

# The style. Every rule begins with the page's own class, so that none reaches a notebook around it.

_LIGHT: Final = "--ink:#1b1f24;--soft:#565d66;--rule:#d3d7dc;--ground:#fff;--accent:#1d5fa6;--pale:#a9c6e6"
_DARK: Final = "--ink:#e4e7ea;--soft:#a4abb3;--rule:#3c434b;--ground:#15181c;--accent:#7fb4ee;--pale:#34577d"

_RULES: Final = {
    "": "color:var(--ink);background:var(--ground);font:1rem/1.5 system-ui,sans-serif;padding:1.25rem;"
    "overflow-wrap:break-word;font-variant-numeric:tabular-nums",
    "h1": "font-size:1.6rem;line-height:1.2;margin:0 0 1.25rem;letter-spacing:-.01em",
    "h1 .soft": "display:block;font-size:.95rem;letter-spacing:0;margin-top:.35rem",
    "h2": "font-size:1.2rem;line-height:1.3;margin:2.25rem 0 .6rem;padding-top:.7rem;border-top:1px solid var(--rule);"
    "break-after:avoid",
    "h3": "font-size:1rem;line-height:1.35;margin:1.25rem 0 .35rem;break-after:avoid",
    "h2 + h3": "margin-top:.5rem",
    "h4": "font-size:.9375rem;font-weight:600;margin:.75rem 0 .2rem;break-after:avoid",
    ".soft": "color:var(--soft);font-weight:normal",
    "p": "margin:.5rem 0;max-width:46rem",
    "p.soft": "font-size:.875rem",
    "dl": "margin:.75rem 0",
    "dl div": "display:grid;grid-template-columns:minmax(6.5rem,max-content) minmax(0,1fr);gap:0 1rem;margin:.3rem 0",
    "dt": "font-weight:600;color:var(--soft);grid-column:1",
    "dd": "margin:0;grid-column:2;white-space:pre-wrap;max-width:46rem",
    ".lead dt": "align-self:baseline",
    ".lead dd:first-of-type": "font-size:1.3rem;font-weight:600;line-height:1.3;letter-spacing:-.005em;"
    "margin-bottom:.15rem",
    "ul": "list-style:none;margin:.5rem 0;padding:0;max-width:50rem",
    "li": "white-space:pre-wrap;padding-left:1rem;text-indent:-1rem",
    ".scroll": "overflow-x:auto",
    "figure": "margin:.5rem 0;break-inside:avoid",
    "table": "border-collapse:collapse;margin:.35rem 0;font-size:.9375rem;line-height:1.4;color:inherit;"
    "background:none",
    "tr": "background:none;break-inside:avoid",
    "th, td": "text-align:left;vertical-align:top;padding:.25rem .9rem .25rem 0;border:0;max-width:none;"
    "border-bottom:1px solid var(--rule);white-space:normal",
    "th": "font-weight:600;color:var(--soft);vertical-align:bottom",
    "td.name": "white-space:pre-wrap",
    "td.name:first-child": "min-width:4.5rem",
    "td.words": "white-space:pre-wrap;min-width:11rem",
    "th.number, td.number": "text-align:right",
    "td.number, td.when": "white-space:nowrap",
    ".when br": "display:none",
    ".courses td:first-child": "white-space:nowrap",
    "td.actor": "min-width:6rem",
    ".pair": "display:flex;flex-wrap:wrap;gap:0 2.5rem;align-items:flex-start",
    ".pair > figure": "flex:1 1 20rem;max-width:33rem",
    "th.over": "text-align:center",
    ".bars table": "width:100%;max-width:54rem",
    ".bars td:first-child": "width:32%",
    ".bars td.drawn, .bars th.drawn": "width:12rem",
    "td.drawn": "white-space:pre;font-family:ui-monospace,monospace",
    "th.drawn": "text-align-last:justify;font-size:.8rem;font-weight:normal",
    ".strong td": "font-weight:600",
    ".group th": "color:var(--ink);padding-top:.7rem",
    "pre": "overflow-x:auto;margin:.35rem 0;padding:.5rem .75rem;border:1px solid var(--rule);border-radius:4px;"
    "background:none;color:inherit;font-size:.875rem",
    "code": "font-family:ui-monospace,monospace;background:none;color:inherit;padding:0",
    "ul.links": "font-size:.875rem;columns:2 20rem;column-gap:2rem",
    ".links li": "break-inside:avoid;white-space:normal",
    ".room": "margin:.35rem 0 .7rem;break-inside:avoid",
    ".room i": "display:block;height:1.7rem;border-bottom:1px solid var(--soft)",
    "a": "color:var(--accent)",
    "svg": "display:block;font:11px system-ui,sans-serif",
    "svg.bar": "width:12rem;height:.96rem;margin-top:.25rem",
    "svg.small": "width:100%;max-width:33rem",
    "svg.wide": "width:100%;min-width:36rem;max-width:60rem",
    "text": "fill:var(--ink);stroke:var(--ground);stroke-width:3;paint-order:stroke",
    ".ink": "fill:var(--ink)",
    ".accent": "fill:var(--accent)",
    ".pale": "fill:var(--pale)",
    ".open": "fill:var(--ground);stroke:var(--ink);stroke-width:1.4",
    ".dot": "fill:var(--accent);stroke:var(--ground);stroke-width:1.2",
    ".line": "fill:none;stroke:var(--accent);stroke-width:2",
    ".rule": "fill:none;stroke:var(--rule)",
    ".thin": "fill:none;stroke:var(--soft);stroke-dasharray:2 2",
    ".mark": "fill:none;stroke:var(--ink);stroke-width:1.5",
    ".tip": "fill:var(--rule)",
    ".same text": "fill:var(--soft)",
    ".same .accent, .same .ink": "fill:var(--pale)",
    ".knobs": "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));gap:1rem 2rem;"
    "align-items:end",
    ".knob code": "font-size:.8rem;color:var(--soft)",
    ".knob b": "display:block",
    ".knob p": "font-size:.8rem;line-height:1.35;margin:.15rem 0",
    ".track": "display:flex;gap:.6rem;align-items:center;font-size:.8rem;color:var(--soft)",
    ".track input": "flex:1;min-width:0;height:1.5rem;accent-color:var(--accent)",
    ".sliders > p": "font-size:1.15rem;font-weight:600;line-height:1.35;margin:1rem 0 .5rem;min-height:2.7em",
    ".sliders button": "font:inherit;color:var(--ink);background:none;border:1px solid var(--soft);border-radius:4px;"
    "padding:.3rem .8rem;margin:.35rem 0 1rem",
    ".grid": "gap:0 3rem",
    ".grid > figure": "flex:0 0 auto;max-width:100%",
    ".grid table": "font-size:.875rem",
}


def _scoped(rules: dict[str, str]) -> str:
    """Each rule under the class of the page."""
    return "".join(
        f"{','.join(f'.turtlebay {part.strip()}'.strip() for part in names.split(','))}{{{rule}}}\n"
        for names, rule in rules.items()
    )


STYLE: Final = (
    f"\n.turtlebay{{{_LIGHT}}}\n@media (prefers-color-scheme:dark){{.turtlebay{{{_DARK}}}}}\n"
    f"@media print{{.turtlebay{{{_LIGHT}}}}}\n{_scoped(_RULES)}"
    ".turtlebay [hidden]{display:none}\n"
    "@media (max-width:36rem){.turtlebay{padding:1rem}.turtlebay dl div{display:block;margin:.5rem 0}"
    ".turtlebay svg.bar{width:7rem}"
    ".turtlebay td,.turtlebay th{padding-right:.6rem}.turtlebay td.words{min-width:8rem}"
    ".turtlebay .bars table,.turtlebay .bars tbody{display:block}.turtlebay .bars thead{display:none}"
    ".turtlebay .bars tr{display:grid;grid-template-columns:7rem 1fr;gap:0 .8rem;padding:.3rem 0;"
    "border-bottom:1px solid var(--rule)}.turtlebay .bars td{border:0;padding:0;width:auto}"
    ".turtlebay .bars td:first-child{grid-column:1/-1;width:auto}.turtlebay svg.wide{min-width:44rem}"
    ".turtlebay table{font-size:.875rem}.turtlebay td.when{font-size:.8rem}"
    ".turtlebay .when br{display:inline}.turtlebay td.actor{min-width:0}"
    ".turtlebay h1{font-size:1.4rem}.turtlebay .lead dd:first-of-type{font-size:1.15rem}}\n"
    "@media print{.turtlebay svg.wide{min-width:0}.turtlebay svg.bar{width:7rem;height:.56rem;margin-top:.3rem}"
    ".turtlebay pre{white-space:pre-wrap}.turtlebay .scroll{overflow:visible}"
    ".turtlebay p,.turtlebay dl,.turtlebay ul{font-size:.9375rem;max-width:none}.turtlebay dd{max-width:none}"
    ".turtlebay p,.turtlebay figure{margin:.25rem 0}.turtlebay p.soft{font-size:.875rem}"
    ".turtlebay h1{margin-bottom:.6rem}.turtlebay h2{font-size:1.15rem;margin:.65rem 0 .2rem;padding-top:.3rem}"
    ".turtlebay h3{font-size:.9375rem;margin:.5rem 0 .15rem}.turtlebay h2+h3{margin-top:.2rem}"
    ".turtlebay table{line-height:1.25;margin:.2rem 0}.turtlebay td,.turtlebay th{padding:.08rem .6rem .08rem 0}"
    ".turtlebay td.words{min-width:0}.turtlebay .bars table{width:auto}.turtlebay .two table{width:100%}"
    ".turtlebay .bars td:first-child{width:auto}.turtlebay .bars td.drawn,.turtlebay .bars th.drawn{width:7rem}"
    ".turtlebay .two{display:grid;grid-template-columns:1fr 1fr;gap:0 1.5rem}"
    ".turtlebay dl{columns:2 24rem;column-gap:1.5rem;margin:.3rem 0}.turtlebay dl.whole{columns:auto}"
    ".turtlebay dl div{margin:.1rem 0;gap:0 .7rem;grid-template-columns:minmax(5.2rem,max-content) minmax(0,1fr)}"
    ".turtlebay .sliders,.turtlebay .sliders+p{display:none}"
    ".turtlebay a{color:inherit}}\n"
)

DOCUMENT: Final = (
    "body.turtlebay{margin:0}\n.turtlebay main{max-width:60rem;margin:0 auto}\n"
    "@page{size:A4;margin:9mm 11mm 12mm;@bottom-center{content:counter(page) ' of ' counter(pages);"
    "font:7pt system-ui,sans-serif;color:#565d66}}\n"
    "@media print{html{font-size:62.5%}body.turtlebay{padding:0;line-height:1.28}.turtlebay main{max-width:none}}\n"
)
"""What a whole document adds."""


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


POLICY: Final = f"default-src 'none'; style-src {_hashed(STYLE + DOCUMENT)}; base-uri 'none'; form-action 'none'"
"""What a browser is to allow a whole document without sliders: its own style."""


# The page


def html(page: b.Page, title: str = "") -> str:
    """The page as one self-contained document. title: of the browser's window; the page's own unless given.

    Its policy allows a browser its own style and nothing else: no request, and no script but that of sliders.
    """
    moved = any(isinstance(block, b.Sliders) for block in page)
    policy = f"{POLICY}; script-src {_hashed(SCRIPT)}" if moved else POLICY
    script = f"<script>{SCRIPT}</script>\n" if moved else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title or b.title_of(page) or 'Turtlebay')}</title>\n<style>{STYLE}{DOCUMENT}</style>\n"
        f'</head>\n<body class="turtlebay">\n<main>\n{body(page)}</main>\n{script}</body>\n</html>\n'
    )


def fragment(page: b.Page) -> str:
    """The page for a notebook: a div with a style that reaches nothing outside it."""
    return f'<div class="turtlebay">\n<style>{STYLE}</style>\n{body(page)}</div>\n'


def body(page: b.Page) -> str:
    """The page's own markup, for a document that has the style already and the class around it.

    Bars are explained once, under the first; those that follow each other stand side by side on paper.
    """
    parts: list[str] = []
    explained = False
    for kind, blocks in groupby(page, type):
        if kind is not b.Bars:
            parts += [f"{_RENDERERS[kind](block)}\n" for block in blocks]
            continue
        drawn = [_bars(bar, not explained and not at) for at, bar in enumerate(blocks) if isinstance(bar, b.Bars)]
        parts += [f'<div class="two">{"".join(drawn)}</div>\n'] if len(drawn) > 1 else [f"{drawn[0]}\n"]
        explained = True
    return "".join(parts)


def _head(tag: str, text: str, note: str = "") -> str:
    said = f' <span class="soft">({escaped(note)})</span>' if note else ""
    return f"<{tag}>{escaped(text)}{said}</{tag}>" if text else ""


def _title(block: b.Title) -> str:
    note = f' <span class="soft">{escaped(block.note)}</span>' if block.note else ""
    return f"<h1>{escaped(block.text)}{note}</h1>"


def _heading(block: b.Heading) -> str:
    return _head("h2", block.text, block.note)


def _facts(block: b.Facts) -> str:
    rows = "".join(
        f'<div class="lead">{_fact(row)}</div>' if row.lead else f"<div>{_fact(row)}</div>" for row in block.rows
    )
    return f'<dl class="whole">{rows}</dl>' if any(row.lead for row in block.rows) else f"<dl>{rows}</dl>"


def _fact(row: b.Fact) -> str:
    return f"<dt>{escaped(row.label)}</dt>" + "".join(f"<dd>{escaped(line)}</dd>" for line in row.lines or ("",))


def _paragraph(block: b.Paragraph) -> str:
    label = f"<b>{escaped(block.label)}</b> " if block.label else ""
    return f"<p>{label}{escaped(block.text)}</p>"


def _lines(block: b.Lines) -> str:
    return _head("h3", block.title) + f"<ul>{''.join(f'<li>{escaped(row)}</li>' for row in block.rows)}</ul>"


def _note(said: str) -> str:
    return f'<p class="soft">{escaped(said)}</p>' if said else ""


def _table(block: b.Table) -> str:
    return _head("h3", block.title) + _rows(block) + _note(tabled.keys(block))


def _rows(block: b.Table, name: str = "", draw: Callable[[int], str] | None = None) -> str:
    """The table itself, scrolled sideways where a screen is too narrow. draw: the drawn cell of a row."""
    drawn = (draw(at) if draw else "" for at in range(len(block.rows)))
    body = "".join(_row(block, row, each) for row, each in zip(block.rows, drawn, strict=True))
    label = escaped(name or block.title or "table")
    return (
        f'<div class="scroll" role="group" tabindex="0" aria-label="{label}"><table>{_heads(block.columns)}'
        f"<tbody>{body}</tbody></table></div>"
    )


def _heads(columns: tuple[b.Column, ...]) -> str:
    if not any(column.head or column.group for column in columns):
        return ""
    groups = ""
    if any(column.group for column in columns):
        spans: list[list[Any]] = []
        for column in columns:
            if spans and spans[-1][0] == column.group:
                spans[-1][1] += 1
            else:
                spans.append([column.group, 1])
        groups = "".join(_cell("th", "over" if said else "", said, f' colspan="{count}"') for said, count in spans)
        groups = f"<tr>{groups}</tr>"
    heads = "".join(_cell("th", column.kind, column.head, ' scope="col"') for column in columns)
    return f"<thead>{groups}<tr>{heads}</tr></thead>"


def _cell(tag: str, kind: str, text: str, more: str = "", to: str = "") -> str:
    if tag == "th" and not text:  # a head without words is no head to a screen reader
        tag, more = "td", more.replace(' scope="col"', "")
    words = text.lstrip(" ")
    text = "\u00a0" * (len(text) - len(words)) + words  # no line ends within an indent
    said = f'<a href="{escaped(to)}">{escaped(text)}</a>' if to else escaped(text)
    return f'<{tag} class="{kind}"{more}>{said}</{tag}>' if kind else f"<{tag}{more}>{said}</{tag}>"


def _row(block: b.Table, row: b.Row, drawn: str) -> str:
    columns = block.columns
    if row.sort == "group":
        return f'<tr class="group"><th colspan="{len(columns)}" scope="colgroup">{escaped(row.cells[0])}</th></tr>'
    cells = [
        f'<td class="drawn">{drawn}</td>'
        if drawn and column.kind == "drawn"
        else _cell("td", column.kind, cell, to=block.links.get(cell, ""))
        for column, cell in zip(columns, row.cells, strict=True)
    ]
    return f'<tr class="{row.sort}">{"".join(cells)}</tr>' if row.sort else f"<tr>{''.join(cells)}</tr>"


def _bars(block: b.Bars, explained: bool = True) -> str:
    """explained: whether it says what a bar means."""
    table = tabled.bars_table(block)
    drawn = _rows(table, block.title or "shares", lambda at: charts.interval_bar(block.rows[at]))
    meaning = tabled.BAR_MEANING if explained and block.explained else ""
    note = _note(" ".join(filter(None, [meaning, block.note])))
    return f'<div class="bars">{_head("h3", block.title)}{drawn}{note}</div>'


def _figure(drawn: str, table: b.Table, name: str) -> str:
    beside = f'<div class="pair"><figure>{drawn}</figure>{_rows(table, name)}</div>'
    return f"{_head('h3', table.title)}{beside}{_note(tabled.keys(table))}"


def _dots(block: b.Dots) -> str:
    name = tabled.dots_title(block)
    return _figure(charts.dot_plot(block, name), tabled.dots_table(block, drawn=False), name)


def _curve(block: b.Curve) -> str:
    name = block.title or f"share of runs along {block.path}"
    return _figure(charts.curve_chart(block, name), tabled.curve_table(block), name)


def _timeline(block: b.Timeline) -> str:
    name = block.title or "timeline"
    drawn = _wide(charts.lanes(block, name), name) if block.drawn else ""
    rows = "".join(
        f'<tr><td class="when">{escaped(e.utc)} <br><span class="soft">{escaped(e.local)}</span></td>'
        f'<td class="number">{e.mark} {e.seq}</td><td class="actor">{escaped(e.actor)}</td>'
        f'<td class="words">{_leading(block, e)} <span class="soft">{escaped(_held(e.tail))}</span></td></tr>'
        for e in block.entries
    )
    heads = '<th scope="col">UTC, local</th><th scope="col" class="number">event</th><th scope="col">actor</th>'
    heads += '<th scope="col">what</th>'
    table = f'<div class="scroll" role="group" tabindex="0" aria-label="{escaped(name)}: table">'
    table += f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    note = _note(tabled.legend(block))
    return f"{_head('h3', block.title)}{drawn}{note}{table}"


def _held(tail: str) -> str:
    """Where an event comes from, with no end of a line behind an arrow."""
    return tail.replace("<- ", "<-\u00a0")


def _leading(block: b.Timeline, entry: b.Entry) -> str:
    """The words of an event, which lead to its own page where there is one."""
    if not block.address:
        return escaped(entry.words)
    return f'<a href="{escaped(block.address.format(seq=entry.seq))}">{escaped(entry.words)}</a>'


def _courses(block: b.Courses) -> str:
    name = block.title or "courses"
    table = tabled.courses_table(block)
    return (
        f"{_head('h3', block.title)}{_wide(charts.courses(block, name), name)}"
        f'<div class="courses">{_rows(table, name)}</div>{_note(table.note)}'
    )


def _wide(drawn: str, name: str) -> str:
    """A drawing that is scrolled sideways where a screen is too narrow for it."""
    label = f"{escaped(name)}: lanes"
    return f'<figure><div class="scroll" role="group" tabindex="0" aria-label="{label}">{drawn}</div></figure>'


def _sliders(block: b.Sliders) -> str:
    """What can be moved, for a browser that runs the script; then the tables, for everybody and for paper."""
    meant, *tables = tabled.sliders_tables(block)
    now = block.counts[block.here]
    bars = [evolve(block.shares[k], label=said) for said, k in zip(block.outcomes, now, strict=True)]
    heads = (b.Column(""), b.Column(tabled.scale_head(tabled.BAR), "drawn"), b.Column("", "words"))
    table = b.Table(heads, [(each.label, "", each.words) for each in bars])
    drawn = _rows(table, "shares at these values", lambda at: charts.interval_bar(bars[at]))
    shares = [(*(round(end, 4) for end in (each.share, each.low, each.high)), each.words) for each in block.shares]
    grid = {"counts": block.counts, "outcomes": block.outcomes, "shares": shares}
    knobs = "".join(_knob(slider, at) for at, slider in enumerate(block.sliders))
    moved = (
        f'<div class="sliders" data-grid="{escaped(json.dumps(grid, separators=(",", ":")))}" hidden>'
        f'<div class="knobs">{knobs}</div><p role="status"></p><div class="bars">{drawn}</div>'
        f'<button type="button">All back</button></div>'
    )
    without = "<p>The sliders need a browser that runs scripts; the tables have the same runs.</p>"
    shown = "".join(f"<figure>{_head('h4', each.title)}{_rows(each, each.title or 'grid')}</figure>" for each in tables)
    return (
        f"{_head('h3', block.title)}{moved}{without}{_rows(meant, 'what the letters mean')}{_note(tabled.keys(meant))}"
        f'<div class="pair grid">{shown}</div>'
    )


def _knob(slider: b.Slider, at: int) -> str:
    """A number that can be moved, with its present value and both ends."""
    stops = [f"{value}, {slider.said}" if each == slider.here else value for each, value in enumerate(slider.values)]
    note = f'<p class="soft" id="said-{at}">{escaped(slider.note)}</p>' if slider.note else ""
    said = f' aria-describedby="said-{at}"' if slider.note else ""
    return (
        f'<div class="knob"><label for="knob-{at}">{escaped(slider.label)}</label> <code>{escaped(slider.name)}</code> '
        f'<b>{escaped(stops[slider.here])}</b><div class="track">'
        f'<span>{escaped(slider.values[0])}</span><input type="range" id="knob-{at}" min="0" '
        f'max="{len(stops) - 1}" value="{slider.here}" data-stops="{escaped(json.dumps(stops))}"{said}>'
        f"<span>{escaped(slider.values[-1])}</span></div>{note}</div>"
    )


SCRIPT: Final = """
for (const box of document.querySelectorAll(".sliders")) {
  const {counts, outcomes, shares} = JSON.parse(box.dataset.grid), status = box.querySelector("[role=status]");
  const knobs = [...box.querySelectorAll("input")], rows = [...box.querySelectorAll("tbody tr")];
  const show = () => {
    const now = counts[knobs.reduce((at, knob) => at * (+knob.max + 1) + +knob.value, 0)];
    for (const knob of knobs) {
      const said = JSON.parse(knob.dataset.stops)[knob.value];
      knob.closest(".knob").querySelector("b").textContent = said;
      knob.setAttribute("aria-valuetext", said);
    }
    rows.forEach((row, at) => {
      const [share, low, high, words] = shares[now[at]], [solid, pale] = row.querySelectorAll("rect");
      solid.setAttribute("width", 190 * low);
      pale.setAttribute("x", 5 + 190 * low);
      pale.setAttribute("width", 190 * (high - low));
      row.querySelector("circle").setAttribute("cx", 5 + 190 * share);
      row.querySelector("title").textContent = `${outcomes[at]}: ${words}`;
      row.lastElementChild.textContent = words;
    });
    const most = now.indexOf(Math.max(...now));
    status.textContent = `${outcomes[most]}: ${shares[now[most]][3]}`;
  };
  box.querySelector("button").onclick = () => { for (const knob of knobs) knob.value = knob.defaultValue; show(); };
  box.oninput = show;
  [box.hidden, box.nextElementSibling.hidden] = [false, true];
  show();
}
"""
"""Moves the bars to the combination of values that the sliders show; every word and number of it is in the page."""


def _links(block: b.Links) -> str:
    rows = "".join(f"<li><b>{escaped(row.key)}</b> {_link(row)}</li>" for row in block.rows)
    return f'{_head("h3", block.title)}<ul class="links">{rows}</ul>'


def _link(row: b.Link) -> str:
    if is_address(row.url):
        return f'<a href="{escaped(row.url)}" rel="noreferrer">{escaped(row.words)}</a>'
    return escaped(f"{row.words} {row.url}".strip())


def _room(block: b.Room) -> str:
    return f'<div class="room">{escaped(block.text)}{"<i></i>" * block.lines}</div>'


def _next(block: b.Next) -> str:
    commands = "\n".join(escaped(command) for command in block.commands)
    return f'<h3>{escaped(block.title)}</h3><pre tabindex="0"><code>{commands}</code></pre>'


_RENDERERS: Final[dict[type, Callable[[Any], str]]] = {
    b.Title: _title, b.Heading: _heading, b.Facts: _facts, b.Paragraph: _paragraph, b.Lines: _lines, b.Table: _table,
    b.Bars: _bars, b.Dots: _dots, b.Curve: _curve, b.Timeline: _timeline, b.Courses: _courses,
    b.Sliders: _sliders, b.Links: _links, b.Room: _room, b.Next: _next,
}  # fmt: skip
