"""What the pages cost in time, bytes and memory: `make bench` prints each figure with its bound."""
