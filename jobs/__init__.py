"""What runs without a person at the screen. A job carries ids only and calls the same actions as a button."""
