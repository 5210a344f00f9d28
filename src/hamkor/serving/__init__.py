"""What listens for readers: a front that hands out files, the application behind it, and the clock beside them."""
