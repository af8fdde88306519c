"""The pressure of a crisis: raised by provocations, lowered by concessions, fading with time."""

from collections.abc import Iterable

from sim.rules.exact import power_of_half

MINUTES_A_DAY = 1440


def faded(value: float, minutes: int, half_life_days: float) -> float:
    """What is left of a value (pressure, or the pull of a call) after some minutes; halves every half-life."""
    return value * power_of_half(minutes / (half_life_days * MINUTES_A_DAY))


def raised(pressure: float, severity: float) -> float:
    """Pressure (0-100) after a provocation: each takes its share, severity (0-100), of what is left up to 100."""
    return pressure + (100.0 - pressure) * severity / 100.0


def lowered(pressure: float, severity: float) -> float:
    """Pressure (0-100) after a concession that takes its share, severity (0-100), of it away."""
    return pressure - pressure * severity / 100.0


def after(provocations: Iterable[tuple[int, float]], t: int, half_life_days: float) -> float:
    """Pressure (0-100) at minute t after provocations, (minute, severity) in time order, later ones left out."""
    pressure, at = 0.0, 0
    for minute, severity in provocations:
        if minute > t:
            break
        pressure = raised(faded(pressure, minute - at, half_life_days), severity)
        at = minute
    return faded(pressure, t - at, half_life_days)
