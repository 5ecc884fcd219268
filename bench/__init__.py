"""What the pages and jobs cost, as ratios against the barest thing that could do the same: see bench/README.md."""
