"""Reception: who came through the door, who stands ready, and who takes care of whom."""
