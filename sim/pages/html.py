"""A page as HTML: one document that needs nothing else, or a fragment for a notebook. No script, everything escaped."""

import base64
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

from sim.pages import blocks as b
from sim.pages import charts, tabled
from sim.pages.charts import escaped
from sim.pages.text import is_address

# The style. Every rule begins with the page's own class, so that none reaches a notebook around it.

_LIGHT: Final = "--ink:#1b1f24;--soft:#565d66;--rule:#d3d7dc;--ground:#fff;--accent:#1d5fa6;--pale:#a9c6e6"
_DARK: Final = "--ink:#e4e7ea;--soft:#a4abb3;--rule:#3c434b;--ground:#15181c;--accent:#7fb4ee;--pale:#34577d"

_RULES: Final = {
    "": "color:var(--ink);background:var(--ground);font:1rem/1.45 system-ui,sans-serif;padding:.75rem;"
    "overflow-wrap:break-word;font-variant-numeric:tabular-nums",
    "h1": "font-size:1.35rem;line-height:1.25;margin:0 0 .75rem",
    "h2": "font-size:1.15rem;margin:1.75rem 0 .5rem;break-after:avoid",
    "h3": "font-size:1rem;margin:1.5rem 0 .35rem;break-after:avoid",
    ".soft": "color:var(--soft);font-weight:normal",
    "p": "margin:.5rem 0;max-width:44rem",
    "p.soft": "font-size:.875rem",
    "dl": "display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem 1rem;margin:.75rem 0",
    "dt": "font-weight:600;grid-column:1",
    "dd": "margin:0;grid-column:2;white-space:pre-wrap",
    "ul": "list-style:none;margin:.5rem 0;padding:0",
    "li": "white-space:pre-wrap;padding-left:1rem;text-indent:-1rem",
    ".scroll": "overflow-x:auto",
    "figure": "margin:.5rem 0;break-inside:avoid",
    "table": "border-collapse:collapse;margin:.35rem 0;font-size:.9375rem;color:inherit;background:none",
    "tr": "background:none;break-inside:avoid",
    "th, td": "text-align:left;vertical-align:top;padding:.2rem .9rem .2rem 0;border:0;max-width:none;"
    "border-bottom:1px solid var(--rule);white-space:normal",
    "th": "font-weight:600;color:var(--soft);vertical-align:bottom",
    "td.name": "white-space:pre-wrap",
    "td.words": "white-space:pre-wrap;min-width:11rem",
    "th.number, td.number": "text-align:right",
    "td.number, td.when": "white-space:nowrap",
    ".when br": "display:none",
    "td.actor": "min-width:6rem",
    ".pair": "display:flex;flex-wrap:wrap;gap:0 2.5rem;align-items:flex-start",
    ".pair figure": "flex:1 1 20rem;max-width:33rem",
    "th.over": "text-align:center",
    "td.drawn": "white-space:pre;font-family:ui-monospace,monospace",
    "th.drawn": "text-align-last:justify;font-size:.8rem;font-weight:normal",
    ".strong td": "font-weight:600",
    ".group th": "color:var(--ink);padding-top:.7rem",
    "pre": "overflow-x:auto;margin:.35rem 0;padding:.5rem .75rem;border:1px solid var(--rule);border-radius:4px;"
    "background:none;color:inherit;font-size:.875rem",
    "code": "font-family:ui-monospace,monospace;background:none;color:inherit;padding:0",
    "ul.links": "font-size:.875rem;columns:2 20rem;column-gap:2rem",
    ".links li": "break-inside:avoid;white-space:normal",
    "a": "color:var(--accent)",
    "svg": "display:block;font:11px system-ui,sans-serif",
    "svg.bar": "width:12rem;height:.96rem;margin-top:.25rem",
    "svg.small": "width:100%;max-width:33rem",
    "svg.wide": "width:100%;min-width:36rem;max-width:54rem",
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
    "@media (max-width:36rem){.turtlebay dl{display:block}.turtlebay dt{margin-top:.5rem}.turtlebay svg.bar{width:7rem}"
    ".turtlebay td,.turtlebay th{padding-right:.6rem}.turtlebay td.words{min-width:8rem}"
    ".turtlebay table{font-size:.875rem}.turtlebay td.when{font-size:.8rem}"
    ".turtlebay .when br{display:inline}.turtlebay td.actor{min-width:0}}\n"
    "@media print{.turtlebay svg.wide{min-width:0}.turtlebay svg.bar{width:8rem}.turtlebay pre{white-space:pre-wrap}"
    ".turtlebay .scroll{overflow:visible}.turtlebay p{max-width:none}.turtlebay h2{margin-top:.8rem}"
    ".turtlebay h3{margin-top:.7rem}.turtlebay td,.turtlebay th{padding:.08rem .6rem .08rem 0}"
    ".turtlebay td.words{min-width:0}.turtlebay dl{gap:.05rem .8rem;margin:.4rem 0}"
    ".turtlebay dt,.turtlebay dd{line-height:1.3}"
    ".turtlebay a{color:inherit}}\n"
)

DOCUMENT: Final = (
    "body.turtlebay{margin:0}\n.turtlebay main{max-width:56rem;margin:0 auto}\n"
    "@page{size:A4;margin:11mm}\n"
    "@media print{html{font-size:64%}body.turtlebay{padding:0;line-height:1.28}.turtlebay main{max-width:none}}\n"
)
"""What a whole document adds."""

_ALLOWED: Final = base64.b64encode(sha256((STYLE + DOCUMENT).encode()).digest()).decode()

