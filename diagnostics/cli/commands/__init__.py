"""The commands; each reads its arguments, calls the application and prints."""
