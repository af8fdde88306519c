"""The style of HTML pages. Every rule begins with the page's own class, so that none reaches a notebook around it."""

from typing import Final

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
    "th.over": "text-align:center",
    "td.drawn": "white-space:pre;font-family:ui-monospace,monospace",
    "th.drawn": "text-align-last:justify;font-size:.8rem;font-weight:normal",
    ".strong td": "font-weight:600",
    ".group th": "color:var(--ink);padding-top:.7rem",
    "pre": "overflow-x:auto;margin:.35rem 0;padding:.5rem .75rem;border:1px solid var(--rule);border-radius:4px;"
    "background:none;color:inherit;font-size:.875rem",
    "code": "font-family:ui-monospace,monospace;background:none;color:inherit;padding:0",
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
    ".turtlebay table{font-size:.875rem}.turtlebay td.when{white-space:normal;min-width:4.5rem}}\n"
    "@media print{.turtlebay svg.wide{min-width:0}.turtlebay pre{white-space:pre-wrap}"
    ".turtlebay .scroll{overflow:visible}}\n"
)

DOCUMENT: Final = (
    "body.turtlebay{margin:0}\n.turtlebay main{max-width:56rem;margin:0 auto}\n"
    "@page{size:A4;margin:16mm}\n@media print{html{font-size:72%}body.turtlebay{padding:0}}\n"
)
"""What a whole document adds."""
