"""What a month of a cell came to, in one row: kept up to date with every change, for pages over many cells."""
