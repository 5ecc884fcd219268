"""What is done with suspected pairs: find them, judge them, merge them, take them apart."""
