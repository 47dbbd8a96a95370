"""What the columns of a file hold, found in one pass in the guarded child process. Imports little, to start fast there."""
