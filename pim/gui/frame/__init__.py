"""The main window: a frame into which the composition root puts rooms. No logic of the program is here."""
