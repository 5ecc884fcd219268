"""Lists and reports as files: purpose, approval, watermark, and a row for each (F-84)."""
