"""How good are the forecasts, on real episodes whose end was not known to them?"""
