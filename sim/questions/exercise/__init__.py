"""An exercise for a class: a lever for each group, a sheet, and what each should find."""
