"""What proves that the record is as it was written: `verify`, and the seals of the days."""
