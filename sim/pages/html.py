"""A page as HTML: one document that needs nothing else, or a fragment for a notebook. No script, everything escaped."""

from collections.abc import Callable
from typing import Any, Final

from sim.pages import blocks as b
from sim.pages import charts, tabled
from sim.pages.charts import escaped
from sim.pages.style import DOCUMENT, STYLE


def html(page: b.Page, title: str = "") -> str:
    """The page as one self-contained document. title: of the browser's window; the page's own unless given."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title or b.title_of(page) or 'Turtlebay')}</title>\n<style>{STYLE}{DOCUMENT}</style>\n"
        f'</head>\n<body class="turtlebay">\n<main>\n{_body(page)}</main>\n</body>\n</html>\n'
    )


def fragment(page: b.Page) -> str:
    """The page for a notebook: a div with a style that reaches nothing outside it."""
    return f'<div class="turtlebay">\n<style>{STYLE}</style>\n{_body(page)}</div>\n'


def _body(page: b.Page) -> str:
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
    indent = f' style="margin-left:{1.5 * block.level:g}rem"' if block.level else ""
    return f"<p{indent}>{label}{escaped(block.text)}</p>"


def _lines(block: b.Lines) -> str:
    return _head("h3", block.title) + f"<ul>{''.join(f'<li>{escaped(row)}</li>' for row in block.rows)}</ul>"


def _note(said: str) -> str:
    return f'<p class="soft">{escaped(said)}</p>' if said else ""


def _table(block: b.Table) -> str:
    return _head("h3", block.title) + _rows(block) + _note(tabled.keys(block))


def _rows(block: b.Table, name: str = "", draw: Callable[[int], str] | None = None) -> str:
    """The table itself, scrolled sideways where a screen is too narrow. draw: the drawn cell of a row."""
    body = "".join(_row(block.columns, row, draw(at) if draw else "") for at, row in enumerate(block.rows))
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


def _cell(tag: str, kind: str, text: str, more: str = "") -> str:
    if tag == "th" and not text:  # a head without words is no head to a screen reader
        tag, more = "td", more.replace(' scope="col"', "")
    return f'<{tag} class="{kind}"{more}>{escaped(text)}</{tag}>' if kind else f"<{tag}{more}>{escaped(text)}</{tag}>"


def _row(columns: tuple[b.Column, ...], row: b.Row, drawn: str) -> str:
    if row.sort == "group":
        return f'<tr class="group"><th colspan="{len(columns)}" scope="colgroup">{escaped(row.cells[0])}</th></tr>'
    cells = [
        f'<td class="drawn">{drawn}</td>' if drawn and column.kind == "drawn" else _cell("td", column.kind, cell)
        for column, cell in zip(columns, row.cells, strict=True)
    ]
    return f'<tr class="{row.sort}">{"".join(cells)}</tr>' if row.sort else f"<tr>{''.join(cells)}</tr>"


def _bars(block: b.Bars) -> str:
    table = tabled.bars_table(block)
    drawn = _rows(table, block.title or "shares", lambda at: charts.interval_bar(block.rows[at]))
    return _head("h3", block.title) + drawn + _note(f"{tabled.BAR_MEANING} {tabled.marked(block)}".strip())


def _figure(drawn: str, table: b.Table, name: str) -> str:
    return f"{_head('h3', table.title)}<figure>{drawn}</figure>{_rows(table, name)}{_note(tabled.keys(table))}"


def _dots(block: b.Dots) -> str:
    name = tabled.dots_title(block)
    return _figure(charts.dot_plot(block, name), tabled.dots_table(block), name)


def _curve(block: b.Curve) -> str:
    name = block.title or f"share of runs along {block.path}"
    return _figure(charts.curve_chart(block, name), tabled.curve_table(block), name)


def _timeline(block: b.Timeline) -> str:
    name = block.title or "timeline"
    drawn = f'<div class="scroll" role="group" tabindex="0" aria-label="{escaped(name)}: lanes">'
    drawn += f"{charts.lanes(block, f'{name}: a lane for each actor')}</div>"
    rows = "".join(
        f'<tr><td class="when">{escaped(e.utc)}<br><span class="soft">{escaped(e.local)}</span></td>'
        f'<td class="number">{e.mark} {e.seq}</td><td class="actor">{escaped(e.actor)}</td>'
        f'<td class="words">{escaped(e.words)} <span class="soft">{escaped(e.tail)}</span></td></tr>'
        for e in block.entries
    )
    heads = '<th scope="col">UTC, local</th><th scope="col" class="number">event</th><th scope="col">actor</th>'
    heads += '<th scope="col">what</th>'
    table = f'<div class="scroll" role="group" tabindex="0" aria-label="{escaped(name)}: table">'
    table += f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    note = _note(f"{tabled.legend(block)}  {block.note}".strip())
    return f"{_head('h3', block.title)}<figure>{drawn}</figure>{note}{table}"


def _next(block: b.Next) -> str:
    commands = "\n".join(escaped(command) for command in block.commands)
    return f'<h3>Next</h3><pre tabindex="0"><code>{commands}</code></pre>'


_RENDERERS: Final[dict[type, Callable[[Any], str]]] = {
    b.Title: _title, b.Heading: _heading, b.Facts: _facts, b.Paragraph: _paragraph, b.Lines: _lines, b.Table: _table,
    b.Bars: _bars, b.Dots: _dots, b.Curve: _curve, b.Timeline: _timeline, b.Next: _next,
}  # fmt: skip
