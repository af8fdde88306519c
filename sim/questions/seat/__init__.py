"""A seat at the table: `sit` takes one, `Seat.choose` plays it, `after` says what the choices came to; and the pages.

`page` lays out the present moment (`moment_blocks`, `options_blocks` are its parts), `after_page` what came of it.
"""

from sim.questions.seat.after import After, Departure, Worth, after, ending
from sim.questions.seat.page import (
    after_page,
    ending_blocks,
    following,
    ladders_page,
    log_page,
    moment_blocks,
    options_blocks,
    page,
)
from sim.questions.seat.study import Lying, NoSeat, Now, Offer, Seat, sit
from sim.questions.seat.words import line_of
from sim.rules.seat_choices import Refused

__all__ = [
    "After", "Departure", "Lying", "NoSeat", "Now", "Offer", "Refused", "Seat", "Worth", "after", "after_page",
    "ending", "ending_blocks", "following", "ladders_page", "line_of", "log_page", "moment_blocks", "options_blocks",
    "page", "sit",
]  # fmt: skip
