"""What a user can do: the program's public interface, plain functions without Qt."""
