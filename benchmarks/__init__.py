"""Speed and memory of gongkai, as ratios measured in one run: `make bench`."""
