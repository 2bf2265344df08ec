"""What all commands share: arguments, options, files, the console, exit codes."""
