"""Kill -9 at any point of a month: afterwards nothing is lost, nothing is double, no number is missing."""
