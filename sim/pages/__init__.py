"""Pages: an answer laid out once as blocks, and one renderer each for terminal, HTML, Markdown and JSON.

from sim import pages
page = (pages.Title("July 2006", "seed 1"), pages.Facts((pages.Fact("Outcome", ("resolution",)),)))
pages.terminal(page); pages.html(page); pages.fragment(page); pages.markdown(page); pages.plain(answer)
"""

from sim.pages.blocks import (
    Bar,
    Bars,
    Beside,
    Block,
    Calendar,
    Column,
    Courses,
    Curve,
    Dots,
    Entry,
    Fact,
    Facts,
    Heading,
    Lines,
    Link,
    Links,
    Next,
    Page,
    Paragraph,
    Point,
    Room,
    Row,
    Slider,
    Sliders,
    Table,
    Timeline,
    Tipping,
    Title,
)
from sim.pages.html import fragment, html
from sim.pages.markdown import markdown
from sim.pages.plain import plain
from sim.pages.register import page_of, repr_html
from sim.pages.terminal import terminal
from sim.pages.text import Look, look_of

__all__ = [
    "Bar", "Bars", "Beside", "Block", "Calendar", "Column", "Courses", "Curve", "Dots", "Entry", "Fact", "Facts",
    "Heading", "Lines", "Link", "Links", "Look", "Next", "Page", "Paragraph", "Point", "Room", "Row", "Slider",
    "Sliders", "Table", "Timeline", "Tipping", "Title", "fragment", "html", "look_of", "markdown", "page_of", "plain",
    "repr_html",
    "terminal",
]  # fmt: skip