POLICY: Final = f"default-src 'none'; style-src 'sha256-{_ALLOWED}'; base-uri 'none'; form-action 'none'"
"""What a browser is to allow a whole document: its own style."""


# The page


def html(page: b.Page, title: str = "") -> str:
    """The page as one self-contained document. title: of the browser's window; the page's own unless given.

    Its policy allows a browser its own style and nothing else: no script, and no request.
    """
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title or b.title_of(page) or 'Turtlebay')}</title>\n<style>{STYLE}{DOCUMENT}</style>\n"
        f'</head>\n<body class="turtlebay">\n<main>\n{body(page)}</main>\n</body>\n</html>\n'
    )


def fragment(page: b.Page) -> str:
    """The page for a notebook: a div with a style that reaches nothing outside it."""
    return f'<div class="turtlebay">\n<style>{STYLE}</style>\n{body(page)}</div>\n'


def body(page: b.Page) -> str:
    """The page's own markup, for a document that has the style already and the class around it."""
    return "".join(f"{_RENDERERS[type(block)](block)}\n" for block in page)


def _head(tag: str, text: str, note: str = "") -> str:
    said = f' <span class="soft">({escaped(note)})</span>' if note else ""
    return f"<{tag}>{escaped(text)}{said}</{tag}>" if text else ""


def _title(block: b.Title) -> str:
    return _head("h1", block.text, block.note)


def _heading(block: b.Heading) -> str:
    return _head("h2", block.text, block.note)


def _facts(block: b.Facts) -> str:
    rows = "".join(
        f"<dt>{escaped(row.label)}</dt>" + "".join(f"<dd>{escaped(line)}</dd>" for line in row.lines or ("",))
        for row in block.rows
    )
    return f"<dl>{rows}</dl>"


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


def _bars(block: b.Bars) -> str:
    table = tabled.bars_table(block)
    drawn = _rows(table, block.title or "shares", lambda at: charts.interval_bar(block.rows[at]))
    return (
        _head("h3", block.title)
        + drawn
        + _note(f"{tabled.BAR_MEANING if block.explained else ''} {block.note}".strip())
    )


def _figure(drawn: str, table: b.Table, name: str) -> str:
    beside = f'<div class="pair"><figure>{drawn}</figure>{_rows(table, name)}</div>'
    return f"{_head('h3', table.title)}{beside}{_note(tabled.keys(table))}"


def _dots(block: b.Dots) -> str:
    name = tabled.dots_title(block)
    return _figure(charts.dot_plot(block, name), tabled.dots_table(block), name)


def _curve(block: b.Curve) -> str:
    name = block.title or f"share of runs along {block.path}"
    return _figure(charts.curve_chart(block, name), tabled.curve_table(block), name)


def _timeline(block: b.Timeline) -> str:
    name = block.title or "timeline"
    drawn = _wide(charts.lanes(block, name), name) if block.drawn else ""
    rows = "".join(
        f'<tr><td class="when">{escaped(e.utc)} <br><span class="soft">{escaped(e.local)}</span></td>'
        f'<td class="number">{e.mark} {_numbered(block, e)}</td><td class="actor">{escaped(e.actor)}</td>'
        f'<td class="words">{escaped(e.words)} <span class="soft">{escaped(e.tail)}</span></td></tr>'
        for e in block.entries
    )
    heads = '<th scope="col">UTC, local</th><th scope="col" class="number">event</th><th scope="col">actor</th>'
    heads += '<th scope="col">what</th>'
    table = f'<div class="scroll" role="group" tabindex="0" aria-label="{escaped(name)}: table">'
    table += f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    note = _note(tabled.legend(block))
    return f"{_head('h3', block.title)}{drawn}{note}{table}"


def _numbered(block: b.Timeline, entry: b.Entry) -> str:
    """The number of an event, which leads to its own page where there is one."""
    if not block.address:
        return str(entry.seq)
    return f'<a href="{escaped(block.address.format(seq=entry.seq))}">{entry.seq}</a>'


def _courses(block: b.Courses) -> str:
    name = block.title or "courses"
    table = tabled.courses_table(block)
    return (
        f"{_head('h3', block.title)}{_wide(charts.courses(block, name), name)}{_rows(table, name)}{_note(table.note)}"
    )


def _wide(drawn: str, name: str) -> str:
    """A drawing that is scrolled sideways where a screen is too narrow for it."""
    label = f"{escaped(name)}: lanes"
    return f'<figure><div class="scroll" role="group" tabindex="0" aria-label="{label}">{drawn}</div></figure>'


def _links(block: b.Links) -> str:
    rows = "".join(f"<li><b>{escaped(row.key)}</b> {_link(row)}</li>" for row in block.rows)
    return f'{_head("h3", block.title)}<ul class="links">{rows}</ul>'


def _link(row: b.Link) -> str:
    if is_address(row.url):
        return f'<a href="{escaped(row.url)}" rel="noreferrer">{escaped(row.words)}</a>'
    return escaped(f"{row.words} {row.url}".strip())


def _next(block: b.Next) -> str:
    commands = "\n".join(escaped(command) for command in block.commands)
    return f'<h3>Next</h3><pre tabindex="0"><code>{commands}</code></pre>'


_RENDERERS: Final[dict[type, Callable[[Any], str]]] = {
    b.Title: _title, b.Heading: _heading, b.Facts: _facts, b.Paragraph: _paragraph, b.Lines: _lines, b.Table: _table,
    b.Bars: _bars, b.Dots: _dots, b.Curve: _curve, b.Timeline: _timeline, b.Courses: _courses,
    b.Links: _links, b.Next: _next,
}  # fmt: skip
